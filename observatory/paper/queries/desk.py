"""The correction desk: what is asked next, and how it stands on the screen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from observatory.paper.models import Batch, Doubt, Scan
from observatory.paper.scanning.marks import EMPTY
from observatory.paper.scanning.printed import Printed, printed_form
from observatory.paper.scanning.sealed import reading_of
from observatory.paper.states import ScanState
from observatory.people.models import User
from observatory.questionnaires.amounts import how_to_write
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import MEASURED, Question

from .reasons import Words, doubt_words


def _page_choices(reason: str) -> list[tuple[str, str]]:
    """Return what can be decided about a whole page: (value, words)."""
    same = ("same", _("C’est la même feuille"))
    return {
        "photocopied": [same, ("two", _("Ce sont deux personnes"))],
        "alike": [same, ("two", _("Ce sont deux feuilles"))],
        "keyed": [same, ("two", _("Ce sont deux personnes"))],
        "pair": [("together", _("Elles vont ensemble")), ("apart", _("Ce sont deux feuilles"))],
        "empty_sheet": [
            ("empty", _("Rien n’est écrit : feuille vide")),
            ("not_empty", _("Quelque chose est écrit")),
        ],
        "fills_boxes": [
            ("fills", _("Oui, une case noircie est une réponse")),
            ("cancels", _("Non, elle est annulée")),
        ],
        "missing_side": [("without", _("Continuer sans elle"))],
    }.get(reason, [("seen", _("Vu"))])


# What is written by hand on paper, and typed here.
TYPED = MEASURED | {"text", "month"}


@dataclass(frozen=True)
class Choice:
    """One answer that a key gives: `key` is its digit, "" past nine."""

    value: str
    words: str
    key: str = ""


@dataclass
class Item:
    """One doubt as the desk shows it.

    `control`: "keys" (one digit decides), "boxes" (several, then Enter), "list" (one of
    many), or what is typed: "text", "month", "number" or "duration".
    """

    doubt: Doubt
    title: str
    control: str
    why: Words | None
    choices: list[Choice] = field(default_factory=list)
    # Of a long list: the answers whose box has no mark at all, in a list below.
    rest: list[Choice] = field(default_factory=list)
    # The language the form, and so the handwriting, is in.
    language: str = "fr"
    max_length: int = 0
    question: Question | None = None
    # Of a doubt about two pages: the other one; of one about a sheet, the others with the question.
    other: Any = None
    beside: list[Any] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        return self.control in TYPED

    @property
    def unit_help(self) -> str:
        """In which unit an amount is typed; "" for the rest."""
        return how_to_write(self.question) if self.question is not None else ""

    @property
    def scan(self) -> Any:
        return self.doubt.scan


def open_doubts(batch: Batch) -> QuerySet[Doubt]:
    """Return what is asked about a pile, in the order of its sheets and pages."""
    return (
        Doubt.objects.filter(scan__batch=batch, scan__state=ScanState.DOUBTFUL, answered_at=None)
        .select_related("scan__sheet", "scan__repeats", "scan__upload")
        .order_by("scan__sheet__number", "scan__page", "scan__pk", "place", "pk")
    )


@dataclass(frozen=True)
class Waiting:
    """How much is left at the desk: in all, and of it what this person passed on."""

    left: int = 0
    passed: int = 0
    answered: int = 0


def waiting_of(batch: Batch, by: User) -> Waiting:
    """Return how much is left for a person to look at, and how much was. One query."""
    here = Q(scan__state=ScanState.DOUBTFUL, answered_at=None)
    found = Doubt.objects.filter(scan__batch=batch).aggregate(
        left=Count("pk", filter=here),
        passed=Count("pk", filter=here & Q(passed_by=by.pk)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
    )
    return Waiting(found["left"], found["passed"], found["answered"])


def next_doubt(batch: Batch, by: User, at: datetime, wanted: str = "") -> Doubt | None:
    """Return what this person is asked next: the `wanted` one, if it is open still.

    What somebody else has on screen is left to them, and what this person passed on
    to somebody else. Two queries at most.
    """
    waiting = open_doubts(batch)
    if wanted.isdecimal() and len(wanted) < 18:
        found = waiting.filter(pk=int(wanted)).first()
        if found is not None:
            return found
    held = Q(held_until_at__gt=at) & ~Q(held_by=by.pk) & Q(held_by__isnull=False)
    return waiting.exclude(held).exclude(passed_by=by.pk).first()


def item_of(doubt: Doubt, language: str) -> Item:
    """Return a doubt as the desk shows it, in the language of who looks."""
    printed = printed_form(doubt.scan.form, doubt.scan.version)
    why = doubt_words(doubt.reason)
    if doubt.kind == Doubt.Kind.PAGE or printed is None:
        choices = _numbered(_page_choices(doubt.reason))
        title = str(why.what) if why else _("Cette page")
        item = Item(doubt, title, "keys", why, choices)
        item.other = _other_page(doubt)
    else:
        question = compiled(printed.questionnaire).questions[doubt.question]
        item = _about_question(doubt, question, printed, why, language)
    item.language = printed.language if printed else language
    if doubt.kind == Doubt.Kind.ANSWER and printed is not None:
        item.beside = _pages_beside(doubt, printed)
    return item


def _pages_beside(doubt: Doubt, printed: Printed) -> list[Any]:
    """Return the other pages of the sheet that the question goes on on."""
    if doubt.scan.sheet is None:
        return []
    numbers = [
        number
        for number, layout in enumerate(printed.layouts, 1)
        if number != doubt.scan.page and any(box.question == doubt.question for box in layout.boxes)
    ]
    found = doubt.scan.sheet.scans.filter(page__in=numbers, picture__isnull=False)
    return list(found.exclude(state=ScanState.DUPLICATE).order_by("page")) if numbers else []


def _about_question(
    doubt: Doubt, question: Question, printed: Printed, why: Words | None, language: str
) -> Item:
    words = question.words(language)
    title = words.short or words.label
    if doubt.kind == Doubt.Kind.BOX:
        option = question.by_code.get(doubt.option)
        label = option.label(language) if option else doubt.option
        choices = [Choice("yes", _("Cochée"), "1"), Choice("no", _("Vide"), "2")]
        return Item(doubt, f"{title} : {label}", "keys", why, choices, question=question)
    if question.kind in TYPED and doubt.kind != Doubt.Kind.CHOICE:
        item = Item(doubt, title, question.kind, why, question=question)
        item.max_length = question.max_length
        return item
    options = [(one.code, one.label(language)) for one in _options(doubt, question, printed)]
    if question.consent:
        options = [("yes", _("Oui")), ("no", _("Non"))]
    if question.multiple and doubt.kind != Doubt.Kind.CHOICE:
        return Item(doubt, title, "boxes", why, _numbered(options), question=question)
    if len(options) > MOST_KEYS:
        return _about_long_list(doubt, Item(doubt, title, "list", why, question=question), options)
    choices = _numbered(options)
    if not question.required or question.consent or doubt.kind == Doubt.Kind.CHOICE:
        choices.append(_none())
    return Item(doubt, title, "keys", why, choices, question=question)


def _none() -> Choice:
    return Choice("", _("Aucune"), "0")


def _about_long_list(doubt: Doubt, item: Item, options: list[tuple[str, str]]) -> Item:
    """Give the boxes with something in them a key each; the others wait in a list below."""
    scans = [doubt.scan]
    if doubt.kind == Doubt.Kind.ANSWER and doubt.scan.sheet is not None:
        scans = list(doubt.scan.sheet.scans.exclude(state=ScanState.DUPLICATE))
    touched = {option for scan in scans for option in touched_options(scan, doubt.question)}
    near = [option for option in options if option[0] in touched]
    if not near or len(near) > MOST_KEYS:
        item.choices = _numbered(options)
        if doubt.kind == Doubt.Kind.CHOICE:
            item.choices.append(_none())
        return item
    item.control = "keys"
    item.choices = [*_numbered(near), _none()]
    item.rest = [Choice(*option) for option in options if option[0] not in touched]
    return item


def touched_options(scan: Scan, question: str) -> list[str]:
    """Return the options of a question whose boxes on a page have something in them, whatever it is."""
    read = reading_of(scan)
    boxes = read.boxes if read is not None else ()
    return [box.option for box in boxes if box.question == question and box.state != EMPTY]


# Digits from 1 on; a longer list is chosen from.
MOST_KEYS = 9


def _numbered(options: list[tuple[str, str]]) -> list[Choice]:
    return [
        Choice(value, str(words), str(number) if number <= MOST_KEYS else "")
        for number, (value, words) in enumerate(options, 1)
    ]


def _options(doubt: Doubt, question: Question, printed: Printed) -> list[Any]:
    """Return the options that the paper offers, in its order: of the page, or of the whole sheet
    when that is what is asked; all of them where the answer is needed."""
    if doubt.kind == Doubt.Kind.ANSWER and question.required:
        return list(question.options)
    here = printed.layout(doubt.scan.page)
    layouts = [here] if doubt.kind != Doubt.Kind.ANSWER and here else printed.layouts
    codes = [box.option for one in layouts for box in one.boxes if box.question == question.key]
    return [question.by_code[code] for code in codes if code in question.by_code]


def _other_page(doubt: Doubt) -> Any:
    if doubt.reason in {"photocopied", "alike"}:
        return doubt.scan.repeats
    if doubt.reason == "pair" and doubt.scan.sheet is not None:
        others = doubt.scan.sheet.scans.exclude(pk=doubt.scan.pk)
        return others.exclude(state=ScanState.DUPLICATE).order_by("page").first()
    return None


# Decisions about a page that move it: taken back by what can be done with it there.
MOVING = ("photocopied", "alike", "keyed", "pair", "empty_sheet")


def last_answered(batch: Batch, by: User) -> Doubt | None:
    """Return what this person decided last in the pile and can still take back."""
    return (
        Doubt.objects.filter(
            scan__batch=batch,
            answered_by_id=by.pk,
            answered_at__isnull=False,
            scan__state__in=[ScanState.DOUBTFUL, ScanState.CORRECTED],
        )
        .exclude(kind=Doubt.Kind.PAGE, reason__in=MOVING)
        .select_related("scan")
        .order_by("-answered_at", "-pk")
        .first()
    )
