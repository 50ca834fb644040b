"""Telephone numbers as people type them."""

import phonenumbers
from django import forms
from django.utils.translation import gettext as _


def clean_phone(typed: str) -> str:
    """Return a telephone number as it is written here, "02 279 25 20"; "" for nothing.

    Raises `ValidationError` for what no telephone can dial.
    """
    typed = typed.strip()
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, "BE")
    except phonenumbers.NumberParseException:
        number = None
    # Short numbers (1700) have no place in the plan of ordinary ones.
    if number is None or not (
        phonenumbers.is_possible_number(number) or phonenumbers.is_possible_short_number(number)
    ):
        raise forms.ValidationError(
            _("Écrivez seulement un numéro, par exemple 02 123 45 67. Les heures vont à part.")
        )
    if not phonenumbers.is_possible_number(number):
        return typed
    kind = phonenumbers.PhoneNumberFormat
    here = number.country_code == phonenumbers.country_code_for_region("BE")
    return phonenumbers.format_number(number, kind.NATIONAL if here else kind.INTERNATIONAL)
