"""Reports of an association in known states, questions asked, people signed in."""

from datetime import UTC, date, datetime, timedelta

from observatory.associations.models import Association
from observatory.journal.actions import record_entry
from observatory.moderation import actions as moderation
from observatory.moderation.tests.factories import cost_of, sign_in
from observatory.people.queries import system_actor
from observatory.reports.models import Report
from observatory.reports.tests.factories import make_report
from observatory.returns.actions import ask_after_six_weeks
from observatory.returns.models import FollowUpQuestion
from observatory.vault.actions import seal_contact

TEXT = "Une personne n’a pas pu entrer : il fallait un rendez-vous pris par internet."


def moment(month, day, hour=9):
    """Return a moment of 2026."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def bring(association, place, at, **fields):
    """Bring a report for the association, as a desk does: its row and its line in the journal."""
    report = make_report(
        place, association=association, received_at=at, **{"intake": "assisted", **fields}
    )
    record_entry(
        by=system_actor("public"),
        at=at,
        action="report.submit",
        subject=report.subject,
        after=report.state,
    )
    return report


def decide(report, name, by, at, **more):
    """Take a decision of moderators at a moment; return the report read again."""
    report = Report.objects.get(pk=report.pk)
    known = {"report": report, "revision": report.revision, "by": by, "at": at, **more}
    if name == "undo":
        known["decision"] = report.decisions.filter(undone_at=None).first()
        known.pop("report")
    ways = {
        "publish": lambda: moderation.publish_report(public_text=TEXT, **known),
        "count": lambda: moderation.count_report(**known),
        "ask": lambda: moderation.ask_person(question="Quand était-ce ?", **known),
        "reject": lambda: moderation.reject_report(reason="R04", **known),
        "undo": lambda: moderation.undo_decision(**known),
    }
    ways[name]()
    return Report.objects.get(pk=report.pk)


def agree_to_contact(report, **contact):
    """Seal how to reach the person of a report made with the consent D3."""
    seal_contact(
        subject=report.subject,
        values=contact,
        purge_on=(report.received_at + timedelta(days=365)).date(),
        by=system_actor("public"),
        at=report.received_at,
    )
    return report


def report_of(place, at, *, state="checked", consents=("D1", "D3"), contact=None, **fields):
    """A report that was taken up, of somebody who agreed to be contacted again."""
    report = make_report(place, consents=consents, received_at=at, state=state, **fields)
    if contact is None:
        contact = {"email": "fatima@example.org"}
    return agree_to_contact(report, **contact) if contact else report


def ask(report, at) -> FollowUpQuestion:
    """Ask as the worker does."""
    return ask_after_six_weeks(report=report, by=system_actor("worker"), at=at)


def other_association(*places, name="Espace citoyen"):
    association = Association.objects.create(name=name, joined_on=date(2026, 2, 2))
    association.territories.set(places)
    return association


__all__ = [
    "TEXT",
    "agree_to_contact",
    "ask",
    "bring",
    "cost_of",
    "decide",
    "moment",
    "other_association",
    "report_of",
    "sign_in",
]
