"""The right of reply: what the author answers, entered by an editor, shown whole."""

import hashlib
import re
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext, override

from observatory.documents.actions import keep_document
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.promises.models import Correction, Promise, Reply, Source
from observatory.promises.permissions import may_edit
from observatory.promises.states import Event, Way

from .conflict import Conflict, Mistake
from .corrections import longest
from .log import log_correction
from .telling import tell_watchers
from .updates import touch_promise

SHA256 = re.compile(r"[0-9a-f]{64}")
# What is left of words that named someone.
ERASED = "[…]"
REPLY_PARTS = ("text", "signed_by", "signed_role")


def record_reply(
    *,
    promise: Promise,
    revision: int,
    text: str,
    language: str,
    signed_by: str,
    signed_role: str,
    replied_on: date,
    way: Way,
    source_url: str,
    original_sha256: str,
    by: Actor,
    at: datetime,
    original: bytes = b"",
) -> Reply:
    """Write down the answer of the author in its exact words; it is public at once, whole.

    It is proved by an address, or by the SHA-256 of the original. When the `original`
    is given, its own hash is the proof, and a safe copy is kept as a document for the
    team alone, with a hash of its own (`documents.Refused` if it cannot). Side effects:
    the source if it is new, the reply, the promise's revision and `changed_at`,
    a journal entry without words, a message to who watches it, the edition.
    Raises `PermissionDenied`, `Mistake` ("text", "signed_by", "signed_role":
    "missing"; "source_url": "missing"; "original_sha256": "wrong"; "replied_on":
    "future" or "too_early") and `Conflict`.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    if original:
        original_sha256 = hashlib.sha256(original).hexdigest()
    needed = {"text": text, "signed_by": signed_by, "signed_role": signed_role}
    mistakes = {name: "missing" for name, value in needed.items() if not value.strip()}
    if original_sha256 and not SHA256.fullmatch(original_sha256):
        mistakes["original_sha256"] = "wrong"
    elif not source_url and not original_sha256:
        mistakes["source_url"] = "missing"
    if replied_on > localdate(at):
        mistakes["replied_on"] = "future"
    elif replied_on < promise.said_on:
        mistakes["replied_on"] = "too_early"
    if mistakes:
        raise Mistake(**mistakes)
    with transaction.atomic():
        touch_promise(promise, revision, at)
        reply = Reply.objects.create(
            promise=promise,
            text=text,
            language=language,
            signed_by=signed_by,
            signed_role=signed_role,
            replied_on=replied_on,
            way=way,
            source=Source.objects.get_or_create(url=source_url)[0] if source_url else None,
            original_sha256=original_sha256,
            entered_by_id=by.pk,
            entered_at=at,
        )
        if original:
            keep_document(
                subject=promise.subject,
                data=original,
                titles=_titles_of_original(),
                dated_on=replied_on,
                is_public=False,
                by=by,
                at=at,
            )
        record_entry(
            by=by,
            at=at,
            action="promises.record_reply",
            subject=f"promise:{promise.code}",
            data={"reply": reply.pk, "way": way.value},
        )
        tell_watchers(promise=promise, event=Event.REPLY, by=by, at=at)
        pages_changed()
    return reply


def correct_reply(
    *, reply: Reply, revision: int, part: str, after: str, reason: str, by: Actor, at: datetime
) -> Correction:
    """Correct how a reply was copied; the public log says what stood there and why.

    Side effects: the reply, the promise's revision and `changed_at`, the public
    log and what goes with it. Raises `PermissionDenied`, `Mistake` ("part":
    "unknown"; "after": "missing", "same", "too_long"; "reason": "missing"), `Conflict`.
    """
    if not may_edit(by, reply.promise.territory_id):
        raise PermissionDenied
    if part not in REPLY_PARTS:
        raise Mistake(part="unknown")
    before = getattr(reply, part)
    mistakes = {} if reason.strip() else {"reason": "missing"}
    if not after.strip():
        mistakes["after"] = "missing"
    elif after == before:
        mistakes["after"] = "same"
    elif len(after) > longest(Reply, part):
        mistakes["after"] = "too_long"
    if mistakes:
        raise Mistake(**mistakes)
    return _change(
        reply,
        revision,
        values={part: after},
        part=f"reply_{part}",
        before=before,
        after=after,
        reason=reason,
        by=by,
        at=at,
    )


def take_back_reply(
    *,
    reply: Reply,
    revision: int,
    reason: str,
    by: Actor,
    at: datetime,
    is_hidden: bool = False,
) -> Correction:
    """Show a reply no longer, that was entered by mistake; the public log says so and why.

    With `is_hidden` its words are erased, here and in the log: they named someone.

    Side effects as `correct_reply`. Raises `PermissionDenied`, `Mistake`
    ("reason": "missing") and `Conflict` when it was taken back already.
    """
    if not may_edit(by, reply.promise.territory_id):
        raise PermissionDenied
    if not reason.strip():
        raise Mistake(reason="missing")
    return _change(
        reply,
        revision,
        values={"taken_back_at": at, **({"text": ERASED} if is_hidden else {})},
        is_hidden=is_hidden,
        part="reply_text",
        before=reply.text,
        after="",
        reason=reason,
        by=by,
        at=at,
    )


def _titles_of_original() -> dict[str, str]:
    titles = {}
    for language, _ in settings.LANGUAGES:
        with override(language):
            titles[language] = gettext("L’original d’une réponse")
    return titles


def _change(
    reply: Reply,
    revision: int,
    *,
    values: dict[str, object],
    part: str,
    before: str,
    after: str,
    reason: str,
    by: Actor,
    at: datetime,
    is_hidden: bool = False,
) -> Correction:
    with transaction.atomic():
        touch_promise(reply.promise, revision, at)
        if not Reply.objects.filter(pk=reply.pk, taken_back_at=None).update(**values):
            raise Conflict
        line = log_correction(
            of=reply.promise,
            part=part,
            before=before,
            after=after,
            reason=reason,
            reply=reply,
            is_hidden=is_hidden,
            by=by,
            at=at,
        )
    reply.refresh_from_db()
    return line
