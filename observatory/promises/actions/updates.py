"""What became of a promise: dated, sourced updates that drive its state."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.kit.partial_dates import read_partial_date
from observatory.promises.models import Promise, Source, Update
from observatory.promises.permissions import may_edit
from observatory.promises.states import TRANSITIONS, Event

from .conflict import Conflict, Mistake
from .telling import tell_watchers


def record_update(
    *,
    promise: Promise,
    revision: int,
    transition: str,
    happened: str,
    texts: dict[str, str],
    source_url: str,
    by: Actor,
    at: datetime,
    source_on_paper: str = "",
    by_facts: bool = False,
    from_public: bool = False,
) -> Update:
    """Write down what happened to a promise, or what was found of it, and move its state.

    `transition` is a name of `states`, or "" for news that change nothing;
    `happened` a date of EDTF, not in the future; `by_facts` says that the
    promise's own dataset shows it, and `source_on_paper` what paper does and
    where to see it, in place of an address. A finding about a
    contested promise waits for `confirm_update` by another editor. Side
    effects, in this order: the source if it is new, the update, the promise's
    state, revision and `changed_at`, a journal entry (without words), a message
    to who watches it unless the finding waits, the edition. Raises `PermissionDenied`, `Mistake` ("source_url": "missing",
    "happened": "wrong" or "future", "text": "missing", "transition":
    "unknown"), and `Conflict` when someone else was first or the state does not
    allow it.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    mistakes = update_mistakes(
        happened=happened,
        text="".join(texts.values()),
        has_source=bool(source_url or source_on_paper.strip())
        or (by_facts and bool(promise.dataset)),
        today=localdate(at),
    )
    if transition and transition not in TRANSITIONS:
        mistakes["transition"] = "unknown"
    if mistakes:
        raise Mistake(**mistakes)
    waits = bool(transition) and promise.is_contested
    with transaction.atomic():
        source = Source.objects.get_or_create(url=source_url)[0] if source_url else None
        state = touch_promise(promise, revision, at)
        if transition and state not in TRANSITIONS[transition].before:
            raise Conflict
        update = Update.objects.create(
            promise=promise,
            happened=happened,
            happened_on=read_partial_date(happened).first,
            texts=texts,
            source=source,
            source_on_paper=source_on_paper,
            by_facts=by_facts,
            from_public=from_public,
            transition=transition,
            written_by_id=by.pk,
            written_at=at,
            applied_at=None if waits else at,
        )
        after = state if waits else _apply(update, promise, state)
        record_entry(
            by=by,
            at=at,
            action="promises.record_update",
            subject=f"promise:{promise.code}",
            before=state,
            after=after,
            data={"update": update.pk, "transition": transition},
        )
        if not waits:
            tell_watchers(promise=promise, event=Event.UPDATE, by=by, at=at)
        pages_changed()
    return update


def confirm_update(*, update: Update, by: Actor, at: datetime) -> None:
    """Let a second editor agree to a finding about a contested promise: only now it counts.

    Side effects: the update, the promise's state, revision and `changed_at`, a
    journal entry, a message to who watches it, the edition. Raises `PermissionDenied` (also for who wrote
    it), `Conflict` when it was confirmed already or the state does not allow it.
    """
    promise = update.promise
    if not may_edit(by, promise.territory_id) or update.written_by_id == by.pk:
        raise PermissionDenied
    with transaction.atomic():
        mine = Update.objects.waiting().filter(pk=update.pk)
        if not mine.update(applied_at=at, confirmed_by_id=by.pk):
            raise Conflict
        promise.refresh_from_db()
        before = promise.state
        if before not in TRANSITIONS[update.transition].before:
            raise Conflict
        touch_promise(promise, promise.revision, at)
        after = _apply(update, promise, before)
        record_entry(
            by=by,
            at=at,
            action="promises.confirm_update",
            subject=f"promise:{promise.code}",
            before=before,
            after=after,
            data={"update": update.pk},
        )
        tell_watchers(promise=promise, event=Event.UPDATE, by=by, at=at)
        pages_changed()


def withdraw_update(*, update: Update, by: Actor, at: datetime) -> None:
    """Drop a finding that waits for a second editor: who wrote it takes it back, or the second disagrees.

    Side effects: the update is marked, a journal entry. Raises
    `PermissionDenied`, `Conflict` when it does not wait any more.
    """
    if not may_edit(by, update.promise.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        if not Update.objects.waiting().filter(pk=update.pk).update(withdrawn_at=at):
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action="promises.withdraw_update",
            subject=f"promise:{update.promise.code}",
            data={"update": update.pk},
        )


def update_mistakes(*, happened: str, text: str, has_source: bool, today: date) -> dict[str, str]:
    """Return what is wrong with what happened: field to reason.

    "happened": "wrong" or "future"; "source_url", "text": "missing".
    """
    mistakes = {}
    if not has_source:
        mistakes["source_url"] = "missing"
    if not text.strip():
        mistakes["text"] = "missing"
    try:
        if read_partial_date(happened).first > today:
            mistakes["happened"] = "future"
    except ValueError:
        mistakes["happened"] = "wrong"
    return mistakes


def touch_promise(promise: Promise, revision: int, at: datetime) -> str:
    """Count one change if nobody made another before; return the state, and say it on the object."""
    mine = Promise.objects.filter(pk=promise.pk, revision=revision)
    if not mine.update(revision=F("revision") + 1, changed_at=at):
        raise Conflict
    promise.refresh_from_db()
    return promise.state


def _apply(update: Update, promise: Promise, before: str) -> str:
    """Move the promise to what the update found; return its state."""
    if not update.transition:
        return before
    after = TRANSITIONS[update.transition].after
    if not Promise.objects.filter(pk=promise.pk, state=before).update(state=after):
        raise Conflict
    Update.objects.filter(pk=update.pk).update(state_before=before, state_after=after)
    promise.state = after
    return after
