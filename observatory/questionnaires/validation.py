"""The one validation of answers, whatever the channel they came by. Plain data in, plain data out."""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .amounts import AmountRefused, clean_duration, clean_number
from .schema import CONTACT_PARTS, NO, YES, Answer, Definition, Question, Raw
from .text import TextRefused, clean_line, clean_text

MONTH = re.compile(r"(\d{4})-(\d{2})")
EARLIEST_YEAR = 1990
PHONE = re.compile(r"[+(]?[0-9][0-9 ()./+-]{4,}")
PHOTO_RECEIVED = "received"


class _Wrong(Exception):
    """The answer cannot be taken; `part` names the part of a contact that is wrong."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


def validate_answers(
    definition: Definition,
    raw: Raw,
    *,
    language: str,
    today: date | None = None,
    only: Collection[str] | None = None,
) -> tuple[dict[str, Answer], dict[str, str]]:
    """Return (cleaned answers, errors), both by question key; errors in `language`.

    An error in one part of a contact has the key "<question>.<part>".

    `raw` holds texts or lists of texts (a contact: a dict of texts) by question
    key; keys that no question has are left out. Questions are taken in order,
    and what does not stand is dropped:

    - the answer to a question that is not asked after the answers before it;
    - an answer that rests on a consent that was refused;
    - an exclusive option beside another.

    An error is: an unknown code, a missing required answer, a text over its
    limit, an amount that is none or out of its bounds, a month to come, a contact that cannot be one, and an answer that
    rests on a consent that was not answered. A consent that is needed and was
    refused is an error only when everything is validated.

    With `only`, these questions alone are validated, as for one screen: the
    other values of `raw` are taken as already cleaned. `today` (default: the
    present day) is the first day that counts as the future's eve.
    """
    today = today or timezone.localdate()
    cleaned: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    with translation.override(language):
        for question in definition.questions.values():
            if only is not None and question.key not in only:
                if question.key in raw:
                    cleaned[question.key] = raw[question.key]
                continue
            if not definition.question_stands(question, cleaned):
                continue
            try:
                answer = _clean(question, raw.get(question.key), today)
                if answer:
                    answer = _under_consent(definition, question, answer, cleaned)
                if not answer and question.required:
                    raise _Wrong(question.words(language).missing or _missing())
                if only is None and question.is_needed and answer != YES:
                    raise _Wrong(_("Sans cet accord, nous ne pouvons rien garder."))
            except _Wrong as wrong:
                place = f"{question.key}.{wrong.part}" if wrong.part else question.key
                errors[place] = str(wrong)
            else:
                if answer:
                    cleaned[question.key] = answer
    return cleaned, errors


def validate_answer(
    question: Question, value: Any, *, language: str, today: date | None = None
) -> tuple[Answer, str]:
    """Return (cleaned answer, error) of one question by itself; one of the two is empty.

    For who decides about one answer at a time: neither conditions nor consents are looked at.
    """
    with translation.override(language):
        try:
            return _clean(question, value, today or timezone.localdate()), ""
        except _Wrong as wrong:
            return "", str(wrong)


def _missing() -> str:
    return _("Choisissez une réponse.")


def _under_consent(
    definition: Definition, question: Question, answer: Answer, cleaned: dict[str, Answer]
) -> Answer:
    """Return the answer if a consent it rests on was given, nothing if they were refused."""
    if not question.needs_consent:
        return answer
    given = [cleaned.get(definition.consents[code].key) for code in question.needs_consent]
    if YES in given:
        return answer
    if all(one == NO for one in given):
        return ""
    raise _Wrong(
        _("Pour garder cette réponse, il faut d’abord votre accord. Répondez oui ou non plus haut.")
    )


def _clean(question: Question, value: Any, today: date) -> Answer:
    """Return the cleaned answer, empty when there is none. Raises `_Wrong`."""
    return _CLEANERS[question.kind](question, value, today)


def _clean_code(question: Question, value: Any, today: date) -> str:
    code = _one_text(value)
    if code and code not in question.by_code:
        raise _Wrong(_unknown(question))
    return code


def _unknown(question: Question) -> str:
    if question.kind == "territory":
        return _("Nous ne connaissons pas cette commune. Choisissez dans la liste.")
    if question.kind == "service":
        return _("Nous ne connaissons pas ce service. Choisissez dans la liste.")
    return _("Ce choix n’existe pas. Choisissez dans la liste.")


def _clean_terms(question: Question, value: Any, today: date) -> list[str]:
    values = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    if not all(isinstance(code, str) for code in values):
        raise _Wrong(_unknown(question))
    chosen = {code.strip() for code in values} - {""}
    if chosen - set(question.by_code):
        raise _Wrong(_unknown(question))
    if chosen - question.exclusive:
        chosen -= question.exclusive
    if len(chosen) > 1 and not question.multiple:
        raise _Wrong(_("Choisissez une seule réponse."))
    return [code for code in question.by_code if code in chosen]


def _clean_consent(question: Question, value: Any, today: date) -> str:
    answer = _one_text(value)
    if answer not in {"", YES, NO}:
        raise _Wrong(_("Répondez oui ou non."))
    return answer


def _clean_prose(question: Question, value: Any, today: date) -> str:
    try:
        return clean_text(_one_text(value), question.max_length)
    except TextRefused as refused:
        raise _Wrong(str(refused)) from refused


def _clean_month(question: Question, value: Any, today: date) -> str:
    """Return "2026-09", or "unknown" for who does not remember."""
    text = _one_text(value)
    if text in {"", "unknown"}:
        return text
    match = MONTH.fullmatch(text)
    if not match or not text.isascii():
        raise _Wrong(_("Choisissez un mois dans la liste."))
    year, month = int(match[1]), int(match[2])
    if not (EARLIEST_YEAR <= year <= 9999 and 1 <= month <= 12):
        raise _Wrong(_("Choisissez un mois dans la liste."))
    if (year, month) > (today.year, today.month):
        raise _Wrong(_("Ce mois n’est pas encore là. Choisissez un mois passé, ou ce mois-ci."))
    return text


def _clean_amount(question: Question, value: Any, today: date) -> str:
    """Return a number or a duration in its one spelling. A machine may give a whole number."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    clean = clean_number if question.kind == "number" else clean_duration
    try:
        return clean(question, value if is_whole else _one_text(value))
    except AmountRefused as refused:
        raise _Wrong(str(refused)) from refused


def _clean_photo(question: Question, value: Any, today: date) -> str:
    """Return the mark that a photo came; the picture itself travels beside the answers."""
    if _one_text(value) not in {"", PHOTO_RECEIVED}:
        raise _Wrong(_("Cette photo n’a pas pu être lue."))
    return _one_text(value)


def _clean_contact(question: Question, value: Any, today: date) -> dict[str, str]:
    """Return the parts that were filled in; a name alone reaches nobody and is no contact."""
    if not value:
        return {}
    if not isinstance(value, dict):
        raise _Wrong(_("Écrivez comment vous joindre."))
    found: dict[str, str] = {}
    for part in question.parts:
        text = value.get(part) or ""
        if not isinstance(text, str):
            raise _Wrong(_("Écrivez comment vous joindre."))
        try:
            clean = clean_text if part == "post" else clean_line
            text = clean(text, CONTACT_PARTS[part])
        except TextRefused as refused:
            raise _Wrong(str(refused), part) from refused
        if text:
            found[part] = text
    if "phone" in found and not PHONE.fullmatch(found["phone"]):
        raise _Wrong(_("Ce numéro de téléphone n’est pas complet. Vérifiez les chiffres."), "phone")
    if "email" in found:
        try:
            validate_email(found["email"])
        except ValidationError as error:
            raise _Wrong(
                _("Cette adresse e-mail n’est pas complète. Par exemple : nom@exemple.be"),
                "email",
            ) from error
    if set(found) == {"name"}:
        raise _Wrong(
            _("Avec un nom seul, nous ne pouvons pas vous joindre. Ajoutez un moyen."), "name"
        )
    return found


def _one_text(value: Any) -> str:
    """Return the only text; of a list, the first. Raises `_Wrong` for anything else."""
    if isinstance(value, list | tuple):
        if len(value) > 1:
            raise _Wrong(_("Choisissez une seule réponse."))
        value = value[0] if value else ""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Wrong(_("Cette réponse n’a pas pu être lue."))
    return value.strip()


_CLEANERS: dict[str, Callable[[Question, Any, date], Answer]] = {
    "territory": _clean_code,
    "service": _clean_code,
    "choice": _clean_code,
    "terms": _clean_terms,
    "consent": _clean_consent,
    "text": _clean_prose,
    "month": _clean_month,
    "number": _clean_amount,
    "duration": _clean_amount,
    "photo": _clean_photo,
    "contact": _clean_contact,
}
