"""The languages that a questionnaire is asked in. Some are none of the site's."""

from django.utils.translation import get_language_info


def own_name(language: str) -> str:
    """Return the name of a language in that language; the code of one that has no name."""
    try:
        return str(get_language_info(language)["name_local"]).capitalize()
    except KeyError:
        return language


def isolate(text: str, language: str) -> str:
    """Return what a person wrote, to be put into a sentence in the language.

    In a sentence from right to left it keeps its own direction (the characters
    "first strong isolate" and "pop" of Unicode UAX 9): French stays whole, and
    the groups of a phone number stay in their order.
    """
    return f"\u2068{text}\u2069" if direction_of(language) == "rtl" else text


def direction_of(language: str) -> str:
    """Return the direction that a language is written in, for `dir`: "rtl" or "ltr"."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
