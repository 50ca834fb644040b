"""The words of "x out of n": the one place they are made, for pages, exports, PDF and commands.

Which numbers may stand in them is decided by `kit.small_numbers`.
"""

from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext

from observatory.kit.small_numbers import Compared, Form, Proportion


def proportion_words(share: Proportion) -> str:
    """Return a proportion in words of the active language, as far as its form allows.

    "moins de 3 cas : pas de chiffre"; "2 sur 3"; "7 sur 10 (entre 40 % et 89 %)";
    "72 % (217 sur 302, entre 67 % et 77 %)".
    """
    return _words(get_language(), share)


# The same few proportions stand many times on a page.
@lru_cache(maxsize=4096)
def _words(language: str | None, share: Proportion) -> str:
    del language  # The active language: it only tells the copies apart.
    if share.form == Form.NONE:
        return gettext("aucun cas")
    if share.form == Form.FEW:
        return gettext("moins de 3 cas : pas de chiffre")
    words = {
        "x": number_format(share.successes, force_grouping=True),
        "n": number_format(share.total, force_grouping=True),
        "low": share.low,
        "high": share.high,
        "share": share.percentage,
    }
    if share.form == Form.OUT_OF:
        return gettext("%(x)s sur %(n)s") % words
    if share.form == Form.INTERVAL:
        return gettext("%(x)s sur %(n)s (entre %(low)s %% et %(high)s %%)") % words
    return gettext("%(share)s %% (%(x)s sur %(n)s, entre %(low)s %% et %(high)s %%)") % words


def compared_words(compared: Compared) -> str:
    """Return what may be said of one proportion beside another, in the active language."""
    if compared == Compared.MORE:
        return gettext("plus souvent : les intervalles ne se touchent pas")
    if compared == Compared.LESS:
        return gettext("moins souvent : les intervalles ne se touchent pas")
    return gettext("ces nombres ne permettent pas de comparer")
