"""The rows of an XLSForm (https://xlsform.org), with their words in every language of the form."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils import translation
from django.utils.functional import Promise

from observatory.questionnaires.languages import own_name

# In one language.
Said = Callable[[str], str]


def column(language: str) -> str:
    """Return how a language is called in the form: its own name, with the code of BCP 47."""
    return f"{own_name(language)} ({language})"


def ours(text: str | Promise) -> Said:
    def said(language: str) -> str:
        with translation.override(language):
            return str(text)

    return said


def plain(text: str) -> str:
    """Return words of a questionnaire that pyxform cannot take for a reference."""
    return text.replace("${", "$ {")


class Rows:
    """The rows of one form, in order."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = languages
        self.survey: list[dict[str, str]] = []
        self.choices: list[dict[str, str]] = []
        # The name of each list of choices, by what it holds: many questions share one.
        self.lists: dict[tuple[tuple[str, ...], ...], str] = {}

    def row(
        self,
        kind: str,
        name: str,
        label: Said | None = None,
        words: Mapping[str, Said | None] | None = None,
        **columns: str,
    ) -> None:
        """Add a question, a note, a group: `words` are hint, constraint_message and so on."""
        said = {"label": label, **(words or {})}
        row = {"type": kind, "name": name, **{key: text for key, text in columns.items() if text}}
        for key, text in said.items():
            if text is not None:
                row |= {f"{key}::{column(one)}": plain(text(one)) for one in self.languages}
        # A hint that is said in no language would be shown as a dash.
        for key in ("hint", "required_message"):
            names = [f"{key}::{column(language)}" for language in self.languages]
            if not any(row.get(one) for one in names):
                for one in names:
                    row.pop(one, None)
        self.survey.append(row)

    def begin(self, name: str, label: Said | None, relevant: str = "") -> None:
        """Begin a group that is shown on one screen."""
        self.row("begin_group", name, label, relevant=relevant, appearance="field-list")

    def note_of(self, name: str, shown: str) -> None:
        """Show what another field holds, where it holds something."""
        label = {f"label::{column(one)}": f"${{{shown}}}" for one in self.languages}
        self.survey.append(
            {"type": "note", "name": name, "relevant": f"${{{shown}}} != ''", **label}
        )

    def end(self) -> None:
        self.survey.append({"type": "end_group"})

    def list_of(self, options: Iterable[tuple[str, Said]]) -> str:
        """Return the name of the list of these choices (code, words)."""
        found = tuple(
            (code, *(plain(said(language)) for language in self.languages))
            for code, said in options
        )
        if found not in self.lists:
            self.lists[found] = f"list{len(self.lists) + 1}"
            for code, *labels in found:
                row = {"list_name": self.lists[found], "name": code}
                for language, label in zip(self.languages, labels, strict=True):
                    row[f"label::{column(language)}"] = label
                self.choices.append(row)
        return self.lists[found]
