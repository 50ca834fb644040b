"""One line of the public log, and all that goes with it."""

from datetime import datetime

from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.promises.models import Correction, Promise, Reply, SourcedFact, Update
from observatory.promises.states import Event

from .indexing import index_promise
from .telling import tell_watchers


def log_correction(
    *,
    of: Promise | SourcedFact,
    part: str,
    before: str,
    after: str,
    reason: str,
    by: Actor,
    at: datetime,
    update: Update | None = None,
    reply: Reply | None = None,
    is_hidden: bool = False,
) -> Correction:
    """Write a line of the public log; call it in the transaction of the correction.

    With `is_hidden` neither this line nor a former one about the same update or
    reply keeps what was written. Side effects: the line, a journal entry without words, the index of search,
    a message to who watches the promise, the edition.
    """
    promise, fact = (of, None) if isinstance(of, Promise) else (None, of)
    if is_hidden:
        before = after = ""
        former = Correction.objects.filter(update=update, reply=reply, promise=promise, fact=fact)
        former.update(before="", after="", is_hidden=True)
    correction = Correction.objects.create(
        promise=promise,
        fact=fact,
        update=update,
        reply=reply,
        part=part,
        before=before,
        after=after,
        is_hidden=is_hidden,
        reason=reason,
        corrected_by_id=by.pk,
        corrected_at=at,
    )
    record_entry(
        by=by,
        at=at,
        action="promises.correct",
        subject=f"promise:{of.code}" if promise else f"fact:{of.code}",
        data={"part": part, "correction": correction.pk},
    )
    if promise is not None:
        promise.refresh_from_db()
        index_promise(promise)
        tell_watchers(promise=promise, event=Event.CORRECTION, by=by, at=at)
    pages_changed()
    return correction
