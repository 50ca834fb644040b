"""The approved texts of a problem, newest first."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from observatory.problems.models import Problem
from observatory.reports.models import Photo, Story

TEXTS_SHOWN = 20


def texts_page(problem: Problem, *, before: int | None = None) -> dict[str, Any]:
    """Return `stories` (at most `TEXTS_SHOWN`, each with `public_photos`) and `older`.

    `before` is the primary key of the last story of the page before (keyset
    paging: a page costs the same however deep it lies); `older` is the address
    of the next page, or "". Two queries.
    """
    stories = Story.objects.filter(problem=problem, approved_at__isnull=False)
    if before is not None:
        stories = stories.filter(pk__lt=before)
    found = list(
        stories.order_by("-pk").only(
            "pk", "public_text", "language", "approved_at", "report_id", "problem_id"
        )[: TEXTS_SHOWN + 1]
    )
    older = ""
    if len(found) > TEXTS_SHOWN:
        found.pop()
        older = f"{reverse('problem_texts', args=[problem.pk])}?before={found[-1].pk}"
    _attach_photos(found)
    return {"stories": found, "older": older}


def _attach_photos(stories: Iterable[Story]) -> None:
    by_report: dict[int, list[Photo]] = {}
    for photo in Photo.objects.filter(
        report_id__in=[story.report_id for story in stories],
        approved_at__isnull=False,
        public_blob__isnull=False,
    ).only("pk", "report_id", "description"):
        by_report.setdefault(photo.report_id, []).append(photo)
    for story in stories:
        story.public_photos = by_report.get(story.report_id, [])  # type: ignore[attr-defined]
