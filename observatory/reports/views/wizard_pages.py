"""What the pages of the wizard show besides the questions: where one is, what was answered."""

import base64
import io
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image

from observatory.kit.pictures import CleanPicture
from observatory.questionnaires.amounts import amount_words
from observatory.questionnaires.queries import recorded_parts
from observatory.questionnaires.schema import MEASURED, Answer, Question, Screen
from observatory.reports.forms.wizard_fields import CONTACT_FIELDS, month_label
from observatory.reports.forms.wizard_shown import Shown

from .kiosk_mode import Kiosk
from .wizard_sitting import Sitting

CHECK = "check"
THUMBNAIL_SIDE = 240
THUMBNAIL_QUALITY = 60


@dataclass
class Row:
    """One answer on the page where they are checked."""

    label: str
    href: str
    lines: list[str] = field(default_factory=list)
    # What stands there when nothing was answered.
    empty: str = ""
    picture: str = ""
    is_text: bool = False


def address_of(sitting: Sitting, screen: Screen | None) -> str:
    """Return the address of a screen; None is the page where the answers are checked."""
    if screen is None:
        return reverse("report_screen", args=[CHECK])
    if screen is sitting.definition.screens[0]:
        return reverse("report_start")
    return reverse("report_screen", args=[screen.key])


def position(path: list[Screen], screen: Screen) -> tuple[int, int]:
    """Return (number of this page, number of pages), the check being the last."""
    keys = [one.key for one in path]
    return (keys.index(screen.key) + 1 if screen.key in keys else 1), len(path) + 1


def kiosk_parts(kiosk: Kiosk | None, *, is_empty: bool = False) -> dict[str, Any]:
    """Return what the frame of the page reads: the tablet, and whether there is something to erase.

    A tablet that shows its first screen in its own language, untouched, waits
    for the next person and asks nobody whether they are still there.
    """
    holds = kiosk is not None and not (is_empty and get_language() == kiosk.language)
    return {"kiosk": kiosk, "kiosk_holds": holds}


def notices(request: HttpRequest, sitting: Sitting) -> dict[str, Any]:
    """Return what the redirect that led here has to say."""
    return {
        "was_gone": "gone" in request.GET,
        "has_answers": bool(sitting.answers),
        "was_erased": "erased" in request.GET,
        "was_kept": "kept" in request.GET and sitting.is_kept,
        "until": sitting.until,
    }


def check_rows(sitting: Sitting, language: str) -> list[Row]:
    """Return the answers to every question that is asked of this person, in order."""
    grouped_on = {
        screen.groups_of: screen for screen in sitting.definition.screens if screen.groups_of
    }
    rows = []
    for screen in sitting.definition.path(sitting.answers):
        for question in screen.questions:
            if question.kind in sitting.without:
                continue
            if sitting.definition.question_stands(question, sitting.answers):
                asked_on = grouped_on.get(question.key, screen)
                href = f"{address_of(sitting, asked_on)}?back={CHECK}"
                rows.append(_row(sitting, question, language, href))
    return rows


def _row(sitting: Sitting, question: Question, language: str, href: str) -> Row:
    words = question.words(language)
    answer = sitting.answers.get(question.key)
    row = Row(label=words.short or words.label, href=href)
    if not answer:
        row.empty = (
            _("Pas de réponse. Cela veut dire non.") if question.consent else _("Pas de réponse")
        )
        return row
    if question.kind == "photo":
        row.picture = sitting.thumbnail
        row.lines = [_("Une photo")]
    else:
        row.lines = answer_lines(question, answer, language)
    row.is_text = question.kind == "text"
    return row


def answer_lines(question: Question, answer: Answer, language: str) -> list[str]:
    """Return an answer in words, one line per thing that was said."""
    if isinstance(answer, dict):
        return [
            f"{CONTACT_FIELDS[part][0]}\u202f: {answer[part]}"
            for part in question.parts
            if part in answer
        ]
    if question.kind == "month":
        return [_("Je ne sais plus") if answer == "unknown" else month_label(str(answer))]
    if question.kind in MEASURED:
        return [amount_words(question, str(answer))]
    codes = answer if isinstance(answer, list) else [answer]
    if not question.options:
        return [str(answer)]
    return [
        f"{option.mark} {option.label(language)}".strip()
        for option in (question.by_code.get(code) for code in codes)
        if option is not None
    ]


def lend_voice(sitting: Sitting, screen: Screen, shown: list[Shown], language: str) -> str:
    """Give the questions and groups the addresses of their recordings; return the screen's own."""
    recorded = recorded_parts(sitting.version, language)
    if not recorded:
        return ""

    def address(key: str) -> str:
        return reverse("recording_file", args=[recorded[key]]) if key in recorded else ""

    def lend(one: Shown) -> None:
        key = screen.key if screen.groups_of else f"{screen.key}.{one.question.key}"
        one.recording = address(key)
        for group in one.groups:
            group.recording = address(f"{key}.{group.key}") if group.key else ""
        for dependent in one.dependents:
            lend(dependent)

    for one in shown:
        lend(one)
    return "" if screen.groups_of else address(screen.key)


def error_rows(sitting: Sitting, errors: dict[str, str]) -> list[dict[str, str]]:
    """Return what keeps the report from being sent, each with the address of its screen."""
    rows = []
    for place, message in errors.items():
        screen = sitting.definition.screen_of[place.partition(".")[0]]
        rows.append({"text": message, "href": f"{address_of(sitting, screen)}?back={CHECK}"})
    return rows


def thumbnail_of(picture: CleanPicture) -> str:
    """Return a small copy as a data address, so that the person sees what she gave."""
    image = Image.open(io.BytesIO(picture.data), formats=["JPEG"])
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=THUMBNAIL_QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
