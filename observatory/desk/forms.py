"""The questionnaire on one dense screen: for the desk, a group, a pile of paper, a letter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from observatory.kit.pictures import CleanPicture, PictureRefused, clean_picture
from observatory.questionnaires.schema import Answer, Definition, Question, Screen
from observatory.questionnaires.validation import PHOTO_RECEIVED, validate_answers
from observatory.reports.forms.wizard_fields import (
    PICTURE_REFUSED,
    belongs,
    is_choice,
    make_fields,
    part_name,
)


@dataclass
class DenseQuestion:
    """One question as the dense screen shows it."""

    question: Question
    label: str
    help: str
    fields: list[forms.BoundField] = field(default_factory=list)
    # Codes that are chosen now.
    chosen: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class DenseSection:
    """The questions of one screen of the questionnaire."""

    screen: Screen
    title: str
    text: tuple[str, ...]
    questions: list[DenseQuestion] = field(default_factory=list)


class DenseForm(forms.Form):
    """Every question of a questionnaire at once. After `is_valid()`, `answers` holds them cleaned.

    `quick` keeps only the questions of the short form; `without` leaves kinds of
    questions out ("photo", "contact"). `known` holds answers to begin with.
    `picture` is the photo that came, cleaned.
    """

    use_required_attribute = False

    def __init__(
        self,
        definition: Definition,
        data: QueryDict | Mapping[str, Any] | None = None,
        files: MultiValueDict | None = None,
        *,
        language: str,
        today: date,
        known: Mapping[str, Answer] | None = None,
        quick: bool = False,
        without: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(data, files)
        self.definition, self.language, self.today = definition, language, today
        self.known: Mapping[str, Answer] = known or {}
        self.answers: dict[str, Answer] = {}
        self.picture: CleanPicture | None = None
        self.asked = [
            question
            for question in definition.questions.values()
            if (question.is_quick or not quick) and question.kind not in without
        ]
        for question in self.asked:
            for name, one in make_fields(question, language, self.known.get(question.key), today):
                self.fields[name] = one

    def clean(self) -> dict[str, Any]:
        raw = {question.key: self._raw(question) for question in self.asked}
        self.answers, errors = validate_answers(
            self.definition, raw, language=self.language, today=self.today
        )
        for place, message in errors.items():
            self.add_error(self._field_of(place), message)
        return self.cleaned_data

    def _raw(self, question: Question) -> Any:
        if question.kind == "contact":
            return {part: self.data.get(part_name(question, part), "") for part in question.parts}
        if question.kind == "photo":
            return self._raw_photo(question)
        if question.kind == "terms":
            if isinstance(self.data, QueryDict):
                return self.data.getlist(question.key)
            return self.data.get(question.key, [])
        return self.data.get(question.key, "")

    def _raw_photo(self, question: Question) -> str:
        upload = self.files.get(question.key)
        if upload is None:
            return ""
        try:
            self.picture = clean_picture(upload.read())
        except PictureRefused as refused:
            self.add_error(question.key, PICTURE_REFUSED[refused.reason])
            return ""
        return PHOTO_RECEIVED

    def _field_of(self, place: str) -> str | None:
        key, _dot, part = place.partition(".")
        question = self.definition.questions[key]
        if question.kind == "contact":
            name = part_name(question, part or question.parts[0])
            return name if name in self.fields else None
        return key if key in self.fields else None

    def sections(self) -> list[DenseSection]:
        """Return the questions by screen, in order, screens without questions left out."""
        found = []
        for screen in self.definition.screens:
            words = screen.words(self.language)
            section = DenseSection(screen, words.label, words.text)
            section.questions = [
                self._show(question) for question in screen.questions if question in self.asked
            ]
            if section.questions:
                found.append(section)
        return found

    def _show(self, question: Question) -> DenseQuestion:
        words = question.words(self.language)
        names = [name for name in self.fields if belongs(name, question)]
        shown = DenseQuestion(
            question,
            words.short or words.label,
            words.help,
            fields=[self[name] for name in names],
            errors=[str(message) for name in names for message in self.errors.get(name, [])],
        )
        if is_choice(question):
            value = self[question.key].value() or []
            shown.chosen = value if isinstance(value, list) else [value]
        return shown
