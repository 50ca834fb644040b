"""What the pages of editors share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.promises.models import Promise, Source
from observatory.promises.permissions import may_edit
from observatory.promises.queries import sources_of

editors_only = requires_role(Role.EDITOR)


def acting(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - requires_role saw to it
    return request.user


def my_promise(request: HttpRequest, code: str) -> Promise:
    """Return the promise if this editor may write about it."""
    found = get_object_or_404(Promise.objects.select_related("source"), code=code)
    if not may_edit(acting(request), found.territory_id):
        raise PermissionDenied
    return found


def my_source(promise: Promise, pk: int) -> Source:
    """Return a source that the promise rests on."""
    source = get_object_or_404(Source, pk=pk)
    if source not in sources_of(promise):
        raise Http404
    return source


def see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def to_edit(found: Promise) -> HttpResponse:
    return see_other(reverse("promise_edit", args=[found.code]))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def say_conflict(request: HttpRequest) -> None:
    messages.error(
        request,
        _(
            "Quelqu’un d’autre a écrit sur cette promesse entre-temps. Rien n’a été "
            "enregistré : regardez où elle en est, puis recommencez si c’est encore utile."
        ),
    )
