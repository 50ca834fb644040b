"""Printing forms: the layout is kept for good, the run is written down, the PDF is given and not kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.associations.models import Association
from observatory.journal.actions import record_entry
from observatory.paper.models import PrintedForm, PrintedSheet, PrintRun
from observatory.paper.permissions import may_open
from observatory.paper.printing.design import Design
from observatory.paper.printing.rules import check_design
from observatory.paper.printing.serials import hash_serial, page_key
from observatory.paper.printing.targets import KIND_OF
from observatory.paper.printing.typesetting import Copy, Printed, typeset
from observatory.paper.queries.designing import design_of, free_serials
from observatory.people.models import User
from observatory.places.models import Territory
from observatory.questionnaires.models import QuestionnaireVersion

# A pile that one person can carry, and a PDF that any printer takes.
MOST_COPIES = 500
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Two processes that print a new form at once take the same code; one of them tries again.
ATTEMPTS = 5


class TooManyForms(ValueError):
    """More forms at once than `MOST_COPIES`, or none at all."""


class CodesUsedUp(Exception):
    """There are 1,295 forms, or versions of one form, already: two characters hold no more."""


@dataclass(frozen=True)
class PrintedForms:
    """What was printed: the PDF with its layouts, the run, and the form it is of."""

    printed: Printed
    run: PrintRun
    form: PrintedForm


def print_forms(
    *,
    version: QuestionnaireVersion,
    language: str,
    target: str = "report",
    copies: int = 1,
    is_blank: bool = False,
    given: Mapping[str, str] | None = None,
    association: Association | None = None,
    territory: Territory | None = None,
    by: User,
    at: datetime,
) -> PrintedForms:
    """Make a PDF of so many forms, each with its own serial, or one to be copied (`is_blank`).

    Side effects, in one transaction: the layout as a row if it is new, the run,
    of each serial its keyed hash, one journal entry. The serials and return codes
    stand in the PDF and nowhere else.

    `given`: answers known beforehand, code by question: a sheet for visits leaves
    out what is asked on the phone.

    Raises `PermissionDenied`, `TooManyForms`, `CannotBeGiven`, `NotInLanguage`, `LanguageUnknown`,
    `TooLong` (of `queries.designing` and `printing`), `CodesUsedUp`.
    """
    if not may_open(by, association):
        raise PermissionDenied
    if not 0 < copies <= MOST_COPIES or (is_blank and copies > 1):
        raise TooManyForms
    if target not in KIND_OF:
        raise ValueError(f"{target} is none of {', '.join(KIND_OF)}")
    design = design_of(version, language, target, given)
    pairs = [] if is_blank else free_serials(copies)
    form = kept_form(design, version, at)
    # The codes of the stubs are made before anything is written, and set in the PDF at once.
    sheets = [Copy(serial, code if target == "report" else "") for serial, code in pairs]
    printed = typeset(
        design,
        sheets or [Copy()],
        form=form.form,
        version=form.version,
        key=page_key(),
        title=title_of(design, version),
    )
    with transaction.atomic():
        run = PrintRun.objects.create(
            printed_form=form,
            copies=copies,
            is_blank=is_blank,
            association=association,
            territory=territory,
            printed_by_id=by.pk,
            printed_at=at,
        )
        PrintedSheet.objects.bulk_create(
            [PrintedSheet(run=run, serial_hash=hash_serial(serial)) for serial, _code in pairs]
        )
        record_entry(
            by=by,
            at=at,
            action="form.print",
            subject=f"form:{form}",
            after="printed",
            data={"copies": copies, "is_blank": is_blank},
        )
    return PrintedForms(printed, run, form)


def title_of(design: Design, version: QuestionnaireVersion) -> str:
    """Return the title of the PDF."""
    said = design.content.words.titles.get(design.content.target)
    return said or f"{version.questionnaire.key} {version.number}"


def kept_form(design: Design, version: QuestionnaireVersion, at: datetime) -> PrintedForm:
    """Return the row of this layout, made if it is new. Raises `CodesUsedUp`, `BadLayout`."""
    content, sha256 = design.content, design.sha256()
    same = {"language": content.language, "target": content.target}
    for _attempt in range(ATTEMPTS):
        found = PrintedForm.objects.filter(questionnaire=version, sha256=sha256, **same).first()
        if found is not None:
            return found
        check_design(design)
        earlier = PrintedForm.objects.filter(
            questionnaire__questionnaire=version.questionnaire_id, **same
        )
        form = earlier.values_list("form", flat=True).first() or _next(
            PrintedForm.objects.values_list("form", flat=True)
        )
        number = _next(earlier.values_list("version", flat=True))
        try:
            with transaction.atomic():
                return PrintedForm.objects.create(
                    form=form,
                    version=number,
                    questionnaire=version,
                    pages=[
                        layout.to_json() | {"form": form, "version": number}
                        for layout in design.layouts()
                    ],
                    sha256=sha256,
                    made_at=at,
                    **same,
                )
        except IntegrityError:
            continue
    raise CodesUsedUp


def _next(taken: Iterable[str]) -> str:
    """Return the two characters after the highest that are taken, "01" first."""
    highest = max((int(code, 36) for code in taken), default=0)
    if highest + 1 >= len(DIGITS) ** 2:
        raise CodesUsedUp
    return DIGITS[(highest + 1) // 36] + DIGITS[(highest + 1) % 36]
