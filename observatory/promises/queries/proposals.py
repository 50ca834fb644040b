"""What someone of the public proposed, as editors see it."""

from typing import Any

from django.utils.timezone import localdate

from observatory.kit.personal_data import find_personal_data
from observatory.people.models import User
from observatory.places.models import Organization
from observatory.places.queries import territories
from observatory.promises.models import Promise, Proposal
from observatory.promises.permissions import may_edit
from observatory.promises.states import ProposalState
from observatory.promises.wording import FOUND_WORDS, PROPOSAL_WORDS, REFUSAL_WORDS, WAY_WORDS
from observatory.ui.dates import partial_date_words

ON_A_PAGE = 50
# Decided not long ago, where one may change one's mind.
DECIDED_SHOWN = 20


def _places(by: User) -> list[int]:
    return [one.pk for one in territories() if may_edit(by, one.pk)]


def waiting_proposals(by: User) -> tuple[list[dict[str, Any]], bool]:
    """Return the oldest proposals that wait for this editor, and whether more do. One query."""
    rows = Proposal.objects.filter(
        state=ProposalState.WAITING, promise__territory_id__in=_places(by)
    ).select_related("promise")
    found = list(rows[: ON_A_PAGE + 1])
    return [_row(one) for one in found[:ON_A_PAGE]], len(found) > ON_A_PAGE


def decided_proposals(by: User) -> list[dict[str, Any]]:
    """Return the proposals decided last. One query."""
    rows = Proposal.objects.exclude(state=ProposalState.WAITING).filter(
        promise__territory_id__in=_places(by)
    )
    rows = rows.select_related("promise").order_by("-decided_at", "-pk")
    return [_row(one) for one in rows[:DECIDED_SHOWN]]


def count_waiting(by: User) -> int:
    """Return how many proposals wait for this editor. One query."""
    return Proposal.objects.filter(
        state=ProposalState.WAITING, promise__territory_id__in=_places(by)
    ).count()


def _row(proposal: Proposal) -> dict[str, Any]:
    return {
        "pk": proposal.pk,
        "author": proposal.promise.author,
        "quote": proposal.promise.quote,
        "quote_language": proposal.promise.quote_language,
        "on": localdate(proposal.received_at),
        "way": WAY_WORDS[proposal.way],
        "state": PROPOSAL_WORDS[proposal.state],
        "refusal": REFUSAL_WORDS[proposal.refusal] if proposal.refusal else "",
    }


def describe_proposal(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as an editor reads it, with what may identify someone marked. One query."""
    return {
        **_row(proposal),
        "happened": partial_date_words(proposal.happened),
        "language": proposal.language,
        "pieces": marked_pieces(proposal.text, proposal.promise),
        "source_url": proposal.source_url,
        "paper": marked_pieces(proposal.source_on_paper, proposal.promise),
        "is_waiting": proposal.state == ProposalState.WAITING,
        "is_accepted": proposal.state == ProposalState.ACCEPTED,
    }


def marked_pieces(text: str, promise: Promise) -> list[dict[str, Any]]:
    """Return a text in pieces, those that may identify someone with their kind in words.

    The author of the promise is public, and so are places and organizations.
    """
    known = {promise.author, *(name for one in territories() for name in one.names.values())}
    for names in Organization.objects.values_list("names", flat=True):
        known |= set(names.values())
    pieces: list[dict[str, Any]] = []
    place = 0
    for span in find_personal_data(text, known=known):
        pieces.append({"text": text[place : span.start], "kind": ""})
        pieces.append({"text": text[span.start : span.end], "kind": FOUND_WORDS[span.kind]})
        place = span.end
    pieces.append({"text": text[place:], "kind": ""})
    return [piece for piece in pieces if piece["text"]]
