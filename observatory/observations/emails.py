"""What is written to the authority: the letter on paper, and the e-mail with the link."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from observatory.kit.return_codes import group_code

from .models import Hearing
from .queries.hearings import term_of


@dataclass(frozen=True)
class Letter:
    """A letter ready for the outbox."""

    subject_line: str
    body: str


def whole_address(name: str, *args: str) -> str:
    """Return the address of a page with the name of the site, in the active language."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def write_to_authority(hearing: Hearing, token: str, on: date) -> Letter:
    """Write the e-mail that gives the authority its link, in the language of the letter."""
    with translation.override(hearing.language):
        context = {**_about(hearing, on), "address": whole_address("authority", token)}
        return Letter(
            subject_line=render_to_string(
                "observations/email/authority_subject.txt", context
            ).strip(),
            body=render_to_string("observations/email/authority_message.txt", context).strip()
            + "\n",
        )


def letter_context(hearing: Hearing, token: str, code: str, on: date) -> dict[str, Any]:
    """Return what the letter on paper, dated `on`, shows; render it in the language of the letter.

    The keys are shown once: nothing keeps them.
    """
    with translation.override(hearing.language):
        address = whole_address("authority", token)
        return {
            **_about(hearing, on),
            "address": address,
            # In two parts, so that a line breaks between them.
            "home": address[: address.index(token)],
            "token": address[address.index(token) :],
            "typed": whole_address("authority_code").split("://")[-1],
            "code": group_code(code),
            "square": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
        }


def _about(hearing: Hearing, on: date) -> dict[str, Any]:
    return {
        "dated": on,
        # A letter that is made again may leave in the middle of the term.
        "has_whole_term": hearing.due_on >= term_of(on),
        "hearing": hearing,
        "round": hearing.round,
        "place": hearing.round.territory.name,
        "post": settings.POSTAL_ADDRESS,
        "phone": settings.PHONE_LINE,
        "phone_hours": settings.PHONE_HOURS,
    }
