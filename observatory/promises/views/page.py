"""What the pages of editors share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.people.access import acting, requires_role
from observatory.people.models import Role
from observatory.promises.models import Promise, Source
from observatory.promises.permissions import may_edit
from observatory.promises.queries import sources_of
from observatory.ui.asked import see_other

editors_only = requires_role(Role.EDITOR)


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
