"""What is found of a promise comes from dated, sourced updates, and of a contested one from two editors."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.promises.actions import (
    Conflict,
    Mistake,
    confirm_update,
    correct_promise,
    record_update,
    withdraw_update,
    write_promise,
)
from observatory.promises.models import Correction, Promise, Source, SourcedFact, Update
from observatory.promises.states import TRANSITIONS, State

from .conftest import make_promise, promise_values

pytestmark = pytest.mark.django_db


def update(promise, by, now, transition="", **said):
    return record_update(
        **{
            "promise": promise,
            "revision": promise.revision,
            "transition": transition,
            "happened": "2026-10",
            "texts": {"fr": "Le guichet est fermé depuis octobre."},
            "source_url": "https://example.org/journal",
            "by": by,
            "at": now,
            **said,
        }
    )


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("state", State.values)
def test_an_editor_finds_from_every_state_what_the_table_allows(edith, now, state, name):
    promise = make_promise(state=state)
    if state in TRANSITIONS[name].before:
        update(promise, edith, now, name)
        assert Promise.objects.get(pk=promise.pk).state == TRANSITIONS[name].after
    else:
        with pytest.raises(Conflict):
            update(promise, edith, now, name)
        assert Promise.objects.get(pk=promise.pk).state == state
        assert not promise.updates.exists()


def test_an_update_leaves_an_entry_without_words_and_a_new_edition(edith, now, promise):
    edition = edition_number()
    made = update(promise, edith, now, "find_not_kept")
    entry = Entry.objects.get(subject="promise:essai-0")
    assert (entry.state_before, entry.state_after) == ("open", "not_kept")
    assert entry.data == {"update": made.pk, "transition": "find_not_kept"}
    assert edition_number() > edition
    assert (promise.revision, promise.state) == (1, "not_kept")


def test_news_change_no_state(edith, now, promise):
    update(promise, edith, now)
    assert (promise.state, promise.revision) == ("open", 1)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"source_url": ""}, "source_url"),
        # Its own facts prove nothing for a promise that names none.
        ({"source_url": "", "by_facts": True}, "source_url"),
        ({"happened": "2026-11-24"}, "happened"),
        ({"happened": "octobre"}, "happened"),
        ({"texts": {"fr": " "}}, "text"),
        ({"transition": "find_miracle"}, "transition"),
    ],
)
def test_an_update_that_cannot_be_is_refused(edith, now, promise, said, field):
    with pytest.raises(Mistake) as refused:
        update(promise, edith, now, **said)
    assert field in refused.value.mistakes
    assert not promise.updates.exists()


def test_who_comes_second_is_told(edith, aicha, now, promise):
    read = Promise.objects.get(pk=promise.pk)
    update(promise, edith, now, "find_kept")
    with pytest.raises(Conflict):
        update(read, aicha, now, "find_not_kept")
    assert Update.objects.filter(promise=promise).count() == 1


def test_an_editor_of_schaerbeek_does_not_write_of_the_region(edouard, now, promise):
    update(promise, edouard, now)
    region = promise.territory.parent
    with pytest.raises(PermissionDenied):
        update(make_promise(1, territory=region), edouard, now)


def test_others_write_nothing(mireille, amine, outsider, olu, promise):
    now = promise.changed_at
    for person in (mireille, amine, outsider, olu):
        with pytest.raises(PermissionDenied):
            update(promise, person, now)
        with pytest.raises(PermissionDenied):
            correct(promise, person, now)


def test_a_contested_promise_moves_when_a_second_editor_agrees(edith, aicha, now):
    promise = make_promise(is_contested=True)
    made = update(promise, edith, now, "find_not_kept")
    assert promise.state == "open"
    assert not Update.objects.applied().filter(promise=promise).exists()
    with pytest.raises(PermissionDenied):
        confirm_update(update=made, by=edith, at=now)
    confirm_update(update=made, by=aicha, at=now)
    promise.refresh_from_db()
    made.refresh_from_db()
    assert promise.state == "not_kept"
    assert (made.confirmed_by, made.state_before, made.state_after) == (aicha, "open", "not_kept")
    with pytest.raises(Conflict):
        confirm_update(update=made, by=aicha, at=now)


def test_a_second_editor_who_disagrees_drops_the_finding(edith, aicha, now):
    promise = make_promise(is_contested=True)
    made = update(promise, edith, now, "find_kept")
    withdraw_update(update=made, by=aicha, at=now)
    with pytest.raises(Conflict):
        confirm_update(update=made, by=aicha, at=now)
    with pytest.raises(Conflict):
        withdraw_update(update=made, by=edith, at=now)
    promise.refresh_from_db()
    assert promise.state == "open"


def test_news_of_a_contested_promise_need_no_second(edith, now):
    promise = make_promise(is_contested=True)
    update(promise, edith, now)
    assert Update.objects.applied().filter(promise=promise).count() == 1


def correct(promise, by, now, **said):
    return correct_promise(
        **{
            "promise": promise,
            "revision": promise.revision,
            "part": "quote",
            "after": "Le guichet restera ouvert.",
            "reason": "Le mot « zéro » n’est pas dans l’enregistrement.",
            "by": by,
            "at": now,
            **said,
        }
    )


def test_a_correction_says_what_stood_there_and_why(edith, now, promise):
    before = promise.quote
    correct(promise, edith, now)
    line = Correction.objects.get(promise=promise)
    assert (line.part, line.before, line.after) == ("quote", before, "Le guichet restera ouvert.")
    assert promise.quote == "Le guichet restera ouvert."
    assert "Le guichet" not in str(Entry.objects.filter(action="promises.correct").values())


def test_a_corrected_condition_drops_its_translations(edith, now):
    promise = make_promise(translations={"nl": {"condition": "Open.", "role": "Schepen"}})
    correct(promise, edith, now, part="condition", after="Il est ouvert.")
    assert promise.translations == {"nl": {"role": "Schepen"}}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"part": "state"}, "part"),
        ({"after": " "}, "after"),
        ({"after": "Le guichet numéro 0 restera ouvert."}, "after"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(edith, now, promise, said, field):
    with pytest.raises(Mistake) as refused:
        correct(promise, edith, now, **said)
    assert field in refused.value.mistakes
    assert not promise.corrections.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": ""},
        {"quote": " \n"},
        {"quote_language": ""},
        {"author": ""},
        {"condition": ""},
        {"source": None},
        {"due": "2026-01", "due_on": date(2026, 1, 31)},
        {"due": "2027"},
        {"due_on": date(2027, 12, 31)},
        {"recording_url": "https://example.org/a.ogg"},
    ],
)
def test_the_table_itself_refuses_a_promise_that_cannot_be_checked(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.create(**promise_values(**wrong))


def test_the_table_itself_refuses_an_update_or_a_fact_without_source(edith, now, promise):
    values = {"happened": "2026", "happened_on": date(2026, 1, 1), "written_by": edith}
    with pytest.raises(IntegrityError), transaction.atomic():
        Update.objects.create(promise=promise, texts={"fr": "x"}, written_at=now, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        SourcedFact.objects.create(
            code="x", kind="act", text="x", territory=promise.territory, source=None
        )


def test_the_table_itself_refuses_a_second_editor_who_is_the_first(edith, now, promise):
    made = update(promise, edith, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Update.objects.filter(pk=made.pk).update(confirmed_by=edith)


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "javascript:alert(1)"},
        {"url": ""},
        {"url": "https://example.org/x", "archive_url": "https://archive.example/x"},
        {"url": "https://example.org/x", "archive_sha256": "a" * 64},
        {
            "url": "https://example.org/x",
            "archive_url": "https://archive.example/x",
            "archive_sha256": "court",
            "archived_on": date(2026, 1, 1),
        },
    ],
)
def test_the_table_itself_refuses_a_source_that_is_none_or_half_a_copy(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(**wrong)


def test_a_source_that_no_longer_answers_keeps_its_copy(db):
    kept = Source.objects.create(
        url="https://example.org/perdu",
        archive_url="https://archive.example/perdu",
        archive_sha256="a" * 64,
        archived_on=date(2026, 1, 1),
        gone_on=date(2026, 6, 1),
    )
    assert kept.site == "example.org"


def test_overdue_is_worked_out_from_the_day_and_never_kept(now):
    day = date(2026, 11, 22)
    promise = make_promise(due="2026-11-22", due_on=day)
    assert not promise.is_overdue(day)
    assert promise.is_overdue(day + timedelta(days=1))
    assert list(Promise.objects.overdue(day + timedelta(days=1)).filter(pk=promise.pk)) == [promise]
    promise.state = State.PARTLY
    assert not promise.is_overdue(day + timedelta(days=1))
    assert not make_promise(1).is_overdue(day)


@pytest.mark.parametrize(
    ("author", "is_person", "is_taken"),
    [
        ("Une ministre et un ministre", True, False),
        ("Une ministre, un ministre", True, False),
        ("Une ministre", True, True),
        ("Bruxelles et environs, asbl", False, True),
    ],
)
def test_a_promise_of_two_people_is_two_promises(
    edith, now, promise, *, author, is_person, is_taken
):
    said = {
        "quote": "Nous rouvrirons le guichet du parc.",
        "quote_language": "fr",
        "author": author,
        "is_person": is_person,
        "role": "Ministre fictive",
        "level": promise.level,
        "territory": promise.territory,
        "said": "2026-02",
        "said_at_place": "",
        "is_oral": False,
        "recording_url": "",
        "source_url": "https://example.org/conseil",
        "condition": "Le guichet est ouvert.",
        "due": "",
        "by": edith,
        "at": now,
    }
    if is_taken:
        assert write_promise(**said).author == author
    else:
        with pytest.raises(Mistake) as refused:
            write_promise(**said)
        assert refused.value.mistakes == {"author": "two"}
