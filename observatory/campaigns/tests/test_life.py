"""A campaign is written, published and ended; what becomes of its demands is checked."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.campaigns.actions import (
    BadValues,
    Conflict,
    add_step,
    correct_campaign,
    correct_step,
    move_campaign,
    record_outcome,
    undo_change,
    undo_outcome,
    write_campaign,
)
from observatory.campaigns.models import Campaign, Check, Demand, Step
from observatory.campaigns.queries.team import last_change
from observatory.campaigns.states import OUTCOMES, TRANSITIONS, Outcome, State
from observatory.journal.models import Entry
from observatory.problems.tests.factories import make_problem

from .making import NOW, campaign_values, make_campaign, make_demand, make_step, step_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def check(demand, transition="record_partly", *, by, **said):
    return record_outcome(
        **{
            "demand": demand,
            "revision": demand.outcome_revision,
            "transition": transition,
            "checked_on": date(2026, 11, 2),
            "checked_by": "Maison de quartier",
            "note": "",
            "source": "Procès-verbal du conseil",
            "source_url": "",
            "at": NOW,
            **said,
        },
        by=by,
    )


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", TRANSITIONS)
def test_edith_moves_a_campaign_only_where_the_table_leads(edith, schaerbeek, state, name):
    campaign = make_campaign(schaerbeek)
    Campaign.objects.filter(code="").update(state=state)
    campaign.refresh_from_db()
    if state in TRANSITIONS[name].before:
        move_campaign(campaign=campaign, transition=name, by=edith, at=NOW)
        assert Campaign.objects.get(code="").state == TRANSITIONS[name].after
        assert Entry.objects.filter(action=f"campaigns.{name}", state_before=state).exists()
    else:
        with pytest.raises(Conflict):
            move_campaign(campaign=campaign, transition=name, by=edith, at=NOW)
        assert Campaign.objects.get(code="").state == state


@pytest.mark.parametrize("outcome", Outcome.values)
@pytest.mark.parametrize("name", OUTCOMES)
def test_edith_records_an_outcome_only_where_the_table_leads(edith, schaerbeek, outcome, name):
    demand = make_demand(make_campaign(schaerbeek))
    Demand.objects.filter(code="").update(outcome=outcome)
    if outcome in OUTCOMES[name].before:
        check(demand, name, by=edith)
        assert Demand.objects.get(code="").outcome == OUTCOMES[name].after
    else:
        with pytest.raises(Conflict):
            check(demand, name, by=edith)
        assert Demand.objects.get(code="").outcome == outcome


def test_every_outcome_can_be_reached_and_each_way_has_its_own_name():
    assert {t.after for t in OUTCOMES.values()} == set(Outcome)
    assert all(name == t.name for name, t in OUTCOMES.items())


def test_who_looks_again_and_finds_the_same_leaves_the_date_of_the_look(edith, schaerbeek):
    demand = make_demand(make_campaign(schaerbeek))
    for day in (2, 9):
        check(demand, "record_refusal", by=edith, checked_on=date(2026, 11, day))
        demand.refresh_from_db()
    assert demand.outcome == Outcome.REFUSED
    days = [one.checked_on.day for one in demand.checks.order_by("pk")]
    assert days == [2, 9]


def test_two_people_publish_at_once_and_one_is_told(edith, schaerbeek):
    campaign = make_campaign(schaerbeek, public=False)
    stale = Campaign.objects.get(code="")
    move_campaign(campaign=campaign, transition="publish", by=edith, at=NOW)
    with pytest.raises(Conflict):
        move_campaign(campaign=stale, transition="publish", by=edith, at=NOW)


def test_chantal_writes_for_schaerbeek_and_nowhere_else(chantal, schaerbeek, molenbeek):
    write_campaign(values=campaign_values(schaerbeek), by=chantal, at=NOW)
    for place in (molenbeek, None):
        with pytest.raises(PermissionDenied):
            write_campaign(values=campaign_values(place), by=chantal, at=NOW)


def test_chantal_cannot_take_a_campaign_out_of_schaerbeek(chantal, schaerbeek, molenbeek):
    campaign = write_campaign(values=campaign_values(schaerbeek), by=chantal, at=NOW)
    with pytest.raises(PermissionDenied):
        correct_campaign(
            campaign=campaign,
            revision=0,
            values={"territory_id": molenbeek.pk},
            by=chantal,
            at=NOW,
        )


def test_relays_moderators_and_administrators_write_no_campaign(amine, mireille, olu, schaerbeek):
    campaign = make_campaign(schaerbeek)
    demand, step = make_demand(campaign), make_step(campaign)
    for person in (amine, mireille, olu):
        with pytest.raises(PermissionDenied):
            write_campaign(values=campaign_values(schaerbeek), by=person, at=NOW)
        with pytest.raises(PermissionDenied):
            move_campaign(campaign=campaign, transition="end", by=person, at=NOW)
        with pytest.raises(PermissionDenied):
            check(demand, by=person)
        with pytest.raises(PermissionDenied):
            correct_step(step=step, revision=0, values={}, by=person, at=NOW)
        with pytest.raises(PermissionDenied):
            undo_change(change=last_change(campaign), by=person, at=NOW)


def test_an_outcome_says_who_checked_on_which_day_and_from_where(edith, schaerbeek):
    demand = make_demand(make_campaign(schaerbeek))
    for wrong in ({"checked_by": ""}, {"source": ""}, {"checked_on": date(2026, 11, 24)}):
        with pytest.raises(BadValues):
            check(demand, by=edith, **wrong)
    made = check(demand, by=edith, note="Ouvert le mardi seulement.")
    assert (made.before, made.after, made.checked_by) == ("open", "partly", "Maison de quartier")
    assert "mardi" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_edith_takes_the_last_outcome_back_and_no_earlier_one(edith, schaerbeek):
    demand = make_demand(make_campaign(schaerbeek))
    first = check(demand, by=edith)
    demand.refresh_from_db()
    second = check(demand, "record_refusal", by=edith)
    with pytest.raises(Conflict):
        undo_outcome(check=first, revision=2, by=edith, at=NOW)
    undo_outcome(check=second, revision=2, by=edith, at=NOW)
    assert Demand.objects.get(code="").outcome == "partly"
    undo_outcome(check=first, revision=3, by=edith, at=NOW)
    assert Demand.objects.get(code="").outcome == "open"
    with pytest.raises(Conflict):
        undo_outcome(check=first, revision=4, by=edith, at=NOW)
    assert Check.objects.filter(undone_at=None).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"happened_on": date(2026, 11, 24)},
        {"sources": []},
        {"titles": {}},
        {"kind": "legal"},
        {"stage": "ruling"},
        {"kind": "legal", "stage": "appeal"},
        {"kind": "party"},
    ],
)
def test_a_step_that_cannot_be_is_refused(edith, schaerbeek, wrong):
    campaign = make_campaign(schaerbeek)
    with pytest.raises(BadValues):
        add_step(campaign=campaign, values=step_values(**wrong), by=edith, at=NOW)
    assert not campaign.steps.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"titles": {"fr": ""}},
        {"level": "world"},
        {"level": "region", "territory_id": None},
        {"level": "company"},
        {"company": "Une banque"},
        {"themes": ["sport"]},
    ],
)
def test_a_campaign_that_cannot_be_is_refused(edith, schaerbeek, wrong):
    with pytest.raises(BadValues):
        write_campaign(values=campaign_values(schaerbeek, **wrong), by=edith, at=NOW)


@pytest.mark.parametrize(
    "wrong", [{"territory": None}, {"level": "company"}, {"level": "federal", "company": "X"}]
)
def test_the_database_refuses_it_too(schaerbeek, wrong):
    make_campaign(schaerbeek)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(code="").update(**wrong)


def test_the_database_wants_a_stage_for_legal_steps_and_only_for_them(schaerbeek):
    make_step(make_campaign(schaerbeek))
    for wrong in ({"kind": "legal"}, {"stage": "ruling"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Step.objects.filter(code="").update(**wrong)


def test_a_month_is_kept_as_its_first_day_and_a_year_as_its_own(edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    day = date(2024, 3, 7)
    for precision, kept in (("day", day), ("month", date(2024, 3, 1)), ("year", date(2024, 1, 1))):
        values = step_values(happened_on=day, precision=precision)
        assert add_step(campaign=campaign, values=values, by=edith, at=NOW).happened_on == kept


def test_edith_corrects_twice_and_undoes_twice(edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    step = add_step(campaign=campaign, values=step_values(), by=edith, at=NOW)
    for number, title in enumerate(("Deux files", "Trois files")):
        correct_step(step=step, revision=number, values={"titles": {"fr": title}}, by=edith, at=NOW)
        step.refresh_from_db()
    seen = []
    while change := last_change(campaign):
        undo_change(change=change, by=edith, at=NOW)
        step.refresh_from_db()
        seen.append((step.title, step.is_taken_back))
    assert seen == [
        ("Deux files", False),
        ("Une file devant le guichet", False),
        ("Une file devant le guichet", True),
    ]


def test_who_corrects_what_changed_meanwhile_is_told_and_nothing_is_written(edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    correct_campaign(
        campaign=campaign, revision=0, values={"titles": {"fr": "Un"}}, by=edith, at=NOW
    )
    with pytest.raises(Conflict):
        correct_campaign(
            campaign=campaign, revision=0, values={"titles": {"fr": "Deux"}}, by=edith, at=NOW
        )
    assert Campaign.objects.get(code="").titles == {"fr": "Un"}


def test_an_undo_that_someone_else_did_first_is_refused(edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    make_step(campaign)
    change = last_change(campaign)
    undo_change(change=change, by=edith, at=NOW)
    with pytest.raises(Conflict):
        undo_change(change=change, by=edith, at=NOW)


def test_links_to_associations_and_problems_come_back_with_an_undo(edith, schaerbeek, maison):
    campaign = make_campaign(schaerbeek, associations=[maison.pk])
    correct_campaign(campaign=campaign, revision=0, values={"associations": []}, by=edith, at=NOW)
    assert not campaign.associations.exists()
    undo_change(change=last_change(campaign), by=edith, at=NOW)
    assert list(campaign.associations.all()) == [maison]


def test_an_undo_leaves_out_a_problem_that_is_gone(edith, schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    campaign = make_campaign(schaerbeek, problems=[problem.pk])
    correct_campaign(campaign=campaign, revision=0, values={"problems": []}, by=edith, at=NOW)
    problem.delete()
    undo_change(change=last_change(campaign), by=edith, at=NOW)
    assert not campaign.problems.exists()
