"""A form before it is printed: its pages, and serials that are free."""

from collections.abc import Iterable, Mapping

from django.conf import settings

from observatory.kit.return_codes import hash_code
from observatory.paper.models import PrintedSheet
from observatory.paper.page_codes import draw_serial
from observatory.paper.printing.a4 import design_a4
from observatory.paper.printing.cards import design_cards
from observatory.paper.printing.content import content_of
from observatory.paper.printing.design import Design
from observatory.paper.printing.measuring import Measures
from observatory.paper.printing.serials import hash_serial, return_code
from observatory.paper.printing.strip import Reach
from observatory.paper.printing.targets import BODY_OF
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.narrowing import narrow_definition
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Definition
from observatory.reports.models import Report, Tombstone
from observatory.reports.queries import code_key

# Designs that a process keeps: it prints few forms in few languages.
MOST_KEPT = 32
_kept: dict[tuple[str, str, str, tuple[tuple[str, str], ...], Reach, str], Design] = {}


class NotInLanguage(ValueError):
    """The questionnaire does not have this language: `languages` says which it has."""

    def __init__(self, language: str, languages: tuple[str, ...]) -> None:
        super().__init__(f"{language} is none of {', '.join(languages)}")
        self.languages = languages


def design_of(
    version: QuestionnaireVersion,
    language: str,
    target: str,
    given: Mapping[str, str] | None = None,
) -> Design:
    """Return the pages of a form; worked out once per process, in about a second.

    `given`: answers known beforehand, code by question; what cannot be asked
    then is left out (a sheet for visits only).

    Raises `CannotBeGiven` for what is no answer of the questionnaire, `NotInLanguage`, `LanguageUnknown` without the fixed words of a form in
    this language, `TooLong` when a part of the questionnaire fits on no page.
    """
    languages = compiled(version).languages
    if language not in languages:
        raise NotInLanguage(language, languages)
    reach = Reach(settings.PHONE_LINE, settings.PHONE_HOURS, _typed(settings.PUBLIC_URL))
    address = settings.POSTAL_ADDRESS
    narrowed = tuple(sorted((given or {}).items()))
    known = (version.sha256, language, target, narrowed, reach, address)
    if known not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        definition = narrow_definition(compiled(version), dict(narrowed))
        _kept[known] = _design(definition, language, target, reach, address)
    return _kept[known]


def _design(
    definition: Definition, language: str, target: str, reach: Reach, address: str
) -> Design:
    content = content_of(definition, language, target)
    measures = Measures(language, content.words.direction, BODY_OF[target])
    if target == "card":
        return design_cards(content, measures)
    return design_a4(content, reach, measures, address)


def _typed(address: str) -> str:
    """Return an address as people type it."""
    return address.partition("://")[2].rstrip("/")


def free_serials(count: int) -> list[tuple[str, str]]:
    """Return `count` pairs (serial, return code) that no printed form, report or tombstone has.

    Nothing is stored. Three queries, and three more each time one was taken.
    """
    found: dict[str, str] = {}
    while len(found) < count:
        serials = {draw_serial() for _ in range(count - len(found))}
        drawn = {serial: return_code(serial) for serial in serials}
        taken = _taken(drawn.items())
        found |= {serial: code for serial, code in drawn.items() if serial not in taken}
    return list(found.items())


def _taken(pairs: Iterable[tuple[str, str]]) -> set[str]:
    pairs = list(pairs)
    by_hash = {hash_serial(serial): serial for serial, _code in pairs}
    by_code = {hash_code(code_key(), code): serial for serial, code in pairs}
    printed = PrintedSheet.objects.filter(serial_hash__in=list(by_hash))
    taken = {by_hash[one] for one in printed.values_list("serial_hash", flat=True)}
    for model in (Report, Tombstone):
        rows = model.objects.filter(code_hash__in=list(by_code))
        taken |= {by_code[one] for one in rows.values_list("code_hash", flat=True)}
    return taken
