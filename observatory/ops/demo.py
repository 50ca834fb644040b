"""Fictional content, clearly marked: it shows what the observatory does before anyone reports.

Everything goes through the same actions as real content. Accounts exist only
with it; `manage.py demo remove` takes all of it away.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy

from observatory.journal.actions import advance_edition
from observatory.kit.keys import keyed_hash, load_key
from observatory.kit.remembered import Remembered, memory
from observatory.moderation import actions as moderation
from observatory.people.actions import make_demo_person
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.places.queries import territory_by_nis
from observatory.problems.actions import record_step, say_me_too
from observatory.problems.models import MeToo, Problem, ProblemEvent, ProblemMonth
from observatory.questionnaires.facts import UNKNOWN
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.schema import NO, YES
from observatory.reports.actions import submit_report, withdraw_report
from observatory.reports.models import Report, Tombstone
from observatory.search.actions import remove_document
from observatory.vocabularies.queries import term

CONTENT = Path(__file__).parent / "data" / "demo.json"
NAMESPACE = UUID("6f1d3c1e-6d0c-4d8e-9b57-0d3e5a1c7f10")
RECOVERY_CODES = 5
SENTENCE = gettext_lazy(
    "Contenu fictif : les récits et les personnes sont inventés, pour montrer l’outil."
)


@dataclass(frozen=True)
class Account:
    """A demo account, with what is needed to sign in. Printed, stored nowhere in the clear."""

    key: str
    name: str
    email: str
    mandates: list[tuple[str, str | None]]
    password: str
    totp_secret: str
    recovery_codes: list[str]


def _content() -> dict[str, Any]:
    return json.loads(CONTENT.read_text())


def accounts() -> list[Account]:
    """Return the demo accounts; their secrets are worked out from a key of this installation."""
    secret = load_key(settings.KEYS_DIR, "demo")

    def derive(*parts: str) -> str:
        return keyed_hash(secret, *parts)

    return [
        Account(
            key=person["key"],
            name=person["name"],
            email=person["email"],
            mandates=[(role, nis) for role, nis in person["mandates"]],
            password="guichet-" + derive("password")[:10],
            totp_secret=base64.b32encode(
                bytes.fromhex(derive(person["key"], "totp"))[:20]
            ).decode(),
            recovery_codes=[
                derive(person["key"], "recovery", str(number))[:8]
                for number in range(RECOVERY_CODES)
            ],
        )
        for person in _content()["people"]
    ]


def is_loaded() -> bool:
    """Tell whether demo content is there."""
    return User.objects.filter(is_demo=True).exists()


# Read on every page for the banner: costs no query once the process knows it.
_remembered = Remembered(is_loaded)


def banner() -> str | None:
    """Return what every page says while demo content is there."""
    return str(SENTENCE) if _remembered.get() else None


def load_demo(*, at: datetime) -> int:
    """Load the people and the reports, each report decided as the content says; return how many.

    Does nothing when it is there already.
    """
    if is_loaded():
        return 0
    content, demo = _content(), system_actor("demo")
    with transaction.atomic():
        people = {
            account.key: make_demo_person(
                email=account.email,
                name=account.name,
                mandates=account.mandates,
                password=account.password,
                totp_secret=account.totp_secret,
                recovery_codes=account.recovery_codes,
                by=demo,
                at=at,
            )
            for account in accounts()
        }
        for number, told in enumerate(content["reports"]):
            _tell(number, told, people, at)
        for said in content["me_too"]:
            _say_me_too(said, at)
        for step in content["steps"]:
            _step(step, people["marc"], at)
        advance_edition()
    memory.forget_all()
    return len(content["reports"])


def _answers(told: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of a told report to the current questionnaire."""
    by_fact = {
        "territory": told.get("nis", UNKNOWN),
        "service": told["service"],
        "obstacles": told.get("obstacles", []),
        "positives": told.get("positive", []),
        "consequences": told.get("consequences", []),
        "profile": told.get("profile", []),
        "story": told.get("text", ""),
    }
    answers: dict[str, Any] = {}
    for question in compiled(current_version("report")).questions.values():
        if question.consent:
            answers[question.key] = YES if question.consent in told["consents"] else NO
        elif question.kind == "terms":
            answers[question.key] = [
                code for code in by_fact.get(question.maps_to, []) if code in question.by_code
            ]
        elif question.maps_to in by_fact:
            answers[question.key] = by_fact[question.maps_to]
        elif question.kind == "contact" and "D3" in told["consents"]:
            answers[question.key] = {"phone": "02 000 00 00"}
    return answers


def _tell(number: int, told: dict[str, Any], people: dict[str, User], at: datetime) -> None:
    received_at = at - timedelta(days=told["days_ago"])
    report = submit_report(
        uuid=uuid5(NAMESPACE, str(number)),
        version=current_version("report"),
        answers=_answers(told),
        language=told.get("language", "fr"),
        intake="web",
        photos=[],
        by=system_actor("demo"),
        at=received_at,
        is_demo=True,
    ).report
    _decide(report, told, people, min(at, received_at + timedelta(days=2)))


def _decide(report: Report, told: dict[str, Any], people: dict[str, User], at: datetime) -> None:
    first, second = people["marc"], people["mireille"]
    act = {"report": report, "revision": report.revision, "by": first, "at": at}
    match told["outcome"]:
        case "publish":
            moderation.publish_report(public_text=told["public"], **act)
        case "propose":
            moderation.propose_publication(public_text=told["public"], **act)
        case "count":
            moderation.count_report(**act)
        case "ask":
            moderation.ask_person(
                question="Quel papier était trop difficile ? Un formulaire, une lettre ?", **act
            )
        case "reject":
            moderation.reject_report(reason="R04", **act)
        case "urgent":
            moderation.mark_urgent(**{**act, "by": second})


def _say_me_too(said: dict[str, Any], at: datetime) -> None:
    problem = _problem(said)
    for number in range(said["times"]):
        moment = at - timedelta(days=number)
        say_me_too(
            problem=problem,
            territory=problem.territory,
            month=moment.date().replace(day=1),
            client_hash=f"demo-{number}",
            by=system_actor("demo"),
            at=moment,
        )


def _problem(named: dict[str, Any]) -> Problem:
    return Problem.objects.get(
        territory=territory_by_nis(named["nis"]),
        service=term("service", named["service"]),
        channel=named["channel"],
    )


def _step(step: dict[str, Any], by: User, at: datetime) -> None:
    problem = _problem(step)
    record_step(
        problem=problem,
        revision=problem.revision,
        transition=step["transition"],
        happened_on=(at - timedelta(days=step["days_ago"])).date(),
        visited_on=None,
        note=step["note"],
        source_url="",
        by=by,
        at=at,
    )


def remove_demo(*, at: datetime) -> int:
    """Take away every demo report, what hangs on them, and the accounts; return how many reports.

    Real reports that joined a demo problem stay, and the problem with them.
    The journal keeps its entries, which hold no content; accounts lose their
    name and their rights because the journal names them.
    """
    with transaction.atomic():
        reports = list(Report.objects.filter(is_demo=True))
        touched = {report.problem_id for report in reports if report.problem_id}
        for report in reports:
            withdraw_report(report=report, by=system_actor("demo"), at=at)
        Tombstone.objects.filter(uuid__in=[report.uuid for report in reports]).delete()
        MeToo.objects.filter(problem_id__in=touched).delete()
        ProblemMonth.objects.filter(problem_id__in=touched).update(me_too=0)
        Problem.objects.filter(pk__in=touched).update(me_too_count=0)
        ProblemEvent.objects.filter(recorded_by__is_demo=True).delete()
        empty = Problem.objects.filter(pk__in=touched, report_count=0)
        for problem in empty:
            _unlist(problem)
        empty.delete()
        _close_accounts(at)
        advance_edition()
    memory.forget_all()
    return len(reports)


def _unlist(problem: Problem) -> None:

    remove_document(ref=f"problem:{problem.pk}")


def _close_accounts(at: datetime) -> None:
    for user in User.objects.filter(is_demo=True):
        user.mandates.filter(ended_at=None).update(ended_at=at)
        user.authenticator_set.all().delete()
        user.emailaddress_set.all().delete()
        User.objects.filter(pk=user.pk).update(
            name="Compte fictif",
            email=f"demo-{user.pk}@system.invalid",
            is_active=False,
            is_demo=False,
            password="!",  # noqa: S106
        )
