"""The right of reply: what the authority was asked, what it answered, what is public of it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from observatory.kit import workdays
from observatory.kit.keys import keyed_hash, load_key
from observatory.kit.return_codes import WrongCode, read_code
from observatory.observations.models import Hearing, Reply, Round, Way
from observatory.observations.states import RoundState

# The protocol (reading/domain.md, 2.2): fifteen working days to comment before publication.
TERM = 15
# docs/privacy.md: the link works this long after publication.
LINK_KEPT = timedelta(days=30)
LONGEST_SECRET = 60


def hash_token(token: str) -> str:
    """Return what is stored of the secret of a link, however it was typed."""
    signs = "".join(sign for sign in token.lower() if sign.isalnum())
    return _hash("hearing-link", signs)


def hash_hearing_code(code: str) -> str:
    """Return what is stored of the twelve digits of a letter."""
    return _hash("hearing-code", code)


def _hash(use: str, secret: str) -> str:
    return keyed_hash(load_key(settings.KEYS_DIR, "hearings"), use, secret)


def term_of(sent_on: date) -> date:
    """Return the last day on which the authority may answer what is sent that day."""
    return workdays.add_working_days(sent_on, TERM, country=settings.COUNTRY)


def hearings() -> QuerySet[Hearing]:
    """Return hearings with their round and their replies, the newest first. Two queries."""
    return Hearing.objects.select_related("round__territory", "round__version").prefetch_related(
        Prefetch("replies", queryset=Reply.objects.order_by("-number"), to_attr="newest_first")
    )


def hearing_by_secret(secret: str) -> Hearing | None:
    """Return the hearing that a link, or the twelve digits of its letter, opens. At most two queries."""
    if len(secret) > LONGEST_SECRET:
        return None
    wanted = Q(token_hash=hash_token(secret))
    with suppress(WrongCode):
        wanted |= Q(code_hash=hash_hearing_code(read_code(secret)))
    return hearings().filter(wanted).first()


def hearing_of(asked: Round) -> Hearing | None:
    """Return the hearing of a round, None before it was sent to the authority. At most two queries."""
    return hearings().filter(round_id=asked.pk).first()


def newest_reply(hearing: Hearing) -> Reply | None:
    """Return what the authority says now. No query for what `hearings` gave."""
    return next(iter(hearing.newest_first), None)  # type: ignore[attr-defined]


def days_left(hearing: Hearing, today: date) -> int:
    """Return how many working days are left to answer, today not counted; 0 on the last day and after."""
    return workdays.count_working_days(today, hearing.due_on, country=settings.COUNTRY)


def standing_of(asked: Round, today: date) -> dict[str, Any] | None:
    """Return how far the right of reply is, None before it began. At most two queries."""
    if asked.state not in {RoundState.WITH_AUTHORITY, RoundState.PUBLISHED}:
        return None
    hearing = hearing_of(asked)
    if hearing is None:
        return None
    return {
        "hearing": hearing,
        "way": Way(hearing.way).label,
        "days": days_left(hearing, today),
        "is_over": hearing.due_on < today,
        "reply": newest_reply(hearing),
        "public": shown_of(hearing, asked, today),
        "may_change": asked.state == RoundState.WITH_AUTHORITY,
    }


def may_be_published(asked: Round, today: date) -> bool:
    """Tell whether the authority has answered, or its term has passed. One query.

    False for a round that was never sent to it.
    """
    return Hearing.objects.filter(
        Q(due_on__lt=today) | Q(replies__isnull=False), round_id=asked.pk
    ).exists()


@dataclass(frozen=True)
class PublicReply:
    """What anyone may know of the right of reply; `observations/parts/reply.html` shows it.

    `kind`: "waiting" (until `on`), "received" (came on that day, read with the
    figures), "reply" (with the whole `text`), "silence" (nothing came up to `on`).
    """

    kind: str
    body_name: str
    sent_on: date
    on: date
    text: str = ""
    language: str = ""
    signed_as: str = ""
    way: str = ""

    @property
    def way_words(self) -> str:
        """How the reply came: "par la poste"."""
        return str(Way(self.way).label) if self.way else ""


def public_reply(asked: Round, today: date) -> PublicReply | None:
    """Return what is public of the reply on a round, None before it was sent. At most two queries.

    The text comes with the figures: not before the round is published.
    """
    hearing = hearing_of(asked)
    return None if hearing is None else shown_of(hearing, asked, today)


def shown_of(hearing: Hearing, asked: Round, today: date) -> PublicReply:
    """Return what is public of a hearing that `hearings` gave."""
    reply = newest_reply(hearing)
    about = (hearing.body_name, hearing.sent_on)
    if reply is None:
        over = hearing.due_on < today or asked.state == RoundState.PUBLISHED
        return PublicReply("silence" if over else "waiting", *about, hearing.due_on)
    if asked.state != RoundState.PUBLISHED:
        return PublicReply("received", *about, reply.came_on)
    return PublicReply(
        "reply",
        *about,
        reply.came_on,
        text=reply.text,
        language=reply.language,
        signed_as=reply.signed_as,
        way=reply.way,
    )


def links_to_forget(at: datetime) -> QuerySet[Hearing]:
    """Return the hearings whose links are over: their round was published 30 days ago."""
    return Hearing.objects.filter(round__published_at__lt=at - LINK_KEPT).exclude(
        token_hash=None, code_hash=None
    )


def replaced_replies(at: datetime) -> QuerySet[Reply]:
    """Return the answers that a newer one replaced, of hearings whose term has passed."""
    today = timezone.localdate(at)
    newer = Reply.objects.filter(hearing_id=OuterRef("hearing_id"), number__gt=OuterRef("number"))
    return Reply.objects.filter(Exists(newer), hearing__due_on__lt=today)
