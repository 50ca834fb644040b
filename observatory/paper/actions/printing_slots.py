"""Printing the sheets of a round: one for everything that is planned, each of which says what it is for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.observations.models import Round, Slot
from observatory.observations.permissions import may_coordinate
from observatory.observations.states import SlotState
from observatory.paper.models import PrintedForm, PrintedSheet, PrintRun
from observatory.paper.printing.design import Design
from observatory.paper.printing.head import fit_told
from observatory.paper.printing.serials import hash_serial, page_key
from observatory.paper.printing.typesetting import Copy, Ordered, Printed, typeset_all
from observatory.paper.queries.designing import design_of, free_serials
from observatory.paper.queries.slots import given_of, lines_of
from observatory.people.models import User

from .printing import TooManyForms, kept_form, title_of

# What a browser waits for: a larger round is printed person by person.
MOST_SLOTS = 100
TARGET = "observation"


@dataclass(frozen=True)
class PrintedSlots:
    """What was printed: the PDF with its layouts, and a run for each form that it is of."""

    printed: Printed
    runs: list[PrintRun]


def print_slots(
    *, asked: Round, slots: Sequence[Slot], language: str, by: User, at: datetime
) -> PrintedSlots:
    """Make a PDF with a sheet for each of these slots of a round, in their order.

    Each is of the form of its channel and scenario, begins on paper of its own and says on its
    first page what it is for. Side effects, in one transaction: layouts that are new, a run for
    each form, of each serial its keyed hash with its slot, one journal entry. What is not planned
    (any more) is left out. Raises `PermissionDenied`, `TooManyForms` for more than
    `MOST_SLOTS` or none, and what `design_of` and `kept_form` do.
    """
    if not may_coordinate(by, asked.territory_id):
        raise PermissionDenied
    slots = [one for one in slots if one.round_id == asked.pk and one.state == SlotState.PLANNED]
    if not 0 < len(slots) <= MOST_SLOTS:
        raise TooManyForms
    designs = [design_of(asked.version, language, TARGET, given_of(slot)) for slot in slots]
    forms = _kept(asked, designs, at)
    lines = fit_told(designs[0], lines_of(slots, language))
    serials = [serial for serial, _code in free_serials(len(slots))]
    printed = typeset_all(
        [
            Ordered(design, form.form, form.version, [Copy(serial, told=told)])
            for design, form, serial, told in zip(designs, forms, serials, lines, strict=True)
        ],
        key=page_key(),
        title=title_of(designs[0], asked.version),
        is_parted=True,
    )
    with transaction.atomic():
        runs = _runs(asked, forms, by, at)
        PrintedSheet.objects.bulk_create(
            PrintedSheet(run=runs[form.pk], serial_hash=hash_serial(serial), slot=slot)
            for form, serial, slot in zip(forms, serials, slots, strict=True)
        )
        record_entry(
            by=by,
            at=at,
            action="round.print",
            subject=asked.subject,
            data={"copies": len(slots), "forms": sorted({str(form) for form in forms})},
        )
    return PrintedSlots(printed, list(runs.values()))


def _kept(asked: Round, designs: Sequence[Design], at: datetime) -> list[PrintedForm]:
    """Return the row of each design; of one that several slots share, looked up once."""
    known: dict[int, PrintedForm] = {}
    for design in designs:
        if id(design) not in known:
            known[id(design)] = kept_form(design, asked.version, at)
    return [known[id(design)] for design in designs]


def _runs(
    asked: Round, forms: Sequence[PrintedForm], by: User, at: datetime
) -> dict[int, PrintRun]:
    by_pk = {form.pk: form for form in forms}
    return {
        pk: PrintRun.objects.create(
            printed_form=by_pk[pk],
            copies=copies,
            territory=asked.territory,
            printed_by_id=by.pk,
            printed_at=at,
        )
        for pk, copies in Counter(form.pk for form in forms).items()
    }
