"""The fields of the wizard's forms: one question of any kind, as Django's widgets."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.questionnaires.amounts import as_typed, how_to_write
from observatory.questionnaires.schema import (
    CONTACT_PARTS,
    MEASURED,
    Answer,
    Group,
    Option,
    Question,
)

MONTHS_OFFERED = 24
MEGABYTE = 1024 * 1024
# For a device that many people use: the keyboard and the browser keep no word of anyone.
LEARNS_NOTHING = {"autocomplete": "off", "autocorrect": "off", "spellcheck": "false"}

PICTURE_REFUSED = {
    "empty": gettext_lazy("Ce fichier est vide. Choisissez une autre photo, ou continuez sans."),
    "format": gettext_lazy(
        "Ce fichier n’est pas une photo que nous savons lire. Choisissez une photo (JPEG, PNG,"
        " WebP, HEIC), ou continuez sans."
    ),
    "animated": gettext_lazy("C’est une image qui bouge. Choisissez une photo simple."),
    "too_large": gettext_lazy(
        "Cette image est trop grande pour être lue. Choisissez-en une autre."
    ),
    "broken": gettext_lazy("Cette photo est abîmée. Choisissez-en une autre, ou continuez sans."),
}
# Label, widget and what the browser may fill in, for each part of a contact.
CONTACT_FIELDS: dict[str, tuple[Any, dict[str, str]]] = {
    "phone": (gettext_lazy("Par téléphone"), {"type": "tel", "autocomplete": "tel"}),
    "post": (gettext_lazy("Par la poste : votre adresse"), {"autocomplete": "street-address"}),
    "association": (
        gettext_lazy("Par une association : son nom, et la personne à demander"),
        {"autocomplete": "off"},
    ),
    "email": (gettext_lazy("Par e-mail"), {"type": "email", "autocomplete": "email"}),
    "name": (gettext_lazy("Votre nom, si vous voulez"), {"autocomplete": "name"}),
}


class AnswerField(forms.Field):
    """Hands on what was typed: the questionnaire's validation is the only one.

    Never marked "optional": the page says once that one may go on without answering.
    """

    def __init__(self, *, max_length: int = 0, **options: Any) -> None:
        super().__init__(required=True, **options)
        self.max_length = max_length or None

    def clean(self, value: Any) -> Any:
        return value


def too_heavy() -> str:
    """Say that a file is over the limit, and what the limit is."""
    return _(
        "Cette photo est trop lourde : %(limit)d Mo au plus. Choisissez-en une autre, ou"
        " continuez sans."
    ) % {"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE}


def month_label(text: str) -> str:
    """Return "2026-09" in words: "septembre 2026"."""
    year, month = text.split("-")
    return date_format(date(int(year), int(month), 1), "F Y")


def part_name(question: Question, part: str) -> str:
    """Return the name of the field of one part of a contact."""
    return f"{question.key}-{part}"


def belongs(name: str, question: Question) -> bool:
    """Tell whether the field is one of the question's."""
    return name == question.key or name.startswith(f"{question.key}-")


def is_choice(question: Question) -> bool:
    """Tell whether the question is answered by choosing."""
    return question.kind in {"territory", "service", "terms", "choice", "consent"}


def options_in(question: Question, group: str) -> list[tuple[Group | None, list[Option]]]:
    """Return the groups to show: all of them, or the one that was chosen on the screen before."""
    grouped = question.grouped()
    if group:
        return [(one, options) for one, options in grouped if one and one.code == group]
    return grouped


def make_fields(
    question: Question, language: str, answer: Answer | None, today: date
) -> Iterator[tuple[str, forms.Field]]:
    """Yield the fields of one question (name, field), with what was answered before."""
    if question.kind == "contact":
        yield from _contact_fields(question, answer)
        return
    words = question.words(language)
    initial: Any = answer
    if not question.multiple and isinstance(answer, list):
        initial = answer[0] if answer else ""
    if question.kind in MEASURED and isinstance(answer, str) and answer:
        initial = as_typed(question, answer)
    yield (
        question.key,
        AnswerField(
            label=words.label,
            help_text=help_of(question, words.help),
            widget=_widget(question, answer, today),
            initial=None if question.kind == "photo" else initial,
            max_length=question.max_length,
        ),
    )


def help_of(question: Question, said: str) -> str:
    """Return the help of a question, with the unit in which an amount is typed."""
    return " ".join(one for one in (said, how_to_write(question)) if one)


def _widget(question: Question, answer: Answer | None, today: date) -> forms.Widget:
    if question.kind == "photo":
        return forms.FileInput({"accept": "image/*"})
    if question.kind == "text":
        return forms.Textarea({"rows": "8"})
    if question.kind in MEASURED:
        # The keyboard of digits alone has no sign between minutes and seconds.
        mode = "text" if question.kind == "duration" else "decimal"
        return forms.TextInput(
            {"inputmode": mode, "autocomplete": "off", "maxlength": "20", "size": "8"}
        )
    if question.kind == "month":
        return forms.Select(choices=_months(today, answer))
    # The page writes the options out itself (`wizard_shown`).
    return forms.CheckboxSelectMultiple() if question.multiple else forms.RadioSelect()


def _contact_fields(question: Question, answer: Answer | None) -> Iterator[tuple[str, forms.Field]]:
    values = answer if isinstance(answer, dict) else {}
    for part in question.parts:
        label, attrs = CONTACT_FIELDS[part]
        attrs = {"maxlength": str(CONTACT_PARTS[part]), **attrs}
        kind = forms.Textarea if part == "post" else forms.TextInput
        widget = kind({"rows": "3", **attrs} if part == "post" else attrs)
        yield (
            part_name(question, part),
            AnswerField(label=label, widget=widget, initial=values.get(part, "")),
        )


def _months(today: date, answer: Answer | None) -> list[tuple[str, str]]:
    """Return the last two years, the month that was chosen if it is older, and "I don't know"."""
    found = []
    year, month = today.year, today.month
    for _step in range(MONTHS_OFFERED):
        found.append(f"{year:04d}-{month:02d}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    if isinstance(answer, str) and answer not in {"", "unknown", *found}:
        found.append(answer)
    return [
        ("", _("Choisissez le mois")),
        *((text, month_label(text)) for text in found),
        ("unknown", _("Plus longtemps, ou je ne sais plus")),
    ]
