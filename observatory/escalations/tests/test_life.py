"""A dossier goes through its stages; only who sends cases for the place moves it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from observatory.escalations.actions import (
    Conflict,
    Mistake,
    add_items,
    prepare_dossier,
    remove_item,
    take_step,
    undo_step,
)
from observatory.escalations.models import Escalation, SealedFile, StageEntry
from observatory.escalations.states import NOT_UNDONE, TRANSITIONS, State
from observatory.journal.models import Entry
from observatory.vault.queries import read_blob

from .making import NOW, SENT_ON, agree, body, counted_report, fill, make_dossier, seen_of, send

pytestmark = pytest.mark.django_db


def step(dossier, by, name, **said):
    take_step(
        **{
            "escalation": dossier,
            "revision": dossier.revision,
            "transition": name,
            "dated_on": date(2026, 11, 22),
            "notes": {"fr": "Écrit par une personne de l’équipe."},
            "outcome": "partly" if name == "end" else "",
            "by": by,
            "at": NOW,
            **said,
        }
    )


def put(dossier, state):
    """Bring a dossier to a state without its steps, as the table test needs it."""
    sent_on = None if state in {"prepared", "abandoned"} else SENT_ON
    Escalation.objects.filter(pk=dossier.pk).update(
        state=state, sent_on=sent_on, outcome="partly" if state == "ended" else ""
    )
    dossier.refresh_from_db()


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("state", State.values)
def test_solange_takes_from_every_state_what_the_table_allows(
    solange, dossier, quick_pdf, state, name
):
    put(dossier, state)
    take = (
        (lambda: send(dossier, solange))
        if name == "send"
        else (lambda: step(dossier, solange, name))
    )
    if state in TRANSITIONS[name].before:
        take()
        assert Escalation.objects.get(pk=dossier.pk).state == TRANSITIONS[name].after
        made = StageEntry.objects.get(escalation=dossier)
        assert (made.before, made.after) == (state, TRANSITIONS[name].after)
    else:
        with pytest.raises(Conflict):
            take()
        assert Escalation.objects.get(pk=dossier.pk).state == state
        assert not StageEntry.objects.exists()


def test_what_was_sent_is_sealed_with_its_hash_and_the_proof(solange, dossier, quick_pdf):
    send(dossier, solange, proof=[b"a page of the receipt"])
    kinds = SealedFile.Kind
    files = {file.kind: file for file in SealedFile.objects.filter(escalation=dossier)}
    assert set(files) == {kinds.DOSSIER, kinds.EXPORT, kinds.PROOF}
    assert read_blob(files[kinds.DOSSIER].blob) == b"%PDF-1.7 for a test"
    assert b"observatoire/dossier/1" in read_blob(files[kinds.EXPORT].blob)
    assert all(len(file.sha256) == 64 for file in files.values())
    assert (dossier.sent_on, dossier.sent_reports) == (SENT_ON, 1)


def test_the_journal_of_a_sending_holds_no_words(solange, dossier, report, quick_pdf):
    send(dossier, solange, notes={"fr": "Des mots pour tout le monde"}, reference="2026/77")
    entries = Entry.objects.filter(subject__in=[dossier.subject, report.subject])
    assert "escalations.send" in set(entries.values_list("action", flat=True))
    assert "escalations.sent_report" in set(entries.values_list("action", flat=True))
    told = str(list(entries.values_list("data", "state_before", "state_after")))
    assert "mots" not in told
    assert "2026/77" not in told


def test_a_dossier_that_changed_since_it_was_printed_is_not_noted_as_sent(
    solange, dossier, schaerbeek, quick_pdf
):
    seen = seen_of(dossier)
    other = counted_report(schaerbeek)
    agree(other)
    fill(dossier, solange, other)
    with pytest.raises(Conflict):
        send(dossier, solange, seen=seen)
    assert Escalation.objects.get().state == State.PREPARED
    assert not SealedFile.objects.exists()


def test_an_empty_dossier_is_not_sent(solange, schaerbeek, quick_pdf):
    dossier = make_dossier(solange, schaerbeek)
    with pytest.raises(Mistake) as mistake:
        send(dossier, solange)
    assert mistake.value.mistakes == {"items": "empty"}
    assert Escalation.objects.get().state == State.PREPARED


@pytest.mark.parametrize(
    ("said", "mistakes"),
    [
        ({"dated_on": NOW.date() + timedelta(days=1)}, {"dated_on": "future"}),
        ({"dated_on": date(2026, 11, 17)}, {"dated_on": "unprepared"}),
        ({"how": "pigeon"}, {"how": "unknown"}),
    ],
)
def test_a_sending_that_cannot_be_is_refused(solange, dossier, quick_pdf, said, mistakes):
    with pytest.raises(Mistake) as mistake:
        send(dossier, solange, **said)
    assert mistake.value.mistakes == mistakes


def test_nothing_is_said_to_have_gone_before_the_last_person_agreed(
    solange, dossier, schaerbeek, quick_pdf
):
    late = counted_report(schaerbeek)
    agree(late, at=NOW)
    fill(dossier, solange, late)
    with pytest.raises(Mistake) as mistake:
        send(dossier, solange)
    assert mistake.value.mistakes == {"dated_on": "unagreed"}
    send(dossier, solange, dated_on=NOW.date())
    assert Escalation.objects.get().sent_reports == 2


@pytest.mark.parametrize(
    ("name", "said", "mistakes"),
    [
        ("acknowledge", {"dated_on": SENT_ON - timedelta(days=1)}, {"dated_on": "early"}),
        ("acknowledge", {"outcome": "obtained"}, {"outcome": "unknown"}),
        ("refuse", {"notes": {"fr": "  "}}, {"notes": "missing"}),
        ("end", {"outcome": ""}, {"outcome": "unknown"}),
        ("end", {"outcome": "won"}, {"outcome": "unknown"}),
        ("end", {"notes": {}}, {"notes": "missing"}),
    ],
)
def test_a_step_that_does_not_say_enough_is_refused(solange, sent, name, said, mistakes):
    with pytest.raises(Mistake) as mistake:
        step(sent, solange, name, **said)
    assert mistake.value.mistakes == mistakes


def test_the_last_step_is_undone_and_the_sending_is_not(solange, sent):
    step(sent, solange, "end")
    undo_step(escalation=sent, revision=sent.revision, by=solange, at=NOW)
    assert (sent.state, sent.outcome) == (State.SENT, "")
    assert StageEntry.objects.filter(undone_at=NOW, transition="end").count() == 1
    assert "send" in NOT_UNDONE
    with pytest.raises(Conflict):
        undo_step(escalation=sent, revision=sent.revision, by=solange, at=NOW)


def test_two_who_act_on_the_same_revision_are_a_conflict(solange, sent):
    before = sent.revision
    step(sent, solange, "acknowledge")
    with pytest.raises(Conflict):
        step(sent, solange, "admit", revision=before)


def test_yvan_sends_nothing_for_schaerbeek_and_the_outsider_nothing_at_all(
    yvan, outsider, chantal, dossier, schaerbeek
):
    for person in (yvan, outsider, chantal):
        with pytest.raises(PermissionDenied):
            make_dossier(person, schaerbeek)
        with pytest.raises(PermissionDenied):
            send(dossier, person)
        with pytest.raises(PermissionDenied):
            fill(dossier, person)
    assert make_dossier(yvan, yvan.mandates.get().territory).state == State.PREPARED


def test_what_is_in_a_dossier_may_be_taken_out_until_it_is_sent(solange, dossier, quick_pdf):
    item = dossier.items.get()
    send(dossier, solange)
    with pytest.raises(Conflict):
        remove_item(escalation=dossier, revision=dossier.revision, item=item, by=solange, at=NOW)
    with pytest.raises(Conflict):
        add_items(
            escalation=dossier,
            revision=dossier.revision,
            reports=set(),
            observations=set(),
            by=solange,
            at=NOW,
        )


@pytest.mark.parametrize(
    ("said", "mistakes"),
    [
        ({"language": "en"}, {"language": "unknown"}),
        ({"summaries": {"fr": " "}}, {"summary": "missing"}),
        ({"case": {"service": "S777"}}, {"case": "unknown"}),
    ],
)
def test_a_dossier_that_says_nothing_sensible_is_refused(solange, said, mistakes):
    with pytest.raises(Mistake) as mistake:
        make_dossier(solange, **said)
    assert mistake.value.mistakes == mistakes


@pytest.mark.parametrize(
    ("grounds", "kept"),
    [(["disability"], None), (["age", "health"], ["age"]), ([], []), (["wealth"], ["wealth"])],
)
def test_that_a_case_rests_on_health_is_not_kept(solange, grounds, kept):
    dossier = make_dossier(solange, to=body("unia"), case={"grounds": grounds})
    assert dossier.case.get("grounds") == kept


def test_a_retired_body_gets_no_dossier(solange):
    retired = body()
    retired.is_active = False
    retired.save()
    with pytest.raises(Conflict):
        prepare_dossier(
            body=retired,
            language="fr",
            case={},
            summaries={"fr": "Rien"},
            problem=None,
            demand=None,
            by=solange,
            at=NOW,
        )
