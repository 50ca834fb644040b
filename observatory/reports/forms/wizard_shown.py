"""Questions as the pages of the wizard show them, ready to be written out.

What does not change from one person to the next (the words and picture of an
option) is rendered once per process: a page has up to sixty of them.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from observatory.questionnaires.schema import Option, Question


@lru_cache(maxsize=4096)
def _face(icon: str, mark: str, label: str, hint: str) -> SafeString:
    context = {"icon": icon, "mark": mark, "label": label, "hint": hint}
    return render_to_string("reports/wizard/face.html", context)


@lru_cache(maxsize=4096)
def _control(kind: str, name: str, value: str, identifier: str) -> SafeString:
    return format_html('type="{}" name="{}" value="{}" id="{}"', kind, name, value, identifier)


@dataclass
class Choice:
    """One option as the page shows it."""

    option: Option
    name: str
    kind: str
    number: int
    label: str
    hint: str
    checked: bool
    is_wrong: bool = False
    # Choosing it shows the questions that follow in the same block.
    reveals: bool = False

    @property
    def value(self) -> str:
        return self.option.code

    @property
    def face(self) -> SafeString:
        """The picture and the words."""
        return _face(self.option.icon, self.option.mark, self.label, self.hint)

    @property
    def control(self) -> SafeString:
        """The attributes of the box to tick."""
        start = _control(self.kind, self.name, self.value, f"id_{self.name}_{self.number}")
        return SafeString(
            start
            + (" checked" if self.checked else "")
            + (" data-reveals" if self.reveals else "")
            + (' aria-invalid="true"' if self.is_wrong else "")
        )

    @property
    def line(self) -> str:
        """The whole option: its box, picture and words."""
        marked = " marked" if self.option.mark else ""
        return f'<label class="choice{marked}"><input {self.control}>{self.face}</label>\n'


@dataclass
class ChoiceGroup:
    """Options under one heading; `chosen` of them are ticked."""

    label: str
    icon: str
    choices: list[Choice]
    is_open: bool = False
    # What names the group in the questionnaire; empty for what stands in none.
    key: str = ""
    # The address of the voice that reads its options.
    recording: str = ""

    @property
    def lines(self) -> SafeString:
        """The options as HTML: up to sixty, so written out without a template."""
        return SafeString("".join([choice.line for choice in self.choices]))

    @property
    def chosen(self) -> int:
        return sum(choice.checked for choice in self.choices)


@dataclass
class Shown:
    """One question as the page shows it, with those that its answer reveals."""

    question: Question
    label: str
    help: str
    # More paragraphs to read first.
    text: tuple[str, ...] = ()
    # What is read aloud instead of the label and the help.
    say: str = ""
    # The address of the voice that reads the question.
    recording: str = ""
    fields: list[BoundField] = field(default_factory=list)
    groups: list[ChoiceGroup] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dependents: list["Shown"] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_{self.question.key}"

    @property
    def reveals_now(self) -> bool:
        """Tell whether what depends on this one must be seen whatever is chosen."""
        return any(one.errors for one in self.dependents)

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}_help"] if self.help else []
        return " ".join(parts + ([f"{self.id}_error"] if self.errors else []))
