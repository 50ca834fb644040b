"""Controlled vocabularies: services, obstacles, consequences and the rest, as data."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import get_language


def in_language(names: dict[str, str], language: str | None = None) -> str:
    """Return the name in the language asked for (default: the active one), else French, else any."""
    language = (language or get_language() or "fr").split("-")[0]
    return names.get(language) or names.get("fr") or next(iter(names.values()), "")


def said_in(texts: Mapping[str, str], said: str) -> dict[str, str]:
    """Return the texts with what was said in the language of the page; nothing takes it away.

    What stands in other languages stays. A form shows a text of another language
    where there is none yet: sent back as it was, it is no translation.
    """
    language = (get_language() or "fr").split("-")[0]
    if language not in texts and said == in_language(dict(texts)):
        return dict(texts)
    others = {code: text for code, text in texts.items() if code != language}
    return {**others, language: said} if said else others


class TermQuerySet(models.QuerySet):
    def of(self, vocabulary: str) -> "TermQuerySet":
        """Return the terms of one vocabulary in their order."""
        return self.filter(vocabulary=vocabulary).order_by("position", "code")

    def in_use(self) -> "TermQuerySet":
        """Leave out retired terms, which old reports still point at."""
        return self.filter(is_active=True)


class Term(models.Model):
    """One item of a vocabulary. A code is unique within its vocabulary and never reused."""

    vocabulary = models.CharField(max_length=30)
    code = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    # What the vocabulary says besides: group, guarantee, level, severity, gdpr...
    attributes = models.JSONField(default=dict, blank=True)
    synonyms = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "code"], name="vocabularies_code"),
        ]

    def __str__(self) -> str:
        return f"{self.vocabulary}:{self.code}"

    @property
    def name(self) -> str:
        return in_language(self.names)
