"""The life of an event: written, published, moved, called off, held; and who may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from observatory.events.actions import (
    BadValues,
    Conflict,
    close_event,
    correct_event,
    correct_following,
    move_event,
    move_following,
    write_event,
    write_series,
)
from observatory.events.models import Event
from observatory.events.recurrence import Rule, days_of, rule_mistakes
from observatory.journal.models import Entry
from observatory.people.queries import system_actor

from .making import NOW, again, event_values, join, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
DEMO = "demo"
REPORT = {"came": 42, "decided": {"fr": "On écrit au collège."}, "follows": {}, "links": []}


def weekly(territory, rule, **said):
    return write_series(
        values=event_values(territory, **said), rule=rule, by=system_actor(DEMO), at=NOW
    )


def walls(events):
    """Return the hours on the wall at which events begin and end."""
    return {
        (timezone.localtime(one.starts_at).time(), timezone.localtime(one.ends_at).time())
        for one in events
    }


def test_chantal_announces_for_her_territory_and_not_for_another(chantal, schaerbeek, molenbeek):
    assert make_event(schaerbeek, by=chantal).state == "published"
    with pytest.raises(PermissionDenied):
        write_event(values=event_values(molenbeek), by=chantal, at=NOW)
    event = make_event(schaerbeek, by=chantal)
    with pytest.raises(PermissionDenied):
        correct_event(
            event=event,
            revision=event.revision,
            values={"territory_id": molenbeek.pk},
            by=chantal,
            at=NOW,
        )


@pytest.mark.parametrize("who", ["amine", "nadia", "mireille", "outsider"])
def test_others_write_no_event(request, who, schaerbeek):
    with pytest.raises(PermissionDenied):
        make_event(schaerbeek, by=request.getfixturevalue(who))
    event = make_event(schaerbeek)
    for action in ("cancel", "withhold"):
        with pytest.raises(PermissionDenied):
            move_event(event=event, transition=action, by=request.getfixturevalue(who), at=NOW)


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        ({"ends_at": datetime(2096, 12, 6, 17, 0, tzinfo=UTC)}, "ends_at", "too_early"),
        ({"ends_at": datetime(2096, 12, 6, 18, 0, tzinfo=UTC)}, "ends_at", "too_early"),
        ({"ends_at": datetime(2097, 2, 6, 18, 0, tzinfo=UTC)}, "ends_at", "too_long"),
        ({"titles": {"fr": ""}}, "titles", "missing"),
        ({"kind": "party"}, "kind", "unknown"),
        ({"themes": ["sports"]}, "themes", "unknown"),
        ({"wheelchair": "maybe"}, "wheelchair", "unknown"),
        ({"interpretation": "yes", "interpreted": []}, "interpreted", "missing"),
        ({"interpretation": "no", "interpreted": ["ar"]}, "interpreted", "not_asked"),
        ({"is_ours": False, "takes_registrations": False}, "links", "missing"),
        ({"is_ours": False}, "takes_registrations", "not_ours"),
        ({"takes_registrations": False, "capacity": 5}, "capacity", "not_asked"),
        ({"capacity": 0}, "capacity", "unknown"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(schaerbeek, said, field, reason):
    with pytest.raises(BadValues) as refused:
        write_event(values=event_values(schaerbeek, **said), by=system_actor(DEMO), at=NOW)
    assert refused.value.mistakes[field] == reason
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [({"place": ""}, "place"), ({"phone": ""}, "phone"), ({"how_to_come": {}}, "how_to_come")],
)
def test_nothing_of_ours_is_published_without_a_way_to_come_without_internet(
    schaerbeek, said, field
):
    with pytest.raises(BadValues) as refused:
        make_event(schaerbeek, **said)
    assert refused.value.mistakes == {field: "missing"}
    event = make_event(schaerbeek)
    with pytest.raises(BadValues):
        correct_event(event=event, revision=1, values=said, by=system_actor(DEMO), at=NOW)


def test_an_event_of_others_needs_their_page_and_no_phone_of_ours(schaerbeek):
    link = [{"labels": {"fr": "La page du comité"}, "url": "https://example.org/b"}]
    said = {"is_ours": False, "takes_registrations": False, "phone": "", "how_to_come": {}}
    assert make_event(schaerbeek, links=link, **said).state == "published"


def test_each_change_is_a_new_revision_for_calendars_and_a_line_of_the_journal(schaerbeek, edith):
    event = make_event(schaerbeek, by=edith)
    later = NOW + timedelta(hours=1)
    correct_event(event=event, revision=1, values={"place": "Salle B"}, by=edith, at=later)
    move_event(event=again(event), transition="cancel", by=edith, at=later)
    assert (again(event).revision, again(event).changed_at) == (3, later)
    entries = Entry.objects.filter(subject=event.subject).order_by("pk")
    assert [one.action for one in entries] == [
        "events.write",
        "events.publish",
        "events.correct",
        "events.cancel",
    ]
    assert "Salle B" not in str([one.data for one in entries])


def test_two_who_correct_at_once_do_not_overwrite_each_other(schaerbeek, edith):
    event = make_event(schaerbeek)
    said = {"event": event, "revision": event.revision, "by": edith, "at": NOW}
    correct_event(values={"place": "Salle A"}, **said)
    with pytest.raises(Conflict):
        correct_event(values={"place": "Salle B"}, **said)
    with pytest.raises(Conflict):
        move_event(
            event=make_event(schaerbeek, public=False), transition="cancel", by=edith, at=NOW
        )
    assert again(event).place == "Salle A"


def test_what_somebody_registered_for_is_called_off_and_not_hidden(schaerbeek, edith):
    event = make_event(schaerbeek)
    join(event)
    with pytest.raises(Conflict):
        move_event(event=again(event), transition="withhold", by=edith, at=NOW)
    move_event(event=again(event), transition="cancel", by=edith, at=NOW)
    assert again(event).state == "cancelled"


@pytest.mark.parametrize("transition", ["hold", "burn", ""])
def test_an_unknown_transition_changes_nothing(schaerbeek, edith, transition):
    with pytest.raises(BadValues):
        move_event(event=make_event(schaerbeek), transition=transition, by=edith, at=NOW)


def test_a_weekly_assembly_stays_at_seven_when_the_clock_changes(schaerbeek):
    begins = datetime(2027, 3, 11, 18, 0, tzinfo=UTC)
    made = weekly(
        schaerbeek,
        Rule("weekly", count=6),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
    )
    assert len(made) == 6
    assert {(one[0].hour, one[1].hour) for one in walls(made)} == {(19, 21)}
    # In UTC it moved by an hour, and it still lasts two.
    assert {one.starts_at.hour for one in made} == {18, 17}
    assert {one.ends_at - one.starts_at for one in made} == {timedelta(hours=2)}


def test_a_night_that_comes_again_is_as_long_as_the_clock_makes_it(schaerbeek):
    # Saturday 23:00 to Sunday 5:00; that of 30 October 2027 lasts an hour more.
    begins = datetime(2027, 10, 23, 21, 0, tzinfo=UTC)
    made = weekly(
        schaerbeek,
        Rule("weekly", count=3),
        starts_at=begins,
        ends_at=begins + timedelta(hours=6),
    )
    assert [(one.ends_at - one.starts_at) for one in made] == [
        timedelta(hours=6),
        timedelta(hours=7),
        timedelta(hours=6),
    ]
    assert {(one[0].hour, one[1].hour) for one in walls(made)} == {(23, 5)}


@pytest.mark.parametrize(
    ("rule", "first", "days"),
    [
        (Rule("weekly", 2, count=3), date(2026, 12, 3), ["12-03", "12-17", "12-31"]),
        (Rule("weekly", until=date(2026, 12, 17)), date(2026, 12, 3), ["12-03", "12-10", "12-17"]),
        (Rule("monthly", count=3), date(2026, 9, 8), ["09-08", "10-13", "11-10"]),
        (Rule("monthly_last", count=3), date(2026, 9, 29), ["09-29", "10-27", "11-24"]),
        (
            Rule("monthly", 2, until=date(2026, 12, 1)),
            date(2026, 8, 4),
            ["08-04", "10-06", "12-01"],
        ),
    ],
)
def test_the_days_of_a_series(rule, first, days):
    assert rule_mistakes(rule, first) == {}
    assert [one.isoformat()[5:] for one in days_of(rule, first)] == days


@pytest.mark.parametrize(
    ("rule", "first", "field"),
    [
        (Rule("daily", count=3), date(2026, 9, 8), "frequency"),
        (Rule("weekly", 0, count=3), date(2026, 9, 8), "interval"),
        (Rule("weekly"), date(2026, 9, 8), "count"),
        (Rule("weekly", count=3, until=date(2026, 12, 1)), date(2026, 9, 8), "count"),
        (Rule("weekly", count=61), date(2026, 9, 8), "count"),
        (Rule("weekly", count=1), date(2026, 9, 8), "count"),
        (Rule("weekly", until=date(2026, 9, 1)), date(2026, 9, 8), "until"),
        (Rule("weekly", until=date(9999, 12, 31)), date(2026, 9, 8), "until"),
        (Rule("monthly", count=3), date(2026, 9, 29), "frequency"),
        (Rule("monthly_last", count=3), date(2026, 9, 8), "frequency"),
    ],
)
def test_a_series_that_cannot_be_is_refused(rule, first, field):
    assert list(rule_mistakes(rule, first)) == [field]


def test_one_day_of_a_series_is_moved_or_called_off_alone(schaerbeek, edith):
    first, second, third = weekly(schaerbeek, Rule("weekly", count=3))
    for one in (first, second, third):
        move_event(event=one, transition="publish", by=edith, at=NOW)
    move_event(event=again(second), transition="cancel", by=edith, at=NOW)
    moved = {
        "starts_at": third.starts_at + timedelta(days=1),
        "ends_at": third.ends_at + timedelta(days=1),
    }
    correct_event(event=again(third), revision=1, values=moved, by=edith, at=NOW)
    assert [again(one).state for one in (first, second, third)] == [
        "published",
        "cancelled",
        "published",
    ]
    assert again(first).starts_at == first.starts_at
    # What is corrected for all of them leaves days and hours, and what is called off, alone.
    said = {"place": "Salle B", "starts_at": first.starts_at, "ends_at": first.ends_at}
    assert correct_following(event=again(first), values=said, by=edith, at=NOW) == 2
    assert again(third).place == "Salle B"
    assert again(third).starts_at == moved["starts_at"]
    assert again(second).state == "cancelled"


def test_the_rest_of_a_series_is_published_together(schaerbeek, edith):
    made = weekly(schaerbeek, Rule("weekly", count=4))
    move_event(event=made[1], transition="publish", by=edith, at=NOW)
    assert move_following(event=again(made[1]), transition="publish", by=edith, at=NOW) == 2
    assert [again(one).state for one in made] == ["draft", "published", "published", "published"]


def test_what_came_of_it_is_written_after_it_began(schaerbeek, edith):
    event = make_event(schaerbeek)
    said = {"event": event, "by": edith, "values": REPORT}
    with pytest.raises(BadValues):
        close_event(revision=0, at=NOW, **said)
    after = event.ends_at + timedelta(hours=1)
    closing = close_event(revision=0, at=after, **said)
    assert (again(event).state, closing.came, closing.revision) == ("held", 42, 1)
    with pytest.raises(Conflict):
        close_event(revision=0, at=after, **said)
    changed = close_event(
        event=again(event), revision=1, values={**REPORT, "came": 40}, by=edith, at=after
    )
    assert (changed.came, changed.revision) == (40, 2)


def test_nothing_said_is_no_report_and_a_draft_has_none(schaerbeek, edith, chantal, molenbeek):
    event = make_event(molenbeek)
    after = event.ends_at
    empty = {"came": None, "decided": {}, "follows": {}, "links": []}
    with pytest.raises(BadValues):
        close_event(event=event, revision=0, values=empty, by=edith, at=after)
    with pytest.raises(PermissionDenied):
        close_event(event=event, revision=0, values=REPORT, by=chantal, at=after)
    draft = make_event(molenbeek, public=False)
    with pytest.raises(Conflict):
        close_event(event=draft, revision=0, values=REPORT, by=edith, at=after)
