"""Correcting an update, or taking it back; the public log says so."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.kit.actors import Actor
from observatory.promises.models import Correction, Promise, Update
from observatory.promises.permissions import may_edit

from .conflict import Conflict, Mistake
from .log import log_correction
from .updates import touch_promise, withdraw_update

LONGEST_UPDATE = 2000


def correct_update(
    *, update: Update, revision: int, after: str, reason: str, by: Actor, at: datetime
) -> Correction:
    """Change the text of a public update; what it found, when and from where stays.

    `revision` is the promise's. Side effects: the update (its text in French,
    translations dropped), the promise's revision and `changed_at`, the public
    log and what goes with it. Raises `PermissionDenied`, `Mistake` ("after":
    "missing", "same", "too_long"; "reason": "missing") and `Conflict`.
    """
    promise = update.promise
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    before = update.texts.get("fr", update.text)
    mistakes = {} if reason.strip() else {"reason": "missing"}
    if not after.strip():
        mistakes["after"] = "missing"
    elif after == before:
        mistakes["after"] = "same"
    elif len(after) > LONGEST_UPDATE:
        mistakes["after"] = "too_long"
    if mistakes:
        raise Mistake(**mistakes)
    with transaction.atomic():
        touch_promise(promise, revision, at)
        if not Update.objects.applied().filter(pk=update.pk).update(texts={"fr": after}):
            raise Conflict
        line = log_correction(
            of=promise,
            part="update",
            before=before,
            after=after,
            reason=reason,
            update=update,
            by=by,
            at=at,
        )
    update.refresh_from_db()
    return line


def take_back_update(
    *,
    update: Update,
    revision: int,
    reason: str,
    by: Actor,
    at: datetime,
    is_hidden: bool = False,
) -> None:
    """Take an update off the page; the promise stands again where it stood before it.

    With `is_hidden` its words are erased, here and in the log: they named someone.
    One that waits for a second editor only goes. Side effects otherwise: the
    update, the promise's state, revision and `changed_at`, the public log and
    what goes with it. Raises `PermissionDenied`; `Mistake` ("reason":
    "missing"; "update": "contested" when the promise is disputed, where one
    editor changes no state, "later" when another finding came after); `Conflict`.
    """
    promise = update.promise
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    if update.applied_at is None:
        withdraw_update(update=update, by=by, at=at)
        return
    if not reason.strip():
        raise Mistake(reason="missing")
    if update.transition and promise.is_contested:
        raise Mistake(update="contested")
    with transaction.atomic():
        state = touch_promise(promise, revision, at)
        if update.transition:
            _put_back(update, promise, state)
        mine = Update.objects.applied().filter(pk=update.pk)
        erased: dict[str, object] = {"texts": {}} if is_hidden else {}
        if not mine.update(applied_at=None, withdrawn_at=at, **erased):
            raise Conflict
        log_correction(
            of=promise,
            part="update",
            before=update.texts.get("fr", update.text),
            after="",
            reason=reason,
            update=update,
            is_hidden=is_hidden,
            by=by,
            at=at,
        )
    update.refresh_from_db()


def _put_back(update: Update, promise: Promise, state: str) -> None:
    """Put the promise where it stood before the update, if nothing was found since."""
    later = promise.updates.applied().exclude(transition="")
    if later.order_by("-applied_at", "-pk").values_list("pk", flat=True).first() != update.pk:
        raise Mistake(update="later")
    mine = Promise.objects.filter(pk=promise.pk, state=state)
    if state != update.state_after or not mine.update(state=update.state_before):
        raise Conflict
