"""Meetings: minutes by members, public only by who leads, undone, never with names."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied

from observatory.groups.actions import (
    BadValues,
    Conflict,
    add_meeting,
    correct_meeting,
    undo_meeting,
)
from observatory.groups.models import Meeting
from observatory.journal.models import Entry

from .making import NOW, meeting_of, meeting_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def test_mireille_writes_the_minutes_and_the_journal_holds_no_word_of_them(here, mireille):
    add_meeting(group=here, values=meeting_values(), by=mireille, at=NOW)
    entry = Entry.objects.get(action="groups.add_meeting")
    assert "guichet" not in str((entry.data, entry.subject, entry.state_after))


def test_a_member_writes_for_the_group_and_only_who_leads_for_everyone(here, mireille, nadia):
    public = meeting_values(visibility="public")
    with pytest.raises(PermissionDenied):
        add_meeting(group=here, values=public, by=mireille, at=NOW)
    made = add_meeting(group=here, values=public, by=nadia, at=NOW)
    with pytest.raises(PermissionDenied):
        correct_meeting(meeting=made, revision=0, values={"minutes": "x"}, by=mireille, at=NOW)
    with pytest.raises(PermissionDenied):
        correct_meeting(
            meeting=made, revision=0, values={"visibility": "team"}, by=mireille, at=NOW
        )


def test_a_member_does_not_bring_public_minutes_back_by_an_undo(here, mireille, nadia):
    made = meeting_of(here, visibility="public")
    correct_meeting(meeting=made, revision=0, values={"visibility": "team"}, by=nadia, at=NOW)
    made.refresh_from_db()
    with pytest.raises(PermissionDenied):
        undo_meeting(meeting=made, revision=1, by=mireille, at=NOW)


def test_other_groups_and_outsiders_write_nothing(here, there, amine, outsider):
    for person in (amine, outsider):
        with pytest.raises(PermissionDenied):
            add_meeting(group=here, values=meeting_values(), by=person, at=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"visibility": "secret"}, "visibility"),
        ({"themes": ["sport"]}, "themes"),
        ({"next_on": date(2026, 11, 20)}, "next_on"),
        ({"held_on": date(2026, 12, 20), "decisions": "", "attendance": None}, "minutes"),
        ({"held_on": date(2026, 12, 20), "minutes": "", "attendance": None}, "decisions"),
        ({"held_on": date(2026, 12, 20), "minutes": "", "decisions": ""}, "attendance"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(here, nadia, wrong, field):
    with pytest.raises(BadValues) as told:
        add_meeting(group=here, values=meeting_values(**wrong), by=nadia, at=NOW)
    assert list(told.value.mistakes) == [field]
    assert not Meeting.objects.exists()


def test_minutes_written_over_by_mistake_come_back_with_their_day_and_hour(here, mireille):
    made = meeting_of(here, hour=time(18, 30), next_on=date(2026, 12, 4))
    wrong = {"minutes": "", "hour": None, "next_on": None}
    correct_meeting(meeting=made, revision=0, values=wrong, by=mireille, at=NOW)
    with pytest.raises(Conflict):
        correct_meeting(meeting=made, revision=0, values={"place": "x"}, by=mireille, at=NOW)
    made.refresh_from_db()
    undo_meeting(meeting=made, revision=1, by=mireille, at=NOW)
    made.refresh_from_db()
    assert made.minutes == "Nous avons parlé du guichet."
    assert (made.hour, made.next_on) == (time(18, 30), date(2026, 12, 4))


def test_a_meeting_that_nobody_changed_has_nothing_to_undo(here, mireille):
    with pytest.raises(Conflict):
        undo_meeting(meeting=meeting_of(here), revision=0, by=mireille, at=NOW)
