"""The form that a page was printed as, by the characters in its code."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from observatory.kit.omr.layout import PageLayout
from observatory.paper.models import PrintedForm
from observatory.paper.queries.printing import all_forms, find_form
from observatory.questionnaires.models import QuestionnaireVersion


@dataclass(frozen=True)
class Printed:
    """A form: what it is, the questions it asks, the language it is printed in, its pages in order."""

    kind: str
    form: str
    version: str
    questionnaire: QuestionnaireVersion
    language: str
    layouts: tuple[PageLayout, ...]

    @property
    def pages(self) -> int:
        return len(self.layouts)

    @property
    def is_rtl(self) -> bool:
        """Tell whether it is read from right to left: the words stand left of their boxes."""
        return self.language in settings.LANGUAGES_BIDI

    def layout(self, page: int) -> PageLayout | None:
        """Return where things stand on one of its pages; None for a page that it has not."""
        return self.layouts[page - 1] if 0 < page <= len(self.layouts) else None


def printed_form(form: str, version: str) -> Printed | None:
    """Return the form of a code; None when it was never printed here. One query."""
    found = find_form(form, version)
    return _printed(found) if found is not None else None


def printed_forms() -> list[tuple[Printed, str]]:
    """Return every form that was printed here with its title, the newest first. One query."""
    return [(_printed(one), _title(one)) for one in all_forms()]


def _printed(found: PrintedForm) -> Printed:
    return Printed(
        found.kind,
        found.form,
        found.version,
        found.questionnaire,
        found.language,
        found.layouts,
    )


def _title(found: PrintedForm) -> str:
    return _("%(kind)s, %(language)s, version %(version)s") % {
        "kind": {"R": _("Signalement"), "V": _("Relevé"), "C": _("Carte d’urne")}[found.kind],
        "language": found.language,
        "version": f"{found.form}{found.version}",
    }
