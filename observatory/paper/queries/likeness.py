"""Is this sheet keyed already? What is held is compared; nothing new is stored.

The rule, as the page says it. A form looks like another when municipality,
service, obstacles, consequences and profile are the same, and

- both tell a story of 40 letters or more, and the two texts are alike (90 of 100
  by Levenshtein's distance, typing mistakes and spaces do not count for much);
- or neither tells more than a few words, and all the other answers, consents
  included, are the same too. Many people tick the same few boxes: once two
  sheets of this pile with the same ticks were kept, these ticks warn no more.

A story on one side only is no likeness: the same paper has it both times.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from rapidfuzz import fuzz

from observatory.paper.models import Batch, Sheet
from observatory.places.queries import territory_by_nis
from observatory.questionnaires.facts import CoreFacts, core_facts
from observatory.questionnaires.schema import Answer, Definition
from observatory.reports.models import Consent, Report, ReportTerm, Story
from observatory.vocabularies.queries import term

# How far back the other reports of the association are looked at.
REPORTED_WITHIN = timedelta(days=14)
# Of 100, from which two texts are the same one keyed twice.
ALIKE = 90
# A text shorter than this tells nobody apart.
TELLS_FROM = 40
# So many sheets of the pile with the same ticks were kept: it is a common answer.
COMMON_FROM = 2
# Never more candidates than this are looked at, newest first.
LOOKED_AT = 300
TICKS = frozenset({"obstacle", "positive", "consequence", "profile"})


@dataclass(frozen=True)
class Likeness:
    """A report that the form looks like: `number` is its sheet in this pile, None for another way in."""

    number: int | None
    received_on: date
    by_text: bool


def find_likenesses(
    batch: Batch, definition: Definition, answers: Mapping[str, Answer], *, at: datetime
) -> list[Likeness]:
    """Return what the cleaned answers look like, sheets of the pile first. At most five queries."""
    facts = core_facts(definition, answers, language=batch.language)
    found = _same_ticks(list(_candidates(batch, facts, at)), facts)
    if not found:
        return []
    stories = {
        story.report_id: story
        for story in Story.objects.filter(report__in=[one.pk for one in found])
    }
    text = plain(facts.story)
    if len(text) >= TELLS_FROM:
        alike = [one for one in found if _reads_like(stories.get(one.pk), text)]
        return _listed(batch, alike, by_text=True)
    alike = _same_rest([one for one in found if _says_as_little(stories.get(one.pk), text)], facts)
    if sum(_is_of(batch, one) for one in alike) >= COMMON_FROM:
        return []
    return _listed(batch, alike, by_text=False)


def _listed(batch: Batch, alike: list[Report], *, by_text: bool) -> list[Likeness]:
    """Return them with the sheets of the pile first: the paper lies at hand."""
    found = [_likeness(batch, one, by_text=by_text) for one in alike]
    return sorted(found, key=lambda one: (one.number is None, one.number or 0))


def plain(text: str) -> str:
    """Return the text as it is compared: letters and figures in lower case, one space between words."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(
        re.findall(r"[^\W_]+", "".join(c for c in letters if not unicodedata.combining(c)))
    )


def read_alike(first: str, second: str) -> bool:
    """Tell whether two stories are the same text, keyed twice."""
    return fuzz.ratio(plain(first), plain(second), score_cutoff=ALIKE) >= ALIKE


def _candidates(batch: Batch, facts: CoreFacts, at: datetime) -> QuerySet[Report]:
    """Return the reports on the same service and place, of this pile or lately of the association."""
    where = Q(sheet__batch=batch)
    if batch.association_id is not None:
        where |= Q(association_id=batch.association_id, received_at__gte=at - REPORTED_WITHIN)
    territory = territory_by_nis(facts.territory) if facts.territory else None
    return (
        Report.objects.filter(
            where,
            service=term("service", facts.service),
            territory=territory,
            whereabouts=facts.whereabouts,
        )
        .select_related("sheet")
        .order_by("-pk")[:LOOKED_AT]
    )


def _same_ticks(candidates: list[Report], facts: CoreFacts) -> list[Report]:
    wanted = {(vocabulary, code) for vocabulary, code in facts.terms if vocabulary in TICKS}
    held: dict[int, set[tuple[str, str]]] = {one.pk: set() for one in candidates}
    for pk, vocabulary, code in ReportTerm.objects.filter(
        report__in=list(held), term__vocabulary__in=TICKS
    ).values_list("report_id", "term__vocabulary", "term__code"):
        held[pk].add((vocabulary, code))
    return [one for one in candidates if held[one.pk] == wanted]


def _reads_like(story: Story | None, text: str) -> bool:
    # An original that was erased is compared with nothing.
    return story is not None and bool(story.original) and read_alike(story.original, text)


def _says_as_little(story: Story | None, text: str) -> bool:
    """Tell whether the other tells no more than a few words, and the same ones."""
    if story is None:
        return not text
    if story.original_erased_at is not None:
        return False
    other = plain(story.original)
    return len(other) < TELLS_FROM and bool(other) == bool(text) and read_alike(other, text)


def _same_rest(candidates: list[Report], facts: CoreFacts) -> list[Report]:
    """Keep those whose other answers and consents are the same too."""
    found = [one for one in candidates if one.answers == facts.answers]
    given = {(one.code, one.granted) for one in facts.consents}
    held: dict[int, dict[str, bool]] = {one.pk: {} for one in found}
    for pk, code, granted in (
        Consent.objects.filter(report__in=list(held))
        .order_by("pk")
        .values_list("report_id", "code", "granted")
    ):
        held[pk][code] = granted
    return [one for one in found if set(held[one.pk].items()) == given]


def _is_of(batch: Batch, report: Report) -> bool:
    sheet = _sheet(report)
    return sheet is not None and sheet.batch_id == batch.pk


def _sheet(report: Report) -> Sheet | None:
    return getattr(report, "sheet", None)


def _likeness(batch: Batch, report: Report, *, by_text: bool) -> Likeness:
    sheet = _sheet(report)
    return Likeness(
        number=sheet.number if sheet is not None and sheet.batch_id == batch.pk else None,
        received_on=timezone.localdate(report.received_at),
        by_text=by_text,
    )
