"""The approved texts of a problem, newest first."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from observatory.kit.prepared import Rows
from observatory.problems.models import Problem
from observatory.reports.models import Photo, Story

TEXTS_SHOWN = 20


class Text(NamedTuple):
    """One approved text."""

    pk: int
    report_id: int
    public_text: str
    language: str
    approved_at: datetime


class PublicPhoto(NamedTuple):
    """One approved photo, of a report."""

    report_id: int
    pk: int
    description: str


def _page(rows: QuerySet[Story]) -> QuerySet[Any]:
    found = rows.filter(approved_at__isnull=False).order_by("-pk")
    return found.values_list(*Text._fields)[: TEXTS_SHOWN + 1]


_first_page = Rows(lambda problem: _page(Story.objects.filter(problem=problem)), int)
_further_page = Rows(
    lambda problem, before: _page(Story.objects.filter(problem=problem, pk__lt=before)), int, int
)
_photos = Rows(
    lambda problem, oldest, newest: (
        Photo.objects.filter(
            report__story__problem=problem,
            report__story__approved_at__isnull=False,
            report__story__pk__gte=oldest,
            report__story__pk__lte=newest,
            approved_at__isnull=False,
            public_blob__isnull=False,
        )
        .order_by("pk")
        .values_list(*PublicPhoto._fields)
    ),
    int,
    int,
    int,
)


def texts_page(problem: Problem, *, before: int | None = None) -> dict[str, Any]:
    """Return `texts` (at most `TEXTS_SHOWN` pairs of a text and its photos) and `older`.

    `before` is the primary key of the last text of the page before (keyset
    paging: a page costs the same however deep it lies); `older` is the address
    of the next page, or "". Two queries.
    """
    found = _first_page(problem.pk) if before is None else _further_page(problem.pk, before)
    texts = [Text(*row) for row in found[:TEXTS_SHOWN]]
    older = ""
    if len(found) > TEXTS_SHOWN:
        older = f"{reverse('problem_texts', args=[problem.pk])}?before={texts[-1].pk}"
    photos: dict[int, list[PublicPhoto]] = {}
    if texts:
        for row in _photos(problem.pk, texts[-1].pk, texts[0].pk):
            photos.setdefault(row[0], []).append(PublicPhoto(*row))
    return {
        "texts": [(text, photos.get(text.report_id, [])) for text in texts],
        "older": older,
    }
