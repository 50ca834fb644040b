"""The right of reply on a round: sent to the authority, opened, answered; silence when nothing comes."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.keys import load_key
from observatory.kit.return_codes import make_code
from observatory.observations.emails import write_to_authority
from observatory.observations.models import LETTER_LANGUAGES, Hearing, Reply, Round, Way
from observatory.observations.permissions import may_coordinate
from observatory.observations.queries.hearings import (
    hash_hearing_code,
    hash_token,
    hearings,
    links_to_forget,
    replaced_replies,
    term_of,
)
from observatory.observations.states import RoundState
from observatory.outbox.actions import queue_message
from observatory.people.actions import Conflict, Refused, make_token
from observatory.people.models import User
from observatory.questionnaires.text import clean_line, clean_text

from .rounds import move_round

# A letter that is made today may be posted this many days later.
POSTED_WITHIN = timedelta(days=7)
SENT_BY = frozenset({Way.LETTER, Way.EMAIL, Way.HAND})


@dataclass(frozen=True)
class Addressee:
    """Whom one writes to: a body, its address on paper, its e-mail address, and the language of the letter."""

    body_name: str
    language: str
    way: str
    address: str = ""
    email: str = ""

    def columns(self) -> dict[str, Any]:
        """Return what is stored. Raises `Refused`: "no_body", "no_address", "no_email"."""
        found = {
            "body_name": clean_line(self.body_name),
            "address": clean_text(self.address),
            "email": self.email.strip(),
            "language": self.language,
            "way": self.way,
        }
        if not found["body_name"]:
            raise Refused("no_body")
        if self.way == Way.LETTER and not found["address"]:
            raise Refused("no_address")
        if self.way == Way.EMAIL and not found["email"]:
            raise Refused("no_email")
        if self.way not in SENT_BY or self.language not in dict(LETTER_LANGUAGES):
            raise ValueError("a way or a language that is not offered")
        return found


@dataclass(frozen=True)
class Keys:
    """The two ways in, shown once: the secret of the link, and twelve digits that are typed from a letter."""

    token: str
    code: str

    def hashes(self) -> dict[str, str]:
        return {"token_hash": hash_token(self.token), "code_hash": hash_hearing_code(self.code)}


def _make_keys() -> Keys:
    key = load_key(settings.KEYS_DIR, "hearings")
    return Keys(make_token(), make_code(key, uuid.uuid4()))


def send_to_authority(
    *, asked: Round, to: Addressee, sent_on: date, by: User, at: datetime
) -> tuple[Hearing, Keys]:
    """Give the authority its right of reply on a closed round; return the keys: show them once.

    In one transaction: the hearing, its term of fifteen working days after
    `sent_on`, the step of the round, the journal, the edition of the public
    pages, and an e-mail with the link when there is an address. Raises `PermissionDenied`; `Refused`: "no_body",
    "no_address" for a letter, "no_email", "sent_on" for a day that is past or
    more than a week away; `Conflict` ("changed") when the round is not closed.
    """
    if not may_coordinate(by, asked.territory_id):
        raise PermissionDenied
    columns = to.columns()
    today = timezone.localdate(at)
    if not today <= sent_on <= today + POSTED_WITHIN:
        raise Refused("sent_on")
    keys = _make_keys()
    try:
        with transaction.atomic():
            made = Hearing.objects.create(
                round=asked, sent_on=sent_on, due_on=term_of(sent_on), **columns, **keys.hashes()
            )
            move_round(asked=asked, transition="send_to_authority", by=by, at=at)
            advance_edition()
            _write(made, keys, on=sent_on, by=by, at=at)
    except IntegrityError:
        raise Conflict("changed") from None
    return made, keys


def renew_link(
    *, hearing: Hearing, to: Addressee, restarts: bool, seen: int, by: User, at: datetime
) -> tuple[Hearing, Keys]:
    """Make new keys, for a letter that was lost or a body that has another address; show them once.

    The former link and code stop working. With `restarts` the fifteen working
    days begin again today; a term is never made shorter. `seen` is the revision
    that was read: sent twice, it is renewed once. Writes the journal,
    advances the edition, and writes an e-mail when there is an address. Raises `PermissionDenied`, what
    `send_to_authority` refuses of an addressee, `Refused` ("term_over") for a
    letter whose last day is past already, and `Conflict`: "changed",
    "published".
    """
    if not may_coordinate(by, hearing.round.territory_id):
        raise PermissionDenied
    columns = to.columns()
    today = timezone.localdate(at)
    if restarts:
        due_on = max(hearing.due_on, term_of(today))
        columns |= {"sent_on": max(hearing.sent_on, today), "due_on": due_on}
    keys = _make_keys()
    with transaction.atomic():
        _touch_round(hearing)
        if hearing.due_on < today and not restarts:
            raise Refused("term_over")
        renewed = Hearing.objects.filter(pk=hearing.pk, revision=seen).update(
            revision=seen + 1, opened_at=None, **columns, **keys.hashes()
        )
        if not renewed:
            raise Conflict("changed")
        record_entry(
            by=by,
            at=at,
            action="hearing.renewed",
            subject=hearing.round.subject,
            data={"restarts": restarts, "way": to.way},
        )
        advance_edition()
        hearing = hearings().get(pk=hearing.pk)
        _write(hearing, keys, on=today, by=by, at=at)
    return hearing, keys


def _write(hearing: Hearing, keys: Keys, *, on: date, by: User, at: datetime) -> None:
    if not hearing.email:
        return
    letter = write_to_authority(hearing, keys.token, on)
    queue_message(
        kind="right_of_reply",
        to=hearing.email,
        subject_line=letter.subject_line,
        body=letter.body,
        language=hearing.language,
        subject=hearing.round.subject,
        by=by,
        at=at,
    )


def note_opened(*, hearing: Hearing, by: User, at: datetime) -> None:
    """Note that the link was opened; the journal keeps the first time only."""
    with transaction.atomic():
        first = Hearing.objects.filter(pk=hearing.pk, opened_at=None).update(opened_at=at)
        if first:
            record_entry(by=by, at=at, action="hearing.opened", subject=hearing.round.subject)
        else:
            Hearing.objects.filter(pk=hearing.pk).update(opened_at=at)


def record_reply(
    *,
    hearing: Hearing,
    text: str,
    language: str,
    signed_as: str,
    way: str,
    came_on: date,
    seen: int,
    by: User,
    at: datetime,
) -> Reply:
    """Keep what the authority answers, in its own words; it replaces what it answered before.

    By the link as the machine "public"; what came on paper or by e-mail is
    typed by who coordinates. `seen` is the number of the answer that was read,
    0 for none. Takes the round too, so that nothing is published while an
    answer comes in. Writes the journal, which holds none of the text, and
    advances the edition of the public pages. Raises
    `PermissionDenied`; `questionnaires.text.TextRefused` when it is too long;
    `Refused`: "no_text", "no_function", "came_on" for a day before it was sent
    or to come; `Conflict`: "replied" when another answer came meanwhile,
    "published".
    """
    _check_writer(hearing, way, by)
    text = clean_text(text, Reply._meta.get_field("text").max_length or 0)
    signed_as = clean_line(signed_as, Reply._meta.get_field("signed_as").max_length or 0)
    if not text:
        raise Refused("no_text")
    if not signed_as:
        raise Refused("no_function")
    # By the link it may come before the letter that is posted tomorrow.
    if way != Way.LINK and not _first_day(hearing) <= came_on <= timezone.localdate(at):
        raise Refused("came_on")
    try:
        with transaction.atomic():
            _touch_round(hearing)
            newest = hearing.replies.aggregate(newest=Max("number"))["newest"] or 0
            if newest != seen:
                raise Conflict("replied")
            made = Reply.objects.create(
                hearing=hearing,
                number=seen + 1,
                text=text,
                language=language,
                signed_as=signed_as,
                way=way,
                came_on=came_on,
                replied_at=at,
            )
            record_entry(
                by=by,
                at=at,
                action="hearing.replied",
                subject=hearing.round.subject,
                data={"number": made.number, "way": way, "length": len(text)},
            )
            advance_edition()
    except IntegrityError:
        raise Conflict("replied") from None
    return made


def _check_writer(hearing: Hearing, way: str, by: User) -> None:
    if way == Way.LINK:
        allowed = by.kind == User.Kind.SYSTEM
    else:
        allowed = way in SENT_BY and may_coordinate(by, hearing.round.territory_id)
    if not allowed:
        raise PermissionDenied


def _first_day(hearing: Hearing) -> date:
    """Return the day from which an answer may have come: a second letter does not undo the first."""
    closed_at = hearing.round.closed_at
    return hearing.sent_on if closed_at is None else timezone.localdate(closed_at)


def _touch_round(hearing: Hearing) -> None:
    """Take the round for this change. Raises `Conflict` ("published") when the authority has it no more."""
    taken = Round.objects.filter(pk=hearing.round_id, state=RoundState.WITH_AUTHORITY).update(
        revision=F("revision") + 1
    )
    if not taken:
        raise Conflict("published")


def purge_hearings(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase links 30 days after publication, and replaced answers once the term is over; return how many."""
    links, replies = links_to_forget(at), replaced_replies(at)
    if dry_run:
        return {"authority link": links.count(), "replaced reply": replies.count()}
    return {
        "authority link": links.update(token_hash=None, code_hash=None),
        "replaced reply": replies.delete()[0],
    }
