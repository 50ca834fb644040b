"""Who comes: places, waiting, codes, what is sealed, who opens it, when it is erased."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from observatory.events.actions import (
    BadValues,
    Conflict,
    NoPlace,
    NotOpen,
    correct_event,
    give_place,
    give_up_place,
    move_event,
    open_registrations,
)
from observatory.events.jobs import purge
from observatory.events.models import Event, Registration
from observatory.events.queries.registrations import code_of, registration_by_code
from observatory.journal.models import Entry
from observatory.people.models import Mandate
from observatory.people.queries import system_actor
from observatory.vault.actions import purge_contacts
from observatory.vault.models import Contact
from observatory.vault.queries import has_contact

from .making import NOW, again, join, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
AGREED = "1 fr web"


def everything_stored():
    """Return every value of the rows of events and of the journal, as text."""
    rows = [*Event.objects.values(), *Registration.objects.values(), *Entry.objects.values()]
    return str(rows)


def test_fatima_gives_a_first_name_and_a_number_and_that_is_enough(schaerbeek):
    event = make_event(schaerbeek)
    made = join(event, people=3)
    assert (made.state, again(event).taken) == ("coming", 3)


def test_nothing_that_leads_to_her_stands_outside_the_vault(schaerbeek):
    event = make_event(schaerbeek, wheelchair="no")
    join(
        event,
        phone="0470 12 34 56",
        email="fatima@example.org",
        wheelchair="yes",
        interpretation="arabe",
        agreed=AGREED,
    )
    stored = everything_stored()
    for words in ("Fatima", "0470", "example.org", "wheelchair': 'yes", "arabe"):
        assert words not in stored
    assert b"Fatima" not in bytes(Contact.objects.get().sealed)


def test_the_contact_is_sealed_until_thirty_days_after_the_end(schaerbeek):
    event = make_event(schaerbeek)
    made = join(event)
    contact = Contact.objects.get(subject=made.subject)
    assert contact.purge_on == localdate(event.ends_at) + timedelta(days=30) == event.kept_until


@pytest.mark.parametrize("need", ["wheelchair", "interpretation", "childcare"])
def test_a_need_is_kept_only_with_an_agreement(schaerbeek, edith, need):
    event = make_event(schaerbeek)
    with pytest.raises(BadValues) as refused:
        join(event, **{need: "yes"})
    assert refused.value.mistakes == {"agrees": "missing"}
    assert not Registration.objects.exists()
    assert again(event).taken == 0
    join(event, agreed=AGREED, **{need: "yes"})
    (opened,) = open_registrations(event=event, by=edith, at=NOW)
    assert opened["contact"] == {"name": "Fatima", need: "yes", "agreed": AGREED}


@pytest.mark.parametrize(
    ("said", "field"),
    [({"people": 0}, "people"), ({"people": 11}, "people"), ({"name": ""}, "name")],
)
def test_what_cannot_be_is_refused(schaerbeek, said, field):
    event = make_event(schaerbeek)
    with pytest.raises(BadValues) as refused:
        join(event, **said)
    assert list(refused.value.mistakes) == [field]
    assert again(event).taken == 0


def test_sent_twice_it_is_one_registration_with_one_code(schaerbeek):
    event, uuid = make_event(schaerbeek), uuid4()
    first, second = join(event, uuid=uuid, people=2), join(event, uuid=uuid, people=2)
    assert first.pk == second.pk
    assert again(event).taken == 2
    assert code_of(first) == code_of(second)
    with pytest.raises(NotOpen):
        join(make_event(schaerbeek), uuid=uuid)


def test_when_it_is_full_one_waits_and_whoever_waits_goes_first(schaerbeek):
    event = make_event(schaerbeek, capacity=4)
    first = join(event, people=3)
    assert not again(event).is_full
    waiting = join(event, people=2)
    alone = join(event, people=1)
    assert [first.state, waiting.state, alone.state] == ["coming", "waiting", "waiting"]
    assert (again(event).taken, again(event).waiting, again(event).is_full) == (3, 3, True)


def test_a_place_that_is_free_again_is_given_by_hand(schaerbeek, edith):
    event = make_event(schaerbeek, capacity=3)
    first, waiting = join(event, people=3), join(event, people=2)
    with pytest.raises(NoPlace):
        give_place(registration=waiting, by=edith, at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    give_up_place(registration=first, by=system_actor("public"), at=NOW)
    give_place(registration=waiting, by=edith, at=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, again(event).taken, again(event).waiting) == ("coming", 2, 0)
    with pytest.raises(Conflict):
        give_place(registration=waiting, by=edith, at=NOW)


def test_with_her_code_fatima_gives_her_place_back_and_is_erased_at_once(schaerbeek):
    event = make_event(schaerbeek, capacity=2)
    made = join(event, people=2)
    code = code_of(made)
    assert len(code) == 12
    assert code not in everything_stored()
    found = registration_by_code(code)
    give_up_place(registration=found, by=system_actor("public"), at=NOW)
    assert (again(event).taken, has_contact(made.subject)) == (0, False)
    with pytest.raises(Conflict):
        give_up_place(registration=found, by=system_actor("public"), at=NOW)
    assert again(event).taken == 0
    assert join(event, people=2).state == "coming"


@pytest.mark.parametrize(
    "closed",
    [{"takes_registrations": False}, {"state": "cancelled"}, {"state": "draft"}],
)
def test_nobody_registers_where_it_is_closed(schaerbeek, closed):
    event = make_event(schaerbeek)
    Event.objects.filter(pk=event.pk).update(**closed)
    with pytest.raises(NotOpen):
        join(event)
    assert not Registration.objects.exists()
    assert not Contact.objects.exists()


def test_once_it_began_nobody_registers(schaerbeek):
    event = make_event(schaerbeek)
    with pytest.raises(NotOpen):
        join(event, at=event.starts_at)


def test_fewer_places_than_are_taken_are_refused(schaerbeek, edith):
    event = make_event(schaerbeek, capacity=5)
    join(event, people=4)
    said = {"event": again(event), "revision": again(event).revision, "by": edith, "at": NOW}
    with pytest.raises(BadValues) as refused:
        correct_event(values={"capacity": 3}, **said)
    assert refused.value.mistakes == {"capacity": "below_taken"}
    correct_event(values={"capacity": 4}, **said)
    assert again(event).is_full


def test_when_the_event_moves_so_does_the_day_of_erasure(schaerbeek, edith):
    event = make_event(schaerbeek)
    made = join(event)
    moved = {
        "starts_at": event.starts_at - timedelta(days=60),
        "ends_at": event.ends_at - timedelta(days=60),
    }
    correct_event(event=event, revision=event.revision, values=moved, by=edith, at=NOW)
    contact = Contact.objects.get(subject=made.subject)
    assert contact.purge_on == localdate(moved["ends_at"]) + timedelta(days=30)


def test_thirty_days_after_the_event_nothing_is_left_but_a_number(schaerbeek):
    event, later = make_event(schaerbeek), make_event(schaerbeek)
    last = datetime(2097, 1, 5, 10, 0, tzinfo=UTC)  # 30 days after 6 December 2096
    Event.objects.filter(pk=later.pk).update(
        ends_at=event.ends_at + timedelta(days=1), starts_at=event.starts_at + timedelta(days=1)
    )
    erased, kept = join(event, people=2), join(later)
    before = last - timedelta(days=1)
    assert purge(at=before, dry_run=False) == {"registration for an event": 0}
    assert purge(at=last, dry_run=True) == {"registration for an event": 1}
    assert has_contact(erased.subject)
    assert purge(at=last, dry_run=False) == {"registration for an event": 1}
    assert not has_contact(erased.subject)
    assert list(Registration.objects.values_list("pk", flat=True)) == [kept.pk]
    assert (again(event).taken, has_contact(kept.subject)) == (2, True)
    assert registration_by_code(code_of(erased)) is None
    assert purge(at=last, dry_run=False) == {"registration for an event": 0}


def test_the_vault_would_erase_it_that_day_by_itself(schaerbeek):
    event = make_event(schaerbeek)
    made = join(event)
    due = datetime(2097, 1, 5, 10, 0, tzinfo=UTC)
    worker = system_actor("worker")
    assert purge_contacts(by=worker, at=due - timedelta(days=1), dry_run=False) == 0
    assert purge_contacts(by=worker, at=due, dry_run=False) == 1
    assert not has_contact(made.subject)


def test_what_is_called_off_is_erased_on_the_same_day(schaerbeek, edith):
    event = make_event(schaerbeek)
    made = join(event)
    move_event(event=again(event), transition="cancel", by=edith, at=NOW)
    # Kept until then: who organises must be able to call.
    assert has_contact(made.subject)
    purge(at=datetime(2097, 1, 5, 10, 0, tzinfo=UTC), dry_run=False)
    assert not has_contact(made.subject)


def test_each_name_that_is_opened_is_in_the_journal(schaerbeek, chantal):
    event = make_event(schaerbeek)
    made = join(event, phone="0470 12 34 56")
    gone = join(event)
    give_up_place(registration=gone, by=system_actor("public"), at=NOW)
    (opened,) = open_registrations(event=event, by=chantal, at=NOW)
    assert opened["contact"] == {"name": "Fatima", "phone": "0470 12 34 56"}
    read = Entry.objects.get(action="contact.read")
    assert (read.subject, read.actor_id) == (made.subject, chantal.pk)
    assert read.data == {"reason": "event_list"}
    assert Entry.objects.filter(action="events.open_list", subject=event.subject).count() == 1


@pytest.mark.parametrize("who", ["nadia", "mireille", "amine", "olu", "outsider"])
def test_who_does_not_organise_opens_no_name(request, who, schaerbeek):
    event = make_event(schaerbeek)
    join(event)
    with pytest.raises(PermissionDenied):
        open_registrations(event=event, by=request.getfixturevalue(who), at=NOW)
    assert not Entry.objects.filter(action="contact.read").exists()


def test_a_relay_of_the_association_that_organises_opens_them(schaerbeek, amine, maison, outsider):
    event = make_event(schaerbeek, association_id=maison.pk)
    join(event)
    assert len(open_registrations(event=event, by=amine, at=NOW)) == 1
    Mandate.objects.filter(user=amine).update(ended_at=NOW)
    del amine._held
    with pytest.raises(PermissionDenied):
        open_registrations(event=event, by=amine, at=NOW)


def test_by_phone_nadia_registers_someone_and_mireille_does_not(schaerbeek, nadia, mireille):
    event = make_event(schaerbeek)
    made = join(event, by=nadia, intake="phone")
    assert (made.intake, again(event).taken) == ("phone", 1)
    with pytest.raises(PermissionDenied):
        join(event, by=mireille, intake="phone")
    with pytest.raises(PermissionDenied):
        give_up_place(registration=made, by=mireille, at=NOW)


def test_who_looked_while_there_was_room_takes_no_place_twice(schaerbeek):
    seen_with_room = make_event(schaerbeek, capacity=1)
    join(again(seen_with_room))
    # What this one holds still says that a place is free.
    assert seen_with_room.taken == 0
    assert join(seen_with_room).state == "waiting"
    assert again(seen_with_room).taken == 1
