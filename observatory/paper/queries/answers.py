"""An answer in words, to be held beside the paper."""

from django.utils.translation import gettext as _

from observatory.questionnaires.amounts import amount_words
from observatory.questionnaires.schema import MEASURED, YES, Answer, Question
from observatory.reports.forms.wizard_fields import month_label


def answer_words(question: Question, answer: Answer | None, language: str) -> str:
    """Return what was answered to a question, in words; "nothing" without an answer."""
    if not answer:
        return _("Rien")
    if question.consent:
        return _("Oui") if answer == YES else _("Non")
    if question.kind == "month":
        return _("Je ne sais plus") if answer == "unknown" else month_label(str(answer))
    if question.kind in MEASURED:
        return amount_words(question, str(answer))
    if question.kind == "text":
        return str(answer)
    codes = answer if isinstance(answer, list) else [str(answer)]
    return ", ".join(
        question.by_code[code].label(language) if code in question.by_code else code
        for code in codes
    )
