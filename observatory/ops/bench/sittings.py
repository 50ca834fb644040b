"""Sittings that are answered to the end, ready for the wizard's last post."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from observatory.problems.models import Problem
from observatory.questionnaires.schema import YES
from observatory.reports.views.wizard_pages import CHECK
from observatory.reports.views.wizard_sitting import COOKIE, new_sitting

STORY = "J’ai attendu deux heures, puis on m’a dit de prendre rendez-vous sur internet. " * 4
# Django takes an unmasked secret of 32 letters or digits as a token.
CSRF = "b" * 32


def _answers(sitting: Any) -> dict[str, Any]:
    picks = {
        "territory": "21015",
        "service": "S01",
        "obstacles": ["P05", "P42"],
        "consequences": ["C03"],
        "story": STORY,
    }
    answers: dict[str, Any] = {}
    for question in sitting.definition.questions.values():
        if question.consent in {"D1", "D2"}:
            answers[question.key] = YES
        elif question.maps_to in picks and not question.needs_consent:
            answers[question.key] = picks[question.maps_to]
    return answers


def last_posts(count: int) -> list[dict[str, Any]]:
    """Return `count` requests, each sending another finished sitting as a report."""
    requests, at = [], timezone.now()
    path = reverse("report_screen", args=[CHECK])
    for _ in range(count):
        sitting = new_sitting()
        sitting.answers = _answers(sitting)
        sitting.seen = [screen.key for screen in sitting.definition.screens]
        sitting.save(at)
        requests.append(
            {
                "method": "POST",
                "path": path,
                "headers": {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Host": "localhost",
                    "Cookie": f"csrftoken={CSRF}; {COOKIE}={sitting.token}",
                },
                "body": urlencode({"csrfmiddlewaretoken": CSRF}),
            }
        )
    return requests


def busiest_problem() -> int:
    """Return the problem with the most reports: the heaviest page."""
    return Problem.objects.order_by("-report_count").values_list("pk", flat=True)[0]
