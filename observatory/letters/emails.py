"""The answer to a letter: what the team writes, then where the person can go on."""

from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from observatory.kit.return_codes import group_code


@dataclass(frozen=True)
class Letter:
    """An answer ready for the outbox or the printer."""

    subject_line: str = field(repr=False)
    body: str = field(repr=False)
    language: str


def ways_to_go_on(language: str) -> dict[str, str]:
    """Return where a person can go on, in that language: by phone, by post, online."""
    with translation.override(language):
        home = settings.PUBLIC_URL.rstrip("/")
        return {
            "phone": settings.PHONE_LINE,
            "phone_hours": settings.PHONE_HOURS,
            "post": settings.POSTAL_ADDRESS,
            "start": home + reverse("report_start"),
            "follow": home + reverse("follow_up"),
        }


def write_answer(*, text: str, code: str, language: str) -> Letter:
    """Write the answer: the team's own words, the return code if a report was made, where to go on.

    `code` is "" without a report. Nothing of what the person wrote is repeated.
    """
    context = {
        "text": text,
        "code": group_code(code) if code else "",
        "ways": ways_to_go_on(language),
    }
    with translation.override(language):
        return Letter(
            subject_line=render_to_string("letters/email/answer_subject.txt", context).strip(),
            body=render_to_string("letters/email/answer_message.txt", context).strip() + "\n",
            language=language,
        )
