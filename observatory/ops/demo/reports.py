"""The reports of the fictional content, told and decided."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from observatory.associations.models import Association
from observatory.moderation import actions as moderation
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.places.queries import territory_by_nis
from observatory.problems.actions import record_step, say_me_too
from observatory.problems.models import Problem
from observatory.questionnaires.facts import UNKNOWN
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.schema import NO, YES
from observatory.reports.actions import submit_report
from observatory.reports.models import Report
from observatory.vocabularies.queries import term

NAMESPACE = UUID("6f1d3c1e-6d0c-4d8e-9b57-0d3e5a1c7f10")


def answers_of(told: dict[str, Any]) -> dict[str, Any]:
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


def tell(
    number: int,
    told: dict[str, Any],
    people: dict[str, User],
    associations: dict[str, Association],
    at: datetime,
) -> None:
    """Store one report and decide on it as the content says."""
    received_at = at - timedelta(days=told["days_ago"])
    report = submit_report(
        uuid=uuid5(NAMESPACE, str(number)),
        version=current_version("report"),
        answers=answers_of(told),
        language=told.get("language", "fr"),
        intake=told.get("intake", "web"),
        association=associations.get(told.get("association", "")),
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


def say_me_too_of(said: dict[str, Any], at: datetime) -> None:
    """Say "me too" on a problem as often as the content says."""
    problem = problem_named(said)
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


def problem_named(named: dict[str, Any]) -> Problem:
    return Problem.objects.get(
        territory=territory_by_nis(named["nis"]),
        service=term("service", named["service"]),
        channel=named["channel"],
    )


def take_step(step: dict[str, Any], by: User, at: datetime) -> None:
    """Record one step in the life of a problem."""
    problem = problem_named(step)
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
