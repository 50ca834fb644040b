"""What is kept about a subject, in words."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from observatory.vocabularies.themes import THEMES

from .models import Document
from .registry import is_shown


@dataclass(frozen=True)
class Line:
    """A document as pages list it."""

    pk: str
    title: str
    href: str
    is_photo: bool
    is_public: bool
    pages: int
    size: int
    dated_on: date | None
    themes: tuple[str, ...]

    @property
    def theme_words(self) -> str:
        """The themes in words, in the active language."""
        return ", ".join(str(THEMES[theme]) for theme in self.themes if theme in THEMES)

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.size / 1000))


def documents_of(subjects: Iterable[str], *, is_public: bool = True) -> dict[str, list[Line]]:
    """Return the documents of several subjects, by subject, oldest first. One query.

    `is_public`: only what everyone may read; otherwise all that was not taken back.
    """
    rows = Document.objects.public() if is_public else Document.objects.standing()
    found: dict[str, list[Line]] = defaultdict(list)
    for row in rows.filter(subject__in=list(subjects)).defer("sha256", "agreement"):
        found[row.subject].append(_line(row))
    return found


def documents_at_desk(
    subjects: Iterable[str], *, read: Callable[[UUID], str], move: Callable[[UUID], str]
) -> list[dict[str, Any]]:
    """Return all documents of the subjects for `documents/desk.html`, taken back ones too. One query.

    `read` and `move` give the addresses of the package that checks who may.
    """
    rows = Document.objects.filter(subject__in=list(subjects))
    return [
        {
            "title": row.title,
            "is_public": row.is_public,
            "is_taken_back": row.is_taken_back,
            "dated_on": row.dated_on,
            "sha256": row.sha256,
            "read_href": row.get_absolute_url() if row.is_public else read(row.pk),
            "move_href": move(row.pk),
        }
        for row in rows
    ]


def public_document(pk: object) -> Document:
    """Return a document that everyone may read. Raises `Document.DoesNotExist`.

    What it is about must be shown to everyone now: with a campaign that is withheld
    go its papers.
    """
    found: Document = Document.objects.public().select_related("blob").get(pk=pk)
    if not is_shown(found.subject):
        raise Document.DoesNotExist(pk)
    return found


def _line(row: Document) -> Line:
    return Line(
        str(row.pk),
        row.title,
        reverse("document", args=[row.pk]),
        row.is_photo,
        row.is_public,
        row.pages,
        row.size,
        row.dated_on,
        tuple(row.themes),
    )
