"""Reading the answers back to the person, as whole sentences in her language.

The page's script does the same as one types (`static/desk/entry.js`).
"""

from django.utils.translation import override

from observatory.questionnaires.amounts import amount_words
from observatory.questionnaires.languages import isolate
from observatory.questionnaires.schema import MEASURED, Answer, Answers, Definition, Question
from observatory.reports.forms.wizard_fields import month_label

from .shown import is_read_aloud

BETWEEN = {"fr": "\u202f; ", "ar": "؛ "}


def read_back(definition: Definition, answers: Answers, language: str) -> list[str]:
    """Return one sentence per answer, in the order of the questions.

    Left out: consents, which are read one by one, how to reach the person, which
    is not said in a room, and what has no sentence in the questionnaire.
    """
    found = []
    for key, question in definition.questions.items():
        is_read = is_read_aloud(definition.screen_of[key], question)
        sentence = question.words(language).repeat
        answer = answers.get(key)
        if answer and sentence and not is_read and question.kind != "contact":
            found.append(sentence.replace("{answer}", _said(question, answer, language)))
    return found


def _said(question: Question, answer: Answer, language: str) -> str:
    if question.kind == "month" and answer != "unknown":
        with override(language):
            return month_label(str(answer))
    if question.kind in MEASURED:
        with override(language):
            return isolate(amount_words(question, str(answer)), language)
    codes = list(answer) if isinstance(answer, list | dict) else [answer]
    options = [question.by_code.get(code) for code in codes]
    said = [
        option.label(language) if option is not None else isolate(code, language)
        for option, code in zip(options, codes, strict=True)
    ]
    return BETWEEN.get(language, "; ").join(said)
