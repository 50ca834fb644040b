"""The forms of the wizard, made from the questionnaire: one per screen, no question named here."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from observatory.kit.pictures import CleanPicture, PictureRefused, clean_picture
from observatory.questionnaires.schema import Answer, Definition, Option, Question, Screen
from observatory.questionnaires.speaking import FOLDED
from observatory.questionnaires.validation import PHOTO_RECEIVED, validate_answers

from .wizard_fields import (
    LEARNS_NOTHING,
    PICTURE_REFUSED,
    AnswerField,
    belongs,
    is_choice,
    make_fields,
    options_in,
    part_name,
    too_heavy,
)
from .wizard_shown import Choice, ChoiceGroup, Shown

GROUP_FIELD = "group"


class ScreenForm(forms.Form):
    """The questions of one screen. After `is_valid()`, `answers` holds them cleaned, None for none.

    `group` limits the options of a grouped question to one of its groups.
    `picture` is the photo that came, cleaned; `drops_photo` says that the one
    that was there must go. `without` are kinds of questions to leave out; on a
    device that is shared (`is_shared`) the browser learns nothing from what is typed.
    """

    use_required_attribute = False

    def __init__(
        self,
        definition: Definition,
        screen: Screen,
        *,
        known: dict[str, Answer],
        language: str,
        today: date,
        group: str = "",
        request: HttpRequest | None = None,
        without: frozenset[str] = frozenset(),
        is_shared: bool = False,
    ) -> None:
        data, files = (request.POST, request.FILES) if request else (None, None)
        super().__init__(data, files, error_class=forms.utils.ErrorList)
        self.definition, self.screen, self.known = definition, screen, known
        self.language, self.today, self.group = language, today, group
        self.upload_too_large = bool(request and getattr(request, "upload_too_large", False))
        self.answers: dict[str, Answer | None] = {}
        self.picture: CleanPicture | None = None
        self.drops_photo = False
        self.questions = [one for one in screen.questions if one.kind not in without]
        for question in self.questions:
            for name, one in make_fields(question, language, known.get(question.key), today):
                if is_shared:
                    one.widget.attrs |= LEARNS_NOTHING
                self.fields[name] = one

    @property
    def takes_files(self) -> bool:
        return any(question.kind == "photo" for question in self.questions)

    def clean(self) -> dict[str, Any]:
        raw: dict[str, Any] = dict(self.known)
        for question in self.questions:
            raw[question.key] = self._raw(question)
        keys = [question.key for question in self.questions]
        cleaned, errors = validate_answers(
            self.definition, raw, language=self.language, today=self.today, only=keys
        )
        self.answers = {key: cleaned.get(key) for key in keys}
        for place, message in errors.items():
            self.add_error(self._field_of(place), message)
        return self.cleaned_data

    def _raw(self, question: Question) -> Any:
        if question.kind == "contact":
            return {part: self.data.get(part_name(question, part), "") for part in question.parts}
        if question.kind == "photo":
            return self._raw_photo(question)
        if question.kind == "terms":
            values = self.data
            return (
                values.getlist(question.key)
                if isinstance(values, QueryDict)
                else values.get(question.key, [])
            )
        return self.data.get(question.key, "")

    def _raw_photo(self, question: Question) -> str:
        """Clean the picture that came; without one, keep the one that is there or drop it."""
        upload: UploadedFile | None = self.files.get(question.key)
        if self.upload_too_large:
            self.add_error(question.key, too_heavy())
        elif upload is not None:
            try:
                self.picture = clean_picture(upload.read())
                return PHOTO_RECEIVED
            except PictureRefused as refused:
                self.add_error(question.key, PICTURE_REFUSED[refused.reason])
        was_there = bool(self.known.get(question.key))
        self.drops_photo = was_there and bool(self.data.get(f"{question.key}-drop"))
        return PHOTO_RECEIVED if was_there and not self.drops_photo else ""

    def _field_of(self, place: str) -> str | None:
        key, _dot, part = place.partition(".")
        question = self.definition.questions[key]
        if question.kind == "contact":
            return part_name(question, part or question.parts[0])
        return key if key in self.fields else None

    def shown(self) -> list[Shown]:
        """Return the questions in order, those revealed by another one below it."""
        found: dict[str, Shown] = {}
        top: list[Shown] = []
        for question in self.questions:
            one = self._show(question)
            found[question.key] = one
            leads = [
                found[key]
                for key in (question.condition.mentions() if question.condition else ())
                if key in found
            ]
            if leads:
                _reveal(leads[-1], one, self.known)
            elif self.definition.question_stands(question, self.known):
                top.append(one)
        return top

    def _show(self, question: Question) -> Shown:
        words = question.words(self.language)
        names = [name for name in self.fields if belongs(name, question)]
        one = Shown(
            question,
            words.label,
            words.help,
            words.text,
            say=words.say,
            fields=[self[name] for name in names],
            errors=[str(message) for name in names for message in self.errors.get(name, [])],
        )
        if is_choice(question):
            one.groups = self._groups(question, is_wrong=bool(one.errors))
        return one

    def _groups(self, question: Question, is_wrong: bool) -> list[ChoiceGroup]:
        value = self[question.key].value() or []
        chosen = set(value if isinstance(value, list) else [value])
        number = 0
        groups = []
        for group, options in options_in(question, self.group):
            choices = []
            for option in options:
                choices.append(
                    Choice(
                        option=option,
                        name=question.key,
                        kind="checkbox" if question.multiple else "radio",
                        number=number,
                        is_wrong=is_wrong,
                        label=option.label(self.language),
                        hint=option.hint(self.language),
                        checked=option.code in chosen,
                    )
                )
                number += 1
            if question.is_folded and group is None:
                words = question.words(self.language)
                label = words.short or words.label
                groups.append(ChoiceGroup(label, question.icon, choices, key=FOLDED))
            else:
                label = group.label(self.language) if group and not self.group else ""
                icon, key = (group.icon, group.code) if group else ("", "")
                groups.append(ChoiceGroup(label, icon, choices, key=key))
        for one in groups:
            one.is_open = bool(one.chosen)
        if len(groups) > 1 and not any(one.is_open for one in groups):
            groups[0].is_open = True
        return groups


class GroupForm(forms.Form):
    """The choice of a group of options, before the options themselves; `chosen` after `is_valid()`.

    A value is "group:<code>", or "option:<code>" for what stands apart.
    """

    use_required_attribute = False

    def __init__(
        self,
        screen: Screen,
        question: Question,
        *,
        language: str,
        initial: str,
        request: HttpRequest | None = None,
    ) -> None:
        super().__init__(request.POST if request else None)
        self.screen, self.question, self.language = screen, question, language
        self.fields[GROUP_FIELD] = AnswerField(
            widget=forms.RadioSelect(),
            initial=initial,
        )

    takes_files = False

    def _tiles(self) -> Iterator[tuple[str, str, str]]:
        for group, options in self.question.grouped():
            if group is not None:
                yield f"group:{group.code}", group.label(self.language), group.icon
            else:
                for option in options:
                    yield f"option:{option.code}", option.label(self.language), option.icon

    def clean(self) -> dict[str, Any]:
        value = self.data.get(GROUP_FIELD, "")
        if not value and self.question.required:
            missing = self.question.words(self.language).missing
            self.add_error(GROUP_FIELD, missing or _("Choisissez une image."))
        elif value and value not in {tile for tile, _label, _icon in self._tiles()}:
            self.add_error(GROUP_FIELD, _("Ce choix n’existe pas. Choisissez une image."))
        self.chosen = value
        return self.cleaned_data

    def shown(self) -> list[Shown]:
        words = self.screen.words(self.language)
        value = self[GROUP_FIELD].value()
        errors = [str(message) for message in self.errors.get(GROUP_FIELD, [])]
        choices = [
            Choice(
                option=Option(code=tile, names={}, number=index + 1, icon=icon),
                name=GROUP_FIELD,
                kind="radio",
                number=index,
                is_wrong=bool(errors),
                label=label,
                hint="",
                checked=tile == value,
            )
            for index, (tile, label, icon) in enumerate(self._tiles())
        ]
        question = Question(key=GROUP_FIELD, kind="group", wording=self.screen.wording)
        return [
            Shown(
                question,
                words.label,
                words.help,
                words.text,
                say=words.say,
                groups=[ChoiceGroup("", "", choices)],
                errors=errors,
            )
        ]


def _reveal(lead: Shown, dependent: Shown, known: dict[str, Answer]) -> None:
    """Put a question below the one whose answer brings it, and mark the answers that do."""
    lead.dependents.append(dependent)
    condition = dependent.question.condition
    for group in lead.groups:
        for choice in group.choices:
            value: Answer = [choice.value] if lead.question.kind == "terms" else choice.value
            if condition and condition.holds({**known, lead.question.key: value}):
                choice.reveals = True
