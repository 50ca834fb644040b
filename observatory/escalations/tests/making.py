"""Dossiers for tests, made by the actions themselves."""

from datetime import UTC, date, datetime

from observatory.escalations.actions import (
    add_items,
    answer_for_body,
    prepare_dossier,
    propose_body,
    send_dossier,
)
from observatory.escalations.models import Body
from observatory.escalations.printing import dossier_of, fingerprint
from observatory.people.models import Mandate, User
from observatory.people.queries import system_actor
from observatory.reports.models import Story
from observatory.reports.tests.factories import make_report

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# When people agreed, and the dossier was begun.
BEFORE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SENT_ON = date(2026, 11, 20)
APPROVED = "La personne a attendu deux heures, puis on lui a dit d’aller sur internet."
RAW = "Moi, Fatima Benali, j’ai attendu deux heures."


def body(code="ombuds_brussels"):
    return Body.objects.get(code=code)


def officer(name="Solange", territory=None):
    user = User.objects.create(email=f"{name.lower()}@example.org", name=name)
    Mandate.objects.create(
        user=user,
        role="escalation_officer",
        territory=territory,
        given_by_id=system_actor("demo").pk,
        given_at=NOW,
    )
    return user


def counted_report(territory, *, text=APPROVED, **fields):
    """A counted report, with the words of Fatima and, rewritten and approved, those of the page."""
    report = make_report(territory, text=RAW, **{"state": "published", **fields})
    Story.objects.filter(report=report).update(public_text=text, approved_at=NOW)
    report.refresh_from_db()
    return report


def agree(report, to=None, *, granted=True, by=None, at=BEFORE):
    to = to or body()
    machine = system_actor("public")
    propose_body(report=report, body=to, by=machine, at=at)
    answer_for_body(report=report, body=to, granted=granted, intake="web", by=by or machine, at=at)


def make_dossier(by, territory=None, *, to=None, case=None, **said):
    case = {
        "service": "S01",
        **({"territory_nis": territory.nis} if territory else {}),
        "told_service_on": "2026-09-01",
        "told_service_how": "letter",
        "own_interest": True,
        "anonymous": True,
        "grounds": [],
        **(case or {}),
    }
    return prepare_dossier(
        **{
            "body": to or body(),
            "language": "fr",
            "case": case,
            "summaries": {"fr": "Rouvrir un guichet sans rendez-vous."},
            "problem": None,
            "demand": None,
            "by": by,
            "at": BEFORE,
            **said,
        }
    )


def fill(dossier, by, *reports, observations=()):
    add_items(
        escalation=dossier,
        revision=dossier.revision,
        reports={one.pk for one in reports},
        observations=set(observations),
        by=by,
        at=NOW,
    )


def seen_of(dossier):
    return fingerprint(dossier_of(dossier))


def send(dossier, by, **said):
    send_dossier(
        **{
            "escalation": dossier,
            "revision": dossier.revision,
            "seen": seen_of(dossier),
            "dated_on": SENT_ON,
            "how": "registered",
            "reference": "",
            "notes": {},
            "proof": (),
            "by": by,
            "at": NOW,
            **said,
        }
    )
