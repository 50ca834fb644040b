"""Rounds as their coordinator sees them: the list, preparing one, its progress, its steps."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.observations.actions import (
    change_round,
    drop_late_slots,
    move_round,
    plan_slots,
    prepare_round,
    share_slots,
)
from observatory.observations.forms import CloseForm, PeopleForm, RoundForm
from observatory.observations.models import Kind, Round
from observatory.observations.permissions import coordinated_by
from observatory.observations.planning import Missing
from observatory.observations.queries.hearings import standing_of
from observatory.observations.queries.plans import Plan, Progress, plan_of
from observatory.observations.queries.rounds import (
    QUESTIONNAIRE,
    late_slots,
    rounds_for,
    scenarios,
)
from observatory.observations.states import RoundState
from observatory.observations.wording import (
    REFUSALS,
    caveat_lines,
    count_words,
    missing_lines,
    planned_words,
)
from observatory.people.access import requires_role
from observatory.people.actions import Refused
from observatory.people.models import Role, User
from observatory.questionnaires.queries import current_version
from observatory.ui.registry import render_panels

coordinates = requires_role(Role.COORDINATOR, Role.ADMINISTRATOR)
ROUNDS_ON_A_PAGE = 30
# The steps that have a button here; the others belong to the right of reply (views/hearings.py).
STEPS = frozenset({"open", "close", "reopen"})
# Fields to which a refusal belongs.
FIELDS = {
    "period": "ends_on",
    "too_long": "ends_on",
    "exists": "starts_on",
    "no_location": "places",
    "other_territory": "places",
    "in_use": "places",
}


def fetch_round(request: HttpRequest, pk: int) -> Round:
    """Return the round if this person coordinates it; else it is not there."""
    return get_object_or_404(rounds_for(request.user), pk=pk)  # type: ignore[arg-type]


@coordinates
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds of one's territories, the newest first."""
    found = Paginator(rounds_for(request.user), ROUNDS_ON_A_PAGE)  # type: ignore[arg-type]
    page = found.get_page(request.GET.get("page"))
    context = {
        "rounds": page.object_list,
        "newer_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_href": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "observations/rounds.html", context)


@coordinates
@require_http_methods(["GET", "HEAD", "POST"])
def round_add(request: HttpRequest) -> HttpResponse:
    """Choose a territory (`?commune=`, unless there is one only), then prepare a round there."""
    by: User = request.user  # type: ignore[assignment]
    offered = list(coordinated_by(by))
    wanted = request.GET.get("commune", "") or (offered[0].nis if len(offered) == 1 else "")
    territory = next((one for one in offered if one.nis == wanted), None)
    if territory is None:
        return render(request, "observations/round_where.html", {"territories": offered})
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        territory=territory,
        version=current_version(QUESTIONNAIRE),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = prepare_round(
                territory=territory,
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
                places=form.chosen_places(),
                by=by,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(FIELDS.get(refusal.reason), str(REFUSALS[refusal.reason]))
        else:
            messages.success(request, _("La campagne est préparée. Prévoyez les relevés."))
            return redirect("round", pk=made.pk)
    context = {
        "form": form,
        "territory": territory,
        "may_add_location": by.holds(Role.EDITOR) or by.holds(Role.ADMINISTRATOR),
    }
    return render(request, "observations/round_form.html", context, status=_status(form))


@coordinates
@require_http_methods(["GET", "HEAD", "POST"])
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the period and the locations of a round that is not closed."""
    by: User = request.user  # type: ignore[assignment]
    asked = fetch_round(request, pk)
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        territory=asked.territory,
        version=asked.version,
        asked=asked,
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_round(
                asked=asked,
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
                places=form.chosen_places(),
                seen=form.cleaned_data["seen"],
                by=by,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(FIELDS.get(refusal.reason), str(REFUSALS[refusal.reason]))
        else:
            messages.success(request, _("La campagne est changée."))
            return redirect("round", pk=asked.pk)
    context = {"form": form, "territory": asked.territory, "round": asked}
    return render(request, "observations/round_form.html", context, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.errors else 200


@coordinates
@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a round is, and what can be done with it."""
    return show_round(request, fetch_round(request, pk))


def show_round(
    request: HttpRequest,
    asked: Round,
    *,
    people: PeopleForm | None = None,
    close: CloseForm | None = None,
    impossible: list[Missing] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the round, with a form that was not right as it was filled in."""
    plan = plan_of(asked)
    names = {row.location_id: row.location.name for row in plan.rows}
    codes = {row.location.code: row.location.name for row in plan.rows}
    options = scenarios(asked.version)
    language = getattr(request, "LANGUAGE_CODE", "fr")
    progress = plan.progress()
    context = {
        "round": asked,
        "state": RoundState(asked.state).label,
        "headers": [
            _("Lieu"),
            _("Scénario"),
            _("Visites"),
            _("Vues à deux"),
            _("Appels"),
            _("Lecture du site"),
            _("Lettre"),
        ],
        "rows": [_row(one, options, language) for one in progress],
        "complete": sum(one.is_complete for one in progress),
        "missing": missing_lines(plan.missing(), names),
        "caveat": caveat_lines(asked.caveat, codes),
        "impossible": missing_lines(impossible or [], names),
        "is_planned_for": asked.is_planned_for,
        "late": late_slots(asked, timezone.localdate()).count() if asked.is_planned_for else 0,
        "to_plan": _to_plan(plan, asked),
        "free": sum(not act.is_done and act.who is None for act in plan.acts),
        "people": people or PeopleForm(territory=asked.territory, initial={"seen": asked.revision}),
        "close": close or CloseForm(),
        "after": render_panels("round", asked, "after"),
        "authority": standing_of(asked, timezone.localdate()),
    }
    return render(request, "observations/round.html", context, status=status)


def _to_plan(plan: Plan, asked: Round) -> int:
    """Return how much is left to plan, 0 when the round is over."""
    if not asked.is_planned_for:
        return 0
    return len(plan.propose(asked, timezone.localdate()).wanted)


def _row(one: Progress, options: Any, language: str) -> list[str]:
    words = {count.kind: count_words(count) for count in one.counts}
    done, planned = one.doubles
    doubles = f"{done}, {planned_words(planned)}" if planned else str(done)
    code = one.row.scenario
    return [
        one.row.location.name,
        options[code].label(language) if code in options else code,
        words.get(Kind.VISIT, "–"),
        doubles,
        words.get(Kind.CALL, "–"),
        words.get(Kind.READING, "–"),
        words.get(Kind.LETTER, "–"),
    ]


@coordinates
@require_POST
def round_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan what is missing and give it to the people that were ticked; or give what nobody has."""
    by: User = request.user  # type: ignore[assignment]
    asked = fetch_round(request, pk)
    form = PeopleForm(request.POST, territory=asked.territory)
    if not form.is_valid():
        return show_round(request, asked, people=form, status=422)
    values = {"seen": form.cleaned_data["seen"], "people": form.chosen()}
    try:
        if request.POST.get("do") == "share":
            count = share_slots(asked=asked, **values, by=by, at=timezone.now())
            messages.success(
                request,
                ngettext(
                    "%(n)d relevé a trouvé quelqu’un.", "%(n)d relevés ont trouvé quelqu’un.", count
                )
                % {"n": count},
            )
            return redirect("round", pk=asked.pk)
        count, impossible = plan_slots(asked=asked, **values, by=by, at=timezone.now())
    except Refused as refusal:
        form.add_error("people", str(REFUSALS[refusal.reason]))
        return show_round(request, asked, people=form, status=422)
    messages.success(
        request,
        ngettext("%(n)d relevé est prévu.", "%(n)d relevés sont prévus.", count) % {"n": count},
    )
    if not impossible:
        return redirect("round", pk=asked.pk)
    return show_round(request, fetch_round(request, pk), impossible=impossible)


@coordinates
@require_POST
def round_late(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop what is late, so that it can be planned anew."""
    asked = fetch_round(request, pk)
    try:
        count = drop_late_slots(asked=asked, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(
            request,
            ngettext(
                "%(n)d relevé en retard n’est plus prévu. Prévoyez ce qui manque.",
                "%(n)d relevés en retard ne sont plus prévus. Prévoyez ce qui manque.",
                count,
            )
            % {"n": count},
        )
    return redirect("round", pk=asked.pk)


@coordinates
@require_POST
def round_move(request: HttpRequest, pk: int, transition: str) -> HttpResponse:
    """Open a round, end it, or take the end back."""
    if transition not in STEPS:
        raise Http404
    asked = fetch_round(request, pk)
    form = CloseForm(request.POST)
    form.is_valid()
    try:
        move_round(
            asked=asked,
            transition=transition,
            knows_missing=form.cleaned_data["knows_missing"],
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Refused as refusal:
        if refusal.reason == "missing":
            form.add_error("knows_missing", str(REFUSALS["missing"]))
            return show_round(request, asked, close=form, status=422)
        messages.error(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("C’est noté."))
    return redirect("round", pk=asked.pk)
