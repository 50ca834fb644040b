"""The desk without network: the page that a device keeps, and what it asks of the server."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from observatory.desk.actions import deliver_entry, deliver_observation
from observatory.desk.deliveries import DeliveryUnreadable, read_delivery, read_observed
from observatory.desk.forms import DenseForm
from observatory.desk.forms.observing import ObservedForm
from observatory.desk.forms.street import street_forms
from observatory.desk.queries.codes import RESERVED_AT_ONCE, free_codes
from observatory.desk.queries.groups import offline_choices, site_address
from observatory.desk.queries.street import offline_observing
from observatory.kit.keys import keyed_hash, load_key
from observatory.limits.actions import hit
from observatory.observations.actions import InvalidAnswers, Odd
from observatory.observations.models import Kind, Oddity
from observatory.observations.wording import REFUSALS
from observatory.people.access import requires_role
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.questionnaires.queries import compiled, current_version
from observatory.reports.actions import SubmissionRefused
from observatory.ui.access import open_to_all

from .observing import FIELDS

# Everything that the page needs without network; a test compares it with the page.
ASSETS = (
    "ui/ui.css",
    "ui/print.css",
    "ui/team.css",
    "ui/ui.js",
    "ui/icon.svg",
    "ui/icons.svg",
    "ui/check.svg",
    "vendor/atkinson-400.woff2",
    "vendor/atkinson-700.woff2",
    "reports/reports.css",
    "desk/dense.css",
    "desk/dense.js",
    "desk/observing.css",
    "desk/recap.js",
    "desk/stopwatch.js",
    "desk/offline/offline.css",
    "desk/offline/answers.js",
    "desk/offline/app.js",
    "desk/offline/delivery.js",
    "desk/offline/drafts.js",
    "desk/offline/entry.js",
    "desk/offline/idle.js",
    "desk/offline/keeping.js",
    "desk/offline/keys.js",
    "desk/offline/lists.js",
    "desk/offline/moment.js",
    "desk/offline/queue.js",
    "desk/offline/sealing.js",
    "desk/offline/sending.js",
    "desk/offline/state.js",
    "desk/offline/store.js",
    "desk/offline/street.css",
    "desk/offline/street.js",
    "desk/offline/tasks.js",
    "desk/offline/transfer.js",
    "desk/offline/words.js",
    "desk/offline/icon-192.png",
)
ICONS = (
    ("ui/icon.svg", "any", "image/svg+xml", "any"),
    ("desk/offline/icon-192.png", "192x192", "image/png", "any"),
    ("desk/offline/icon-512.png", "512x512", "image/png", "any"),
    ("desk/offline/icon-maskable.png", "512x512", "image/png", "maskable"),
)
# Whoever may enter a report for someone; what they may enter is for the action to say.
ENTERS = ("relay", "line", "moderator", "coordinator")
HOUR = timedelta(hours=1)
# An association may share one account among its tablets, and bring back a week's work at once.
REFILLS_AN_HOUR = 60
DELIVERIES_AN_HOUR = 1000
WORKER = Path(__file__).resolve().parent.parent / "static" / "desk" / "offline" / "worker.js"

Answer = Callable[..., HttpResponse]
Read = TypeVar("Read")


def _who(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _form() -> tuple[DenseForm, int]:
    """Return the questions of the present version, empty, and its number. No photo without network."""
    version = current_version("report")
    form = DenseForm(
        compiled(version),
        language=get_language() or "fr",
        today=timezone.localdate(),
        without=frozenset({"photo"}),
    )
    return form, version.number


def _rules(form: DenseForm) -> str:
    """Return, as JSON by question, what must be answered before the person has left."""
    return json.dumps(
        {
            question.key: {
                "required": question.required,
                "needed": question.is_needed,
                "quick": question.is_quick,
                "limit": question.max_length,
                "missing": question.words(form.language).missing,
            }
            for question in form.asked
        },
        ensure_ascii=False,
    )


def _shell() -> dict[str, Any]:
    form, number = _form()
    grids = street_forms(language=get_language() or "fr", today=timezone.localdate())
    return {
        "form": form,
        "number": number,
        "rules": _rules(form),
        "address": site_address(),
        "grids": [{"street": one, "form": one.form, "rules": _rules(one.form)} for one in grids],
        "kinds": Kind.choices,
    }


@open_to_all
@require_safe
def offline_app(request: HttpRequest) -> HttpResponse:
    """Show the page that a device keeps: the same for everyone, it reads no session."""
    return render(request, "desk/offline/app.html", _shell())


@open_to_all
@require_safe
def offline_manifest(request: HttpRequest) -> HttpResponse:
    """Say to the browser how to install the page."""
    home = reverse("offline_app")
    manifest = {
        "id": home,
        "name": _("Observatoire : saisie des relais"),
        "short_name": _("Relais"),
        "description": _("Saisir des signalements, même sans réseau."),
        "lang": get_language(),
        "start_url": home,
        "scope": _scope(),
        "display": "standalone",
        "background_color": "#fbf8f2",
        "theme_color": "#fbf8f2",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in ICONS
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


def _scope() -> str:
    """Return the address under which the page answers when there is no network."""
    return reverse("offline_worker").rpartition("/")[0] + "/"


@cache
def _worker_code() -> str:
    return WORKER.read_text(encoding="utf-8")


@open_to_all
@require_safe
def offline_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, which names the page it keeps, every asset and their version.

    Its text changes exactly when the page or an asset does: that is how a
    browser learns that there is a new version.
    """
    assets = [static(name) for name in ASSETS]
    page = render_to_string("desk/offline/app.html", _shell(), request=request)
    digest = hashlib.sha256("\n".join([page, *assets, _worker_code()]).encode()).hexdigest()
    known = {"version": digest[:16], "page": reverse("offline_app"), "assets": assets}
    response = HttpResponse(
        f"const KEPT = {json.dumps(known)};\n{_worker_code()}",
        content_type="text/javascript; charset=utf-8",
    )
    response.headers["Service-Worker-Allowed"] = _scope()
    response.headers["Cache-Control"] = "no-cache"
    return response


def _within(scope: str, limit: int) -> Callable[[Answer], Answer]:
    """Refuse what an account asks too often; 429 says when to come back."""

    def decorate(view: Answer) -> Answer:
        @wraps(view)
        def wrapped(request: HttpRequest) -> HttpResponse:
            key = load_key(settings.KEYS_DIR, "limits")
            at = timezone.now()
            who = keyed_hash(key, scope, str(request.user.pk), at.date().isoformat())
            if hit(scope=scope, who=who, limit=limit, window=HOUR, at=at):
                return view(request)
            response = JsonResponse({"reason": "often"}, status=429)
            response.headers["Retry-After"] = "600"
            return response

        return wrapped

    return decorate


@requires_role(*ENTERS)
@require_safe
def offline_state(request: HttpRequest) -> HttpResponse:
    """Tell a signed-in device the token of its next forms, and what it may choose from."""
    return JsonResponse(
        {
            "csrf": get_token(request),
            "now": timezone.now().isoformat(),
            "name": _who(request).name,
            **offline_choices(request.user),
            "observing": offline_observing(_who(request)),
        }
    )


@requires_role(*ENTERS)
@require_POST
@_within("desk.codes", REFILLS_AN_HOUR)
def offline_codes(request: HttpRequest) -> HttpResponse:
    """Give pairs of identifier and code for reports to come. Nothing is stored."""
    pairs = [{"uuid": str(uuid), "code": code} for uuid, code in free_codes(RESERVED_AT_ONCE)]
    return JsonResponse({"pairs": pairs})


def _read(request: HttpRequest, reader: Callable[[bytes], Read]) -> Read | HttpResponse:
    """Return what the body holds, or the answer that says it cannot be read."""
    try:
        return reader(request.body)
    except RequestDataTooBig:
        return JsonResponse({"reason": "size"}, status=413)
    except DeliveryUnreadable as unreadable:
        status = 413 if unreadable.reason == "size" else 400
        return JsonResponse({"reason": unreadable.reason}, status=status)


@requires_role(*ENTERS)
@require_POST
@_within("desk.deliveries", DELIVERIES_AN_HOUR)
def offline_deliver(request: HttpRequest) -> HttpResponse:
    """Take one entry. The device keeps it until the answer names its identifier.

    200 `{"uuid", "code", "is_new", "is_withdrawn"}`: it is on disk. 422
    `{"uuid", "errors"}`: it must be corrected. 400 or 413 `{"reason"}`: it
    cannot be read.
    """
    delivery = _read(request, read_delivery)
    if isinstance(delivery, HttpResponse):
        return delivery
    try:
        receipt = deliver_entry(delivery=delivery, by=_who(request), at=timezone.now())
    except SubmissionRefused as refused:
        errors = {key: str(message) for key, message in refused.errors.items()}
        return JsonResponse({"uuid": str(delivery.uuid), "errors": errors}, status=422)
    return JsonResponse(
        {
            "uuid": str(receipt.uuid),
            "code": receipt.code,
            "is_new": receipt.is_new,
            "is_withdrawn": receipt.is_withdrawn,
        }
    )


@requires_role(*ENTERS)
@require_POST
@_within("desk.deliveries", DELIVERIES_AN_HOUR)
def offline_observe(request: HttpRequest) -> HttpResponse:
    """Take one observation. The device keeps it until the answer names its identifier.

    200 `{"uuid", "is_new", "is_apart"}`: it is on disk. 422 `{"uuid",
    "errors"}`, by question, by field of the moment, "sure" or "": it must be
    corrected. 400 or 413 `{"reason"}`: it cannot be read.
    """
    delivery = _read(request, read_observed)
    if isinstance(delivery, HttpResponse):
        return delivery
    who = _who(request)
    moment = ObservedForm(delivery.fields, channel=delivery.channel, by=who, people=[])
    errors: dict[str, str] = {}
    if not moment.is_valid():
        errors = {name: " ".join(texts) for name, texts in moment.errors.items()}
    else:
        try:
            brought = deliver_observation(
                delivery=delivery,
                observed_at=moment.observed_at,
                attempts=moment.attempts,
                by=who,
                at=timezone.now(),
            )
        except InvalidAnswers as wrong:
            errors = wrong.errors
        except Odd as odd:
            words = [str(Oddity(code).label) for code in odd.oddities]
            errors = {"sure": " ".join([*words, _("Si c’est juste, cochez-le.")])}
        except Refused as refused:
            errors = {FIELDS.get(refused.reason, ""): str(REFUSALS[refused.reason])}
        except PermissionDenied:
            errors = {"": _("Vous ne pouvez pas faire de relevés dans cette commune.")}
    if errors:
        return JsonResponse({"uuid": str(delivery.uuid), "errors": errors}, status=422)
    return JsonResponse(
        {
            "uuid": str(delivery.uuid),
            "is_new": brought.is_new,
            "is_apart": brought.is_apart,
        }
    )
