"""The life of a report: its states and one table of named transitions.

A transition's name serves the URL, the button, the permission, the journal
and the test.
"""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    RECEIVED = "received"
    TO_COMPLETE = "to_complete"  # something was asked of the person
    PROPOSED = "proposed"  # a first moderator proposes to publish; a second must agree
    CHECKED = "checked"  # counted, without text
    PUBLISHED = "published"  # counted, with an approved text
    FORWARDED = "forwarded"
    MERGED = "merged"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


# What the public tallies count.
COUNTED = frozenset({State.CHECKED, State.PUBLISHED, State.FORWARDED})
# What a moderator has decided on.
DECIDED = frozenset({State.CHECKED, State.PUBLISHED, State.FORWARDED, State.MERGED, State.REJECTED})
# What waits for a moderator.
WAITING = frozenset({State.RECEIVED, State.PROPOSED})


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


_OPEN = frozenset({State.RECEIVED, State.TO_COMPLETE})
_LIVE = frozenset(set(State) - {State.WITHDRAWN})

TRANSITIONS = {
    t.name: t
    for t in (
        # Moderators.
        Transition("publish", _OPEN, State.PUBLISHED, "reports.moderate"),
        Transition("propose", _OPEN, State.PROPOSED, "reports.moderate"),
        Transition("agree", frozenset({State.PROPOSED}), State.PUBLISHED, "reports.second"),
        Transition("agree_count", frozenset({State.PROPOSED}), State.CHECKED, "reports.second"),
        Transition("send_back", frozenset({State.PROPOSED}), State.RECEIVED, "reports.second"),
        Transition("count", _OPEN, State.CHECKED, "reports.moderate"),
        Transition("ask", frozenset({State.RECEIVED}), State.TO_COMPLETE, "reports.moderate"),
        Transition("reject", _OPEN | {State.PROPOSED}, State.REJECTED, "reports.moderate"),
        # Undo: back to the queue, tallies and public text taken back.
        Transition(
            "undo",
            frozenset(
                {
                    State.PUBLISHED,
                    State.CHECKED,
                    State.TO_COMPLETE,
                    State.REJECTED,
                    State.PROPOSED,
                }
            ),
            State.RECEIVED,
            "reports.moderate",
        ),
        # The person.
        Transition("complete", frozenset({State.TO_COMPLETE}), State.RECEIVED, "reports.own"),
        Transition("take_back_text", frozenset({State.PUBLISHED}), State.CHECKED, "reports.own"),
        Transition("withdraw", _LIVE, State.WITHDRAWN, "reports.own"),
    )
}
