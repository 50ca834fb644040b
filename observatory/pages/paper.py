"""The present questionnaire as it is printed: the same questions as on screen, with boxes and lines."""

from typing import Any

from django.utils.translation import get_language

from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.schema import Definition, Question, Screen

BOXES = frozenset({"territory", "service", "terms", "choice"})
# About how many characters one line of handwriting holds, and the fewest and most lines.
LINE = 90
FEWEST, MOST = 2, 9


def printed_form() -> dict[str, Any] | None:
    """Return the questionnaire for print in the reader's language, None while none is published.

    `parts` are screens with their questions in the order they are asked.
    `contacts` are the questions about how to reach the person: they stand on a
    piece of paper of their own, so that identity never travels with the story.
    """
    try:
        version = current_version("report")
    except QuestionnaireVersion.DoesNotExist:
        return None
    definition = compiled(version)
    language = get_language() or "fr"
    return {
        "number": version.number,
        "parts": _parts(definition, language),
        "contacts": [
            _question(question, language)
            for question in definition.questions.values()
            if question.kind == "contact"
        ],
    }


def _parts(definition: Definition, language: str) -> list[dict[str, Any]]:
    """Return what is printed of each screen; choosing a group first makes no sense on paper."""
    parts = []
    for screen in definition.screens:
        if screen.groups_of or screen.is_end:
            continue
        questions = [_question(q, language) for q in screen.questions if q.kind != "contact"]
        if questions or not screen.questions:
            parts.append({**_screen(screen, language), "questions": questions})
    return parts


def _screen(screen: Screen, language: str) -> dict[str, Any]:
    words = screen.words(language)
    return {
        "title": words.label,
        "text": words.text,
        "source": words.source,
        # A question without a title above it is a heading of its own.
        "level": 3 if words.label else 2,
    }


def _question(question: Question, language: str) -> dict[str, Any]:
    words = question.words(language)
    return {
        "kind": "boxes" if question.kind in BOXES else question.kind,
        "label": words.label,
        # The help of a list speaks of touching a screen; that of the others stands on paper too.
        "help": "" if question.kind in BOXES else words.help,
        "text": words.text,
        "several": question.multiple,
        "needed": question.is_needed,
        "after_consent": bool(question.needs_consent) and question.kind != "contact",
        "groups": [
            {
                "label": group.label(language) if group else "",
                "options": [
                    f"{option.mark} {option.label(language)}".strip() for option in options
                ],
            }
            for group, options in question.grouped()
        ],
        "lines": range(min(max(question.max_length // LINE, FEWEST), MOST)),
        "parts": question.parts,
    }
