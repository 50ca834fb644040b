"""Taking decisions in tests, and looking at what they wrote."""

from observatory.journal.models import Entry
from observatory.moderation import actions
from observatory.moderation.models import Decision
from observatory.problems.models import Problem
from observatory.reports.models import Exchange, Report, Story
from observatory.reports.states import TRANSITIONS, State
from observatory.search.queries import find

from .factories import AT, TEXT, make_report, propose, put_in, read_again

MODERATORS = [
    name
    for name, rule in TRANSITIONS.items()
    if rule.permission in {"reports.moderate", "reports.second"}
]


def take(name, report, by, **more):
    """Take the decision of that name on a report as it stands."""
    known = {"report": report, "revision": report.revision, "by": by, "at": AT, **more}
    text = {"public_text": TEXT}
    if name == "undo":
        decision = report.decisions.filter(undone_at=None).exclude(transition="mark_urgent").first()
        return actions.undo_decision(decision=decision, revision=known["revision"], by=by, at=AT)
    return {
        "publish": lambda: actions.publish_report(**{**text, **known}),
        "propose": lambda: actions.propose_publication(**{**text, **known}),
        "agree": lambda: actions.agree_publication(**known),
        "agree_count": lambda: actions.agree_count(**known),
        "send_back": lambda: actions.send_back(**known),
        "count": lambda: actions.count_report(**known),
        "ask": lambda: actions.ask_person(question="Quand était-ce ?", **known),
        "reject": lambda: actions.reject_report(reason="R02", **known),
    }[name]()


def report_in(state, place, first):
    """A report that came to a state the way reports do, as far as moderators bring them there."""
    report = make_report(place)
    if state == State.PROPOSED:
        return propose(report, first)
    ways = {
        State.PUBLISHED: "publish",
        State.CHECKED: "count",
        State.TO_COMPLETE: "ask",
        State.REJECTED: "reject",
    }
    if state in ways:
        take(ways[state], report, first)
        return read_again(report)
    return put_in(report, state)


def found_texts():
    """The fragments of the addresses that a search of the published words leads to."""
    found = find("rendez-vous internet", languages=["fr"], kind="text")
    return [one.url_fragment for one in found]


def snapshot():
    """All that a decision may write."""
    return (
        list(Report.objects.order_by("pk").values()),
        list(Story.objects.order_by("pk").values()),
        list(Problem.objects.order_by("pk").values()),
        Decision.objects.count(),
        Entry.objects.count(),
        Exchange.objects.count(),
    )
