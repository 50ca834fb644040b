"""The sheets of a pile as its page lists them."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise

from observatory.observations.permissions import may_read
from observatory.paper.models import Batch, Sheet
from observatory.paper.permissions import decided_sheets, is_alone, is_code_shown
from observatory.paper.states import RETURNABLE
from observatory.people.models import User

from .sums import STATE_WORDS

SHOWN = 100


@dataclass(frozen=True)
class Row:
    """One sheet: what became of it, and what may be done with it now."""

    sheet: Sheet
    words: Promise
    has_code: bool
    may_return: bool
    # Of an observation: whether this person may read it.
    may_read: bool = False


@dataclass(frozen=True)
class Page:
    """Sheets by number; `earlier` and `later` are the numbers that other pages start from, or ""."""

    rows: list[Row] = field(default_factory=list)
    earlier: str = ""
    later: str = ""


def sheet_page(batch: Batch, by: User, at: datetime, start: str = "") -> Page:
    """Return a page of sheets from the number `start` on; what cannot be read starts at 1. One query."""
    first = int(start) if start.isdecimal() and len(start) <= 4 else 1
    sheets = list(
        Sheet.objects.filter(batch=batch, number__gte=first)
        .select_related("keyed_by", "repeats", "observation")
        .order_by("number")[: SHOWN + 1]
    )
    later = str(sheets.pop().number) if len(sheets) > SHOWN else ""
    rows = [
        Row(
            sheet,
            STATE_WORDS[sheet.state],
            has_code=is_code_shown(by, sheet, batch, at),
            may_return=batch.is_open and sheet.state in RETURNABLE,
            may_read=sheet.observation is not None and may_read(by, sheet.observation),
        )
        for sheet in sheets
    ]
    return Page(rows, str(max(1, first - SHOWN)) if first > 1 else "", later)


@dataclass(frozen=True)
class ToKeyAgain:
    """A sheet that waits for a second keying, and whether this person may do it now."""

    number: int
    may: bool
    # Nobody else is there: the same person may, on another day.
    waits_a_day: bool


def second_keyings(sheets: list[Sheet], batch: Batch, by: User, at: datetime) -> list[ToKeyAgain]:
    """Return sheets to key a second time, or again to settle them, as this person may key them.

    The same as `permissions.may_key_again` for each, with at most three queries in all.
    """
    decided = decided_sheets(by, batch) if sheets else set()
    mine = {s.pk for s in sheets if s.keyed_by_id == by.pk or s.pk in decided}
    alone = bool(mine) and is_alone(by, batch)
    found = []
    for sheet in sheets:
        is_mine = sheet.pk in mine
        later = timezone.localdate(at) > timezone.localdate(sheet.keyed_at)
        found.append(
            ToKeyAgain(
                sheet.number,
                may=not is_mine or (alone and later),
                waits_a_day=is_mine and alone and not later,
            )
        )
    return found
