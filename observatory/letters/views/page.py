"""What every page of letters begins with: who may come, the item, what is given back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from observatory.letters.models import IncomingItem
from observatory.letters.permissions import may_handle_letters
from observatory.letters.queries.item import STATE_WORDS, history
from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.ui.access import View, declare_access

# What the browser and the buttons add to what was typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "action"})


def handles_letters(view: View) -> View:
    """Declare a page of letters: the line, coordinators, moderators of everywhere."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_handle_letters(who(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return requires_role(Role.LINE, Role.MODERATOR, Role.COORDINATOR)(wrapped)


def who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker; the guard saw to it
    return request.user


def fetch_item(uuid: UUID) -> IncomingItem:
    """Return the item with who has it in hand and its report, or 404."""
    found = IncomingItem.objects.filter(uuid=uuid).select_related("taken_by", "report").first()
    if found is None:
        raise Http404
    return found


def see_other(name: str, *args: object) -> HttpResponse:
    """Send to a page after a form was taken."""
    response = redirect(name, *args)
    response.status_code = 303
    return response


def show_conflict(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say who did what meanwhile, and give back what was typed."""
    item = fetch_item(uuid)
    return render(
        request,
        "letters/conflict.html",
        {
            "item": item,
            "state": STATE_WORDS[item.state],
            "history": history(item)[-3:],
            "typed": typed_words(request),
        },
        status=409,
    )


def typed_words(request: HttpRequest) -> list[str]:
    """Return the longer texts that were typed, to be copied."""
    return [
        value
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
        for value in values
        if len(value.strip()) > 20
    ]


def is_from_us(request: HttpRequest) -> bool:
    """Tell whether a page of ours sent this: what another site made up is not shown as typed."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def gives_back(what: str) -> Callable[[View], View]:
    """When the session ended in the middle of a form: give back what was typed (`letters_again`)."""

    def declare(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, uuid: UUID) -> HttpResponse:
            response = view(request, uuid=uuid)
            if request.method != "POST" or request.user.is_authenticated:
                return response
            typed = _typed(request) if is_from_us(request) else []
            expired = render(
                request,
                "letters/expired.html",
                {"typed": typed, "uuid": uuid, "what": what},
                status=403,
            )
            expired.headers["Cache-Control"] = "no-store"
            return expired

        return declare_access(wrapped, view.access)  # type: ignore[attr-defined]

    return declare


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
        for value in values
    ]
