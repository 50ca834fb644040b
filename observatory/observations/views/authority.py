"""The page of the authority: what was observed, and its answer. No account: the link is the key."""

from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from observatory.kit.personal_data import find_personal_data
from observatory.limits.actions import forget_hits, hit
from observatory.limits.queries import who_is
from observatory.observations.actions import note_opened, record_reply
from observatory.observations.forms import HearingCodeForm, ReplyForm
from observatory.observations.models import LETTER_LANGUAGES, Hearing, Way
from observatory.observations.queries.hearings import (
    days_left,
    hearing_by_secret,
    newest_reply,
    shown_of,
)
from observatory.observations.queries.plans import plan_of
from observatory.observations.queries.rounds import scenarios
from observatory.observations.states import RoundState
from observatory.observations.wording import REFUSALS, caveat_lines, made_rows
from observatory.people.actions import Refused
from observatory.people.queries import system_actor
from observatory.ui.access import View, open_to_all
from observatory.ui.registry import render_panels

TRIES, WINDOW = 60, timedelta(hours=1)
# An answer is written a few times, not all day long.
ANSWERS = 20


def by_link(view: View) -> View:
    """Declare a page whose address is the key: never kept, never indexed, never told to another page.

    Whoever knows the address may write, and nobody else can make them: there is
    no session to abuse, hence no CSRF token and no cookie. With a token the
    form could not be sent, since a page without referrer sends `Origin: null`.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(open_to_all(never_cache(wrapped)))


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def authority_code(request: HttpRequest) -> HttpResponse:
    """Ask for the twelve digits of the letter; right ones lead to the page."""
    form = HearingCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if not _may_try(request):
            form.add_error("code", _("Il y a eu trop d’essais. Réessayez dans une heure."))
        elif hearing_by_secret(code) is None:
            form.add_error(
                "code", _("Nous ne trouvons pas ce code. Comparez avec la lettre, la plus récente.")
            )
        else:
            _forget_tries(request)
            return redirect("authority", secret=code)
    return render(request, "observations/authority_code.html", {"form": form}, status=_status(form))


def _may_try(request: HttpRequest) -> bool:
    return hit(
        scope="authority", who=who_is(request), limit=TRIES, window=WINDOW, at=timezone.now()
    )


def _forget_tries(request: HttpRequest) -> None:
    forget_hits(scope="authority", who=who_is(request), at=timezone.now())


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def authority(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what was observed, and take the answer: written, read again, sent.

    Opening it changes nothing but the moment when it was opened.
    """
    if not _may_try(request):
        return render(request, "429.html", status=429)
    hearing = hearing_by_secret(secret)
    if hearing is None:
        return render(request, "observations/authority_unknown.html", status=404)
    _forget_tries(request)
    if request.method == "POST":
        return _answer(request, hearing, secret)
    if request.method == "GET":
        note_opened(hearing=hearing, by=system_actor("public"), at=timezone.now())
    if hearing.round.state == RoundState.PUBLISHED:
        return _published(request, hearing)
    return _ask(request, hearing, _new_form(hearing), is_sent="envoyee" in request.GET)


def _new_form(hearing: Hearing) -> ReplyForm:
    reply = newest_reply(hearing)
    if reply is None:
        spoken = get_language() or ""
        known = spoken if spoken in dict(LETTER_LANGUAGES) else hearing.language
        return ReplyForm(initial={"seen": 0, "language": known})
    return ReplyForm(
        initial={
            "text": reply.text,
            "language": reply.language,
            "signed_as": reply.signed_as,
            "seen": reply.number,
        }
    )


def _answer(request: HttpRequest, hearing: Hearing, secret: str) -> HttpResponse:
    form = ReplyForm(request.POST)
    if hearing.round.state == RoundState.PUBLISHED:
        return _published(request, hearing, typed=request.POST.get("text", ""), status=409)
    if not form.is_valid() or request.POST.get("do") == "change":
        return _ask(request, hearing, form, status=_status(form))
    if request.POST.get("do") != "send":
        return _preview(request, hearing, form)
    now = timezone.now()
    if not hit(scope="authority_reply", who=who_is(request), limit=ANSWERS, window=WINDOW, at=now):
        form.add_error(None, _("Il y a eu trop d’essais. Réessayez dans une heure."))
        return _ask(request, hearing, form, status=429)
    try:
        record_reply(
            hearing=hearing,
            **form.cleaned_data,
            way=Way.LINK,
            came_on=timezone.localdate(now),
            by=system_actor("public"),
            at=now,
        )
    except Refused as refusal:
        return _refused(request, form, refusal, secret)
    return redirect(reverse("authority", args=[secret]) + "?envoyee#main")


def _refused(request: HttpRequest, form: ReplyForm, refusal: Refused, secret: str) -> HttpResponse:
    """Say what happened meanwhile, with what was typed still there."""
    hearing = hearing_by_secret(secret)
    if hearing is None:
        return render(request, "observations/authority_unknown.html", status=404)
    if refusal.reason == "published":
        return _published(request, hearing, typed=form.cleaned_data["text"], status=409)
    reply = newest_reply(hearing)
    form.read_again(reply.number if reply else 0)
    form.add_error(None, str(REFUSALS[refusal.reason]))
    return _ask(request, hearing, form, status=409)


def _ask(
    request: HttpRequest,
    hearing: Hearing,
    form: ReplyForm,
    *,
    is_sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        **_observed(hearing),
        "form": form,
        "reply": newest_reply(hearing),
        "is_sent": is_sent,
        "days": days_left(hearing, today),
        "is_over": hearing.due_on < today,
    }
    return render(request, "observations/authority.html", context, status=status)


def _preview(request: HttpRequest, hearing: Hearing, form: ReplyForm) -> HttpResponse:
    """Show the answer as it will be published, and what in it may name someone."""
    text = form.cleaned_data["text"]
    known = {hearing.body_name, form.cleaned_data["signed_as"], hearing.round.territory.name}
    spans = find_personal_data(text, known=known)
    found = [text[span.start : span.end] for span in spans]
    context = {
        "hearing": hearing,
        "place": hearing.round.territory.name,
        "form": form,
        "text": text,
        "language": form.cleaned_data["language"],
        "signed_as": form.cleaned_data["signed_as"],
        "found": list(dict.fromkeys(found)),
    }
    return render(request, "observations/authority_preview.html", context)


def _published(
    request: HttpRequest, hearing: Hearing, *, typed: str = "", status: int = 200
) -> HttpResponse:
    """Show what was published; nothing more is taken."""
    context = {
        **_observed(hearing),
        "reply": shown_of(hearing, hearing.round, timezone.localdate()),
        "typed": typed,
    }
    return render(request, "observations/authority_published.html", context, status=status)


def _observed(hearing: Hearing) -> dict[str, Any]:
    """Return what was observed in the round. Four queries."""
    asked = hearing.round
    plan = plan_of(asked)
    progress = plan.progress()
    codes = {row.location.code: row.location.name for row in plan.rows}
    return {
        "hearing": hearing,
        "round": asked,
        "place": asked.territory.name,
        "headers": [
            _("Lieu"),
            _("Scénario"),
            _("Visites"),
            _("Appels"),
            _("Lecture du site"),
            _("Lettre"),
        ],
        "rows": made_rows(progress, scenarios(asked.version), get_language() or "fr"),
        "total": sum(count.done for one in progress for count in one.counts),
        "doubles": sum(one.doubles[0] for one in progress),
        "caveat": caveat_lines(asked.caveat, codes),
        "figures": render_panels("round_authority", asked, "figures"),
    }


def _status(form: Any) -> int:
    return 422 if form.errors else 200
