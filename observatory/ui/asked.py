"""What an address or a button asks for, and where an answer leads."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

LAST_PAGE = 9999


def page_asked(request: HttpRequest, *, last: int = LAST_PAGE) -> int:
    """Return the number of the page of a list, from 1. Raises `Http404` for anything else."""
    page = number_asked(request.GET.get("page", "1"), digits=len(str(last)))
    if not 1 <= page <= last:
        raise Http404
    return page


def number_asked(said: str, *, digits: int = 17) -> int:
    """Return a key or a revision that an address or a button carries. Raises `Http404` when it is none."""
    if not (said.isascii() and said.isdecimal() and len(said) <= digits):
        raise Http404
    return int(said)


def neighbours(base: str, page: int, *, has_more: bool) -> dict[str, str]:
    """Return the addresses of the pages before and after, "" where there is none."""
    newer = base if page == 2 else f"{base}?page={page - 1}"
    return {
        "newer_href": newer if page > 1 else "",
        "older_href": f"{base}?page={page + 1}" if has_more else "",
    }


def see_other(href: str) -> HttpResponse:
    """Lead elsewhere after a POST."""
    response = HttpResponseRedirect(href)
    response.status_code = 303
    return response


def changed_meanwhile() -> str:
    """Return what is said to who comes second."""
    return _(
        "Quelqu’un d’autre a changé ceci entre-temps. Rien n’a été enregistré : "
        "regardez ce qui est écrit maintenant, puis recommencez si c’est encore utile."
    )
