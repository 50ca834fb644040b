"""OpenRosa for ODK Collect: the list of forms, a form, its lists, and what is sent.

Sources: https://docs.getodk.org/openrosa-http/, openrosa-form-list/ and
openrosa-form-submission/. ODK Collect knows no second factor, so each person
has a secret address (`actions.collecting`) by which one's own observations come
in and nothing that others wrote goes out.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from observatory.limits.actions import hit
from observatory.limits.queries import who_is
from observatory.observations.actions import InvalidAnswers, Odd, collect_observation
from observatory.observations.models import Oddity
from observatory.observations.openrosa.instances import Unreadable, read_instance
from observatory.observations.openrosa.lists import write_lists
from observatory.observations.openrosa.parcels import MOST_BYTES, read_parcel
from observatory.observations.openrosa.xforms import form_id, write_xform
from observatory.observations.queries.collecting import (
    collect_owner,
    collect_versions,
    hash_collect_token,
    version_numbered,
)
from observatory.observations.wording import REFUSALS
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled
from observatory.ui.access import open_to_all

RESPONSE = "http://openrosa.org/http/response"
FORMS = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
# How often one network may knock with an address that opens nothing.
TRIES, WINDOW = 60, timedelta(hours=1)
# Weeks of work at once, and not what a stolen address could send.
SENT = 200
# What is said of wrong answers fits on the screen of a telephone.
MOST_ERRORS = 5

View = Callable[..., HttpResponse]


def of_collector(view: View) -> View:
    """Give the view the person whose secret address it is, and speak their language.

    An address that opens nothing is not found, whatever the reason. Only those
    are counted: people whose telephones share a network do not lock each other out.
    """

    @csrf_exempt
    @open_to_all
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        person = collect_owner(token)
        if person is None:
            may_try = hit(
                scope="odk", who=who_is(request), limit=TRIES, window=WINDOW, at=timezone.now()
            )
            response = _said(
                _("Cette adresse ne marche pas, ou plus. Faites-en une autre dans « Mes relevés ».")
                if may_try
                else _("Il y a eu trop d’essais. Réessayez dans une heure."),
                404 if may_try else 429,
            )
        else:
            with translation.override(person.language):
                response = view(request, person, token, **kwargs)
        response.headers["X-OpenRosa-Version"] = "1.0"
        response.headers["X-OpenRosa-Accept-Content-Length"] = str(MOST_BYTES)
        response.headers["Date"] = http_date()
        return response

    return wrapped


def _said(text: str, status: int) -> HttpResponse:
    """Answer with a sentence, which ODK Collect shows."""
    answer = Element("OpenRosaResponse", {"xmlns": RESPONSE})
    nature = "submit_success" if status == 201 else "submit_error"
    SubElement(answer, "message", {"nature": nature}).text = text
    return _xml(answer, status)


def _xml(root: Element, status: int = 200) -> HttpResponse:
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")


def _address(name: str, *args: Any) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def _hash(data: bytes) -> str:
    # The only one that the OpenRosa form list knows; it tells a change, and protects nothing.
    return "md5:" + hashlib.md5(data, usedforsecurity=False).hexdigest()


@of_collector
@require_safe
def collect_forms(request: HttpRequest, person: User, token: str) -> HttpResponse:
    """List the forms of the open rounds in which the person observes (`?formID=`: this one)."""
    root = Element("xforms", {"xmlns": FORMS})
    for version in collect_versions(person):
        if request.GET.get("formID", form_id(version.number)) != form_id(version.number):
            continue
        row = SubElement(root, "xform")
        for name, text in (
            ("formID", form_id(version.number)),
            ("name", _("Relevé, grille %(number)s") % {"number": version.number}),
            ("version", str(version.number)),
            ("hash", _hash(write_xform(version))),
            ("downloadUrl", _address("collect_form", token, version.number)),
            ("manifestUrl", _address("collect_manifest", token, version.number)),
        ):
            SubElement(row, name).text = text
    return _xml(root)


def _version(number: int) -> QuestionnaireVersion | HttpResponse:
    return version_numbered(number) or _said(str(REFUSALS["gone_form"]), 404)


@of_collector
@require_safe
def collect_form(request: HttpRequest, person: User, token: str, number: int) -> HttpResponse:
    """Give the XForm of a version of the grid."""
    version = _version(number)
    if isinstance(version, HttpResponse):
        return version
    return HttpResponse(write_xform(version), content_type="text/xml; charset=utf-8")


@of_collector
@require_safe
def collect_manifest(request: HttpRequest, person: User, token: str, number: int) -> HttpResponse:
    """List the files beside a form: what the person may choose in it."""
    version = _version(number)
    if isinstance(version, HttpResponse):
        return version
    root = Element("manifest", {"xmlns": MANIFEST})
    for name, data in write_lists(person, version).items():
        row = SubElement(root, "mediaFile")
        SubElement(row, "filename").text = name
        SubElement(row, "hash").text = _hash(data)
        address = _address("collect_list", token, number, name)
        SubElement(row, "downloadUrl").text = address
    return _xml(root)


@of_collector
@require_safe
def collect_list(
    request: HttpRequest, person: User, token: str, number: int, name: str
) -> HttpResponse:
    """Give one of the files beside a form."""
    version = _version(number)
    if isinstance(version, HttpResponse):
        return version
    data = write_lists(person, version).get(name)
    if data is None:
        return _said(str(REFUSALS["other_form"]), 404)
    return HttpResponse(data, content_type="text/csv; charset=utf-8")


@of_collector
@require_http_methods(["HEAD", "POST"])
def collect_submission(request: HttpRequest, person: User, token: str) -> HttpResponse:
    """Store an observation. HEAD tells that it may be sent here (204).

    201 once it is on disk, and for the same one sent again. Whatever cannot be
    taken is refused whole, with a sentence for the person: 400 for what is cut,
    is of no form of ours, brings a file that no question asks for, or has
    answers that cannot be; 403 where the person does not observe; 413 for what
    is too large, 429 for very many within an hour.
    """
    if request.method == "HEAD":
        return HttpResponse(status=204)
    who = hash_collect_token(token)
    if not hit(scope="odk-sent", who=who, limit=SENT, window=WINDOW, at=timezone.now()):
        return _said(_("Il y a eu trop d’essais. Réessayez dans une heure."), 429)
    try:
        parcel = read_parcel(request)
        if parcel is None:
            return _said(_("Ce relevé est trop lourd."), 413)
        if parcel.others:
            raise Unreadable("attachment")
        instance = read_instance(parcel.instance)
        collected = collect_observation(instance=instance, by=person, at=timezone.now())
    except (Unreadable, Refused) as refused:
        return _said(str(REFUSALS[refused.reason]), 400)
    except InvalidAnswers as wrong:
        return _said(_what_is_wrong(wrong, instance.number, person.language), 400)
    except Odd as odd:
        words = [str(Oddity(code).label) for code in odd.oddities]
        last = _("Si c’est juste, cochez-le à la fin du formulaire.")
        return _said(" ".join([*words, last]), 400)
    except PermissionDenied:
        return _said(_("Vous ne pouvez pas faire de relevés dans cette commune."), 403)
    if collected.is_apart and collected.is_new:
        return _said(
            _(
                "Merci, le relevé est enregistré, à part : ce qui était prévu est déjà fait,"
                " ou demandé à quelqu’un d’autre."
            ),
            201,
        )
    return _said(_("Merci, le relevé est enregistré."), 201)


def _what_is_wrong(wrong: InvalidAnswers, number: int, language: str) -> str:
    version = version_numbered(number)
    questions = compiled(version).questions if version is not None else {}
    said = []
    for key, message in list(wrong.errors.items())[:MOST_ERRORS]:
        question = questions.get(key.partition(".")[0])
        label = question.words(language).label if question is not None else key
        said.append(f"{label} – {message}")
    return " ".join(said)
