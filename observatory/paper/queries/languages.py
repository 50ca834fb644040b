"""The languages that forms are printed in: those of the questionnaire."""

from observatory.questionnaires.languages import own_name
from observatory.questionnaires.queries import compiled, current_version


def form_languages() -> list[tuple[str, str]]:
    """Return (code, name) of each language of the present questionnaire."""
    return [(code, language_name(code)) for code in compiled(current_version("report")).languages]


def language_name(code: str) -> str:
    """Return the name of a language in that language, or its code."""
    return own_name(code)
