"""What someone of the public says happened, and what editors make of it."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.kit.personal_data import CERTAIN, find_personal_data
from observatory.promises.models import Promise, Proposal, Update
from observatory.promises.permissions import may_edit
from observatory.promises.states import PROPOSALS, ProposalState, Refusal, Way
from observatory.vault.actions import erase_contact, read_contact, seal_contact

from .conflict import Conflict, Mistake
from .taking_back import take_back_update
from .updates import record_update, update_mistakes

# docs/privacy.md: after the decision, and at most when nobody decided.
KEPT_AFTER = timedelta(days=30)
KEPT_AT_MOST = timedelta(days=183)


def propose_update(
    *,
    promise: Promise,
    happened: str,
    text: str,
    source_url: str,
    source_on_paper: str,
    language: str,
    way: Way,
    contact: str,
    by: Actor,
    at: datetime,
) -> Proposal:
    """Keep what someone says happened to a promise until an editor decides; nothing of it is public.

    Anyone proposes on the page (`Way.WEB`); for another way an editor enters
    it. `contact` ("" for none) is sealed in the vault. Side effects: the row,
    the contact, a journal entry without words. Raises `PermissionDenied`, and
    `Mistake` ("happened": "wrong" or "future"; "text", "source_url": "missing").
    """
    if way != Way.WEB and not may_edit(by, promise.territory_id):
        raise PermissionDenied
    mistakes = update_mistakes(
        happened=happened,
        text=text,
        has_source=bool(source_url or source_on_paper.strip()),
        today=localdate(at),
    )
    if mistakes:
        raise Mistake(**mistakes)
    with transaction.atomic():
        proposal = Proposal.objects.create(
            promise=promise,
            way=way,
            happened=happened,
            text=text,
            language=language,
            source_url=source_url,
            source_on_paper=source_on_paper,
            received_at=at,
            entered_by_id=by.pk,
        )
        if contact.strip():
            seal_contact(
                subject=proposal.subject,
                values={"contact": contact},
                purge_on=localdate(at + KEPT_AT_MOST),
                by=by,
                at=at,
            )
        _note("promises.propose", proposal, by, at, after=ProposalState.WAITING)
    return proposal


def accept_proposal(
    *,
    proposal: Proposal,
    revision: int,
    transition: str,
    happened: str,
    text: str,
    source_url: str,
    source_on_paper: str,
    by: Actor,
    at: datetime,
) -> Update:
    """Write an update of what someone proposed, in the editor's own words.

    Side effects, in one transaction: those of `record_update`, the proposal's
    decision, a journal entry. Raises what `record_update` raises, `Mistake`
    ("text": "copied" for the person's own words, "personal" when a phone
    number, an address or the like stands in them) and `Conflict` when someone
    decided before.
    """
    if not may_edit(by, proposal.promise.territory_id):
        raise PermissionDenied
    if _bare(text) == _bare(proposal.text):
        raise Mistake(text="copied")
    if any(span.kind in CERTAIN for span in find_personal_data(text)):
        raise Mistake(text="personal")
    with transaction.atomic():
        update = record_update(
            promise=proposal.promise,
            revision=revision,
            transition=transition,
            happened=happened,
            texts={"fr": text},
            source_url=source_url,
            source_on_paper="" if source_url else source_on_paper,
            from_public=True,
            by=by,
            at=at,
        )
        _decide(proposal, "accept", by, at, update_written=update)
    return update


def refuse_proposal(*, proposal: Proposal, reason: Refusal, by: Actor, at: datetime) -> None:
    """Refuse a proposal for a reason; it is erased 30 days after.

    Side effects: the decision, a journal entry. Raises `PermissionDenied`, and
    `Conflict` when someone decided before.
    """
    if not may_edit(by, proposal.promise.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        _decide(proposal, "refuse", by, at, refusal=reason)


def bring_back_proposal(
    *, proposal: Proposal, revision: int, reason: str, by: Actor, at: datetime
) -> None:
    """Undo a decision: the proposal waits again.

    Of an accepted one the update is taken back, and the public log gives the
    `reason` (not asked otherwise). Side effects: those of `take_back_update`,
    the proposal, a journal entry. Raises `PermissionDenied`, what
    `take_back_update` raises, and `Conflict` when it waits already.
    """
    if not may_edit(by, proposal.promise.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        update = proposal.update_written
        if update is not None and update.withdrawn_at is None:
            take_back_update(update=update, revision=revision, reason=reason, by=by, at=at)
        step, before = PROPOSALS["bring_back"], proposal.state
        if before not in step.before:
            raise Conflict
        mine = Proposal.objects.filter(pk=proposal.pk, state=before)
        if not mine.update(
            state=step.after, refusal="", update_written=None, decided_by=None, decided_at=None
        ):
            raise Conflict
        _note("promises.bring_back", proposal, by, at, before=before, after=step.after)
    proposal.refresh_from_db()


def read_proposer(*, proposal: Proposal, by: Actor, at: datetime) -> str:
    """Return how to reach who proposed, "" when nothing is held; the journal keeps who looked.

    Raises `PermissionDenied`.
    """
    if not may_edit(by, proposal.promise.territory_id):
        raise PermissionDenied
    found = read_contact(subject=proposal.subject, by=by, at=at, reason="proposal")
    return found["contact"] if found else ""


def purge_proposals(*, by: Actor, at: datetime, dry_run: bool) -> int:
    """Erase proposals 30 days after the decision, 6 months after they came when nobody decided.

    Returns how many. Side effects for each: its contact, the row, a journal
    entry. What an editor wrote of it stays.
    """
    due = Proposal.objects.filter(
        Q(decided_at__lt=at - KEPT_AFTER) | Q(received_at__lt=at - KEPT_AT_MOST)
    )
    if dry_run:
        return due.count()
    erased = 0
    for proposal in list(due.select_related("promise").order_by("pk")):
        with transaction.atomic():
            erase_contact(subject=proposal.subject, by=by, at=at)
            _note("promises.erase_proposal", proposal, by, at, before=proposal.state)
            erased += Proposal.objects.filter(pk=proposal.pk).delete()[0]
    return erased


def _decide(proposal: Proposal, name: str, by: Actor, at: datetime, **values: object) -> None:
    """Move a proposal by a named transition. Raises `Conflict` when someone was first."""
    step = PROPOSALS[name]
    mine = Proposal.objects.filter(pk=proposal.pk, state__in=step.before)
    if not mine.update(state=step.after, decided_by_id=by.pk, decided_at=at, **values):
        raise Conflict
    before = proposal.state
    proposal.refresh_from_db()
    data = {"reason": str(proposal.refusal)} if proposal.refusal else {}
    _note(f"promises.{name}", proposal, by, at, before=before, after=step.after, data=data)


def _note(
    action: str,
    proposal: Proposal,
    by: Actor,
    at: datetime,
    *,
    before: str = "",
    after: str = "",
    data: dict[str, str] | None = None,
) -> None:
    record_entry(
        by=by,
        at=at,
        action=action,
        subject=proposal.subject,
        before=before,
        after=after,
        data={"promise": proposal.promise.code, **(data or {})},
    )


def _bare(text: str) -> str:
    """Return a text without what makes it look different: capitals, spaces, signs."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
