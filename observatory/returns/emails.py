"""The letters that this package writes. Nothing that a person wrote is in them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from observatory.people.models import User

from .models import FollowUpQuestion
from .queries.months import write_month
from .queries.questions import write_token
from .queries.sheet import Sheet

KNOWN = frozenset(code for code, _ in settings.LANGUAGES)


@dataclass(frozen=True)
class Letter:
    """A letter ready for the outbox."""

    subject_line: str
    body: str


def language_of(code: str) -> str:
    """Return the language to write in: the one asked for, if the site speaks it."""
    return code if code in KNOWN else settings.LANGUAGE_CODE


def whole_address(name: str, *args: Any) -> str:
    """Return the address of a page with the name of the site, in the active language."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def write_question(question: FollowUpQuestion) -> Letter:
    """Write the one question to the person, in the language of her report.

    It names neither service nor place: others may read her e-mail.
    """
    with translation.override(language_of(question.report.language)):
        return _write(
            "question",
            {
                "address": whole_address("six_weeks", write_token(question, "l")),
                "follow_up": whole_address("follow_up"),
                "expires_on": question.expires_on,
                "phone": settings.PHONE_LINE,
            },
        )


def write_sheet(sheet: Sheet, member: User) -> Letter:
    """Write the numbers of the sheet to a member, in her language, with the link to the page."""
    with translation.override(language_of(member.language)):
        association = sheet.association
        return _write(
            "sheet",
            {
                "name": member.name,
                "sheet": sheet,
                "address": whole_address("return_sheet", association.pk, write_month(sheet.month)),
                "months": whole_address("return_months", association.pk),
            },
        )


def _write(name: str, context: dict[str, Any]) -> Letter:
    return Letter(
        subject_line=render_to_string(f"returns/email/{name}_subject.txt", context).strip(),
        body=render_to_string(f"returns/email/{name}_message.txt", context).strip() + "\n",
    )
