"""The questionnaire on one dense screen: for the desk, a group, a pile of paper, a letter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from observatory.kit.pictures import CleanPicture, PictureRefused, clean_picture
from observatory.questionnaires.schema import NO, YES, Answer, Definition, Question, Screen
from observatory.questionnaires.validation import PHOTO_RECEIVED, validate_answers
from observatory.reports.forms.wizard_fields import (
    PICTURE_REFUSED,
    belongs,
    help_of,
    is_choice,
    make_fields,
    part_name,
    too_heavy,
)

from .shown import (
    DenseNotice,
    DenseQuestion,
    DenseSection,
    condition_json,
    group_options,
    is_read_aloud,
)


class DenseForm(forms.Form):
    """Every question of a questionnaire at once. After `is_valid()`, `answers` holds them cleaned.

    `quick` keeps only the questions of the short form; `without` leaves kinds of
    questions out ("photo", "contact"). `known` holds answers to begin with.
    `explains` is for observers: the whole label, and how each question is established.
    `language` is the one of who types; `spoken` (the same unless said) is the
    person's, in which consents are read. `picture` is the photo that came, cleaned;
    `upload_too_large` (of the request) says that it was refused on its way.
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
        explains: bool = False,
        spoken: str = "",
        upload_too_large: bool = False,
    ) -> None:
        super().__init__(data, files)
        self.upload_too_large = upload_too_large
        self.definition, self.language, self.today = definition, language, today
        self.spoken, self.explains = spoken or language, explains
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
        if self.upload_too_large:
            self.add_error(question.key, too_heavy())
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

    @property
    def refuses(self) -> bool:
        """Tell whether the person refused a consent without which nothing is kept."""
        return any(
            question.is_needed and self._raw(question) == NO
            for question in self.asked
            if question.consent
        )

    @property
    def takes_files(self) -> bool:
        return any(question.kind == "photo" for question in self.asked)

    def sections(self) -> list[DenseSection]:
        """Return the questions by screen, in order, screens without questions left out.

        A question that only stands after one answer to another one is among the
        `dependents` of that one, and so are words that must be read first. What
        depends on the way of an observation stays in its own part: that is most of it.
        """
        found: list[DenseSection] = []
        # By key, the question in whose block each one stands.
        leads: dict[str, DenseQuestion] = {}
        for screen in self.definition.screens:
            words = screen.words(self.language)
            section = DenseSection(screen, words.label, words.text)
            for question in screen.questions:
                if question not in self.asked:
                    continue
                one = self._show(screen, question)
                lead = self._lead(screen, question, leads)
                if lead is None:
                    section.questions.append(one)
                else:
                    lead.dependents.append(one)
                leads[question.key] = lead or one
            self._put_notice(screen, leads)
            if section.questions:
                found.append(section)
        for lead in leads.values():
            self._mark_revealing(lead)
        return found

    def _lead(
        self, screen: Screen, question: Question, leads: dict[str, DenseQuestion]
    ) -> DenseQuestion | None:
        """Return the question in whose block this one stands; None when it stands by itself."""
        keys = [self.definition.consents[code].key for code in question.needs_consent]
        for condition in (screen.condition, question.condition):
            if condition is not None and not condition.holds({}):
                keys += sorted(condition.mentions())
        for key in reversed(keys):
            lead = leads.get(key)
            if self.definition.questions[key].maps_to == "channel":
                continue
            if lead is not None and (lead.control == "chips" or lead.question.key != key):
                return lead
        return None

    def _put_notice(self, screen: Screen, leads: dict[str, DenseQuestion]) -> None:
        """Words without questions that one answer brings up stand with that answer.

        They are for the person: who works in the service learns that nothing
        protects her here, who refuses to be counted that nothing is kept.
        """
        if screen.questions or screen.condition is None:
            return
        for key in sorted(screen.condition.mentions() & set(leads)):
            notice = DenseNotice(screen, screen.words(self.spoken), self.spoken)
            leads[key].notices.append(notice)

    def _mark_revealing(self, lead: DenseQuestion) -> None:
        key = lead.question.key
        for group in lead.groups:
            for choice in group.choices:
                value: Answer = [choice.value] if lead.question.kind == "terms" else choice.value
                choice.reveals = any(
                    self._is_revealed(one.question, key, value) for one in lead.dependents
                ) or any(
                    one.screen.condition is not None and one.screen.condition.holds({key: value})
                    for one in lead.notices
                )

    def _is_revealed(self, question: Question, key: str, value: Answer) -> bool:
        consents = {self.definition.consents[code].key for code in question.needs_consent}
        if key in consents:
            return value == YES
        return any(
            condition is not None and key in condition.mentions() and condition.holds({key: value})
            for condition in (
                self.definition.screen_of[question.key].condition,
                question.condition,
            )
        )

    def _show(self, screen: Screen, question: Question) -> DenseQuestion:
        is_read = is_read_aloud(screen, question)
        language = self.spoken if is_read else self.language
        words, own = question.words(language), question.words(self.language)
        names = [name for name in self.fields if belongs(name, question)]
        shown = DenseQuestion(
            question,
            words.label if is_read or self.explains else words.short or words.label,
            help_of(question, words.help),
            language,
            fields=[self[name] for name in names],
            errors=[str(message) for name in names for message in self.errors.get(name, [])],
            is_read=is_read,
            is_explained=self.explains,
            own=own.short or own.label if is_read else "",
            condition=condition_json(screen.condition, question.condition),
            needs=" ".join(self.definition.consents[code].key for code in question.needs_consent),
        )
        if is_choice(question):
            value = self[question.key].value() or []
            shown.chosen = list(value) if isinstance(value, list | tuple) else [value]
            shown.groups = group_options(question, shown.chosen, language)
        return shown
