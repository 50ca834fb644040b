"""Fatima says what happened to a promise; not one of her words is public, and they do not stay."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.models import Entry
from observatory.kit.purging import registered_purges
from observatory.people.queries import system_actor
from observatory.promises.actions import (
    Conflict,
    Mistake,
    accept_proposal,
    bring_back_proposal,
    propose_update,
    purge_proposals,
    refuse_proposal,
    take_back_update,
)
from observatory.promises.models import Correction, Promise, Proposal, Update
from observatory.promises.states import PROPOSALS, ProposalState, Refusal, Way
from observatory.vault.models import Contact

from .conftest import make_promise

pytestmark = pytest.mark.django_db

WORDS = "Mon voisin Karim Benali a trouvé le guichet fermé, il a le 0478 12 34 56."


def propose(promise, now, *, by=None, **said):
    return propose_update(
        **{
            "promise": promise,
            "happened": "2026-10-05",
            "text": WORDS,
            "source_url": "https://example.org/avis",
            "source_on_paper": "",
            "language": "fr",
            "way": Way.WEB,
            "contact": "",
            "by": by or system_actor("public"),
            "at": now,
            **said,
        }
    )


def accept(proposal, by, now, **said):
    proposal.promise.refresh_from_db()
    return accept_proposal(
        **{
            "proposal": proposal,
            "revision": proposal.promise.revision,
            "transition": "",
            "happened": "2026-10-05",
            "text": "Le guichet était fermé le 5 octobre.",
            "source_url": "https://example.org/avis",
            "source_on_paper": "",
            "by": by,
            "at": now,
            **said,
        }
    )


def bring_back(proposal, by, now, reason="Une erreur."):
    proposal.refresh_from_db()
    revision = Promise.objects.get(pk=proposal.promise_id).revision
    bring_back_proposal(proposal=proposal, revision=revision, reason=reason, by=by, at=now)


DECIDE = {
    "accept": accept,
    "refuse": lambda proposal, by, now: refuse_proposal(
        proposal=proposal, reason=Refusal.KNOWN, by=by, at=now
    ),
    "bring_back": bring_back,
}


def bring_to(proposal, state, by, now):
    if state == ProposalState.ACCEPTED:
        accept(proposal, by, now)
    elif state == ProposalState.REFUSED:
        DECIDE["refuse"](proposal, by, now)
    return Proposal.objects.get(pk=proposal.pk)


@pytest.mark.parametrize("name", PROPOSALS)
@pytest.mark.parametrize("state", ProposalState.values)
def test_an_editor_decides_from_every_state_what_the_table_allows(edith, now, promise, state, name):
    proposal = bring_to(propose(promise, now), state, edith, now)
    if state in PROPOSALS[name].before:
        DECIDE[name](proposal, edith, now)
        after = PROPOSALS[name].after
    else:
        with pytest.raises(Conflict):
            DECIDE[name](proposal, edith, now)
        after = state
    assert Proposal.objects.get(pk=proposal.pk).state == after


@pytest.mark.parametrize("name", PROPOSALS)
def test_who_does_not_edit_there_decides_nothing(edith, edouard, now, name):
    from observatory.places.queries import territory_by_nis

    promise = make_promise(territory=territory_by_nis("04000"))
    state = next(iter(sorted(PROPOSALS[name].before)))
    proposal = bring_to(propose(promise, now), state, edith, now)
    with pytest.raises(PermissionDenied):
        DECIDE[name](proposal, edouard, now)
    assert Proposal.objects.get(pk=proposal.pk).state == state


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"source_url": ""}, "source_url"),
        ({"source_url": "", "source_on_paper": "  "}, "source_url"),
        ({"happened": "2026-11-24"}, "happened"),
        ({"happened": "hier"}, "happened"),
        ({"text": " "}, "text"),
    ],
)
def test_a_proposal_that_cannot_be_checked_is_refused(now, promise, said, field):
    with pytest.raises(Mistake) as refused:
        propose(promise, now, **said)
    assert field in refused.value.mistakes
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"source_url": ""},
        {"source_url": "javascript:alert(1)"},
        {"text": "  "},
        {"state": ProposalState.REFUSED},
        {"state": ProposalState.ACCEPTED},
        {"refusal": Refusal.KNOWN},
    ],
)
def test_the_table_itself_refuses_a_proposal_without_source_or_half_decided(now, promise, wrong):
    proposal = propose(promise, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**wrong)


def test_the_words_of_fatima_are_never_an_update(edith, now, promise):
    proposal = propose(promise, now, text="Le guichet est fermé.")
    with pytest.raises(Mistake) as refused:
        accept(proposal, edith, now, text="le guichet EST  fermé !")
    assert refused.value.mistakes == {"text": "copied"}
    with pytest.raises(Mistake) as refused:
        accept(proposal, edith, now, text="Fermé, dit le 0478 12 34 56.")
    assert refused.value.mistakes == {"text": "personal"}
    assert not Update.objects.filter(promise=promise).exists()


def test_an_accepted_proposal_moves_the_promise_and_undoing_puts_it_back(edith, now, promise):
    proposal = propose(promise, now)
    accept(proposal, edith, now, transition="find_not_kept")
    assert Promise.objects.get(pk=promise.pk).state == "not_kept"
    with pytest.raises(Mistake):
        bring_back(proposal, edith, now, reason=" ")
    bring_back(proposal, edith, now)
    assert Promise.objects.get(pk=promise.pk).state == "open"
    assert not Update.objects.applied().filter(promise=promise).exists()
    line = Correction.objects.get(promise=promise)
    assert (line.part, line.before, line.after) == (
        "update",
        "Le guichet était fermé le 5 octobre.",
        "",
    )
    assert accept(Proposal.objects.get(pk=proposal.pk), edith, now).applied_at


def test_of_a_disputed_promise_a_proposal_waits_for_a_second_editor(edith, aicha, now):
    promise = make_promise(is_contested=True)
    proposal = propose(promise, now)
    made = accept(proposal, edith, now, transition="find_kept")
    assert made.applied_at is None
    assert Promise.objects.get(pk=promise.pk).state == "open"
    bring_back(proposal, edith, now, reason="")
    assert Update.objects.get(pk=made.pk).withdrawn_at
    assert not Correction.objects.filter(promise=promise).exists()


def test_one_editor_alone_takes_back_no_finding_of_a_disputed_promise(edith, now, promise):
    made = accept(propose(promise, now), edith, now, transition="find_kept")
    Promise.objects.filter(pk=promise.pk).update(is_contested=True)
    update = Update.objects.select_related("promise").get(pk=made.pk)
    with pytest.raises(Mistake) as refused:
        take_back_update(
            update=update, revision=update.promise.revision, reason="Non.", by=edith, at=now
        )
    assert refused.value.mistakes == {"update": "contested"}


def test_a_finding_on_which_another_rests_is_not_taken_back(edith, now, promise):
    first = accept(propose(promise, now), edith, now, transition="find_kept")
    accept(propose(promise, now), edith, now, transition="find_partly", text="En partie.")
    update = Update.objects.select_related("promise").get(pk=first.pk)
    with pytest.raises(Mistake) as refused:
        take_back_update(
            update=update, revision=update.promise.revision, reason="Non.", by=edith, at=now
        )
    assert refused.value.mistakes == {"update": "later"}
    assert Promise.objects.get(pk=promise.pk).state == "partly"


def test_the_journal_holds_no_word_of_fatima(edith, now, promise):
    proposal = propose(promise, now, contact="fatima@example.org")
    DECIDE["refuse"](proposal, edith, now)
    kept = str(list(Entry.objects.values()))
    for word in ("Karim", "fatima", "0478", "guichet"):
        assert word not in kept
    assert b"fatima" not in bytes(Contact.objects.get(subject=proposal.subject).sealed)


@pytest.mark.parametrize(
    ("state", "days", "stays"),
    [
        ("waiting", 182, True),
        ("waiting", 184, False),
        ("refused", 29, True),
        ("refused", 31, False),
        ("accepted", 31, False),
    ],
)
def test_what_fatima_wrote_is_erased_on_schedule(edith, now, promise, *, state, days, stays):
    proposal = bring_to(propose(promise, now, contact="Fatima, 02 000"), state, edith, now)
    later, worker = now + timedelta(days=days), system_actor("worker")
    assert purge_proposals(by=worker, at=later, dry_run=True) == (0 if stays else 1)
    assert Proposal.objects.filter(pk=proposal.pk).exists()
    counts = registered_purges()["promises"](at=later, dry_run=False)
    assert counts == {"promise proposal": 0 if stays else 1}
    assert Proposal.objects.filter(pk=proposal.pk).exists() is stays
    assert Contact.objects.filter(subject=proposal.subject).exists() is stays
    # What the editor wrote stays.
    assert Update.objects.filter(promise=promise).exists() is (state == "accepted")


def test_the_contact_never_outlives_the_proposal(now, promise):
    proposal = propose(promise, now, contact="Fatima, 02 000")
    assert Contact.objects.get(subject=proposal.subject).purge_on == date(2027, 5, 25)


def test_by_phone_an_editor_enters_it_and_nobody_else(edith, edouard, outsider, now, promise):
    assert propose(promise, now, way=Way.PHONE, by=edith).entered_by == edith
    assert propose(promise, now, way=Way.LETTER, by=edouard).way == "letter"
    with pytest.raises(PermissionDenied):
        propose(promise, now, way=Way.PHONE, by=outsider)
