"""What every page of a pile begins with, and what is given back when a session is over."""

from collections.abc import Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from observatory.paper.models import Batch, Sheet
from observatory.paper.permissions import may_work_on
from observatory.paper.queries.batches import batch_by_uuid
from observatory.people.access import requires_role
from observatory.people.models import Role, User
from observatory.reports.permissions import ENTERS
from observatory.ui.access import View, declare_access

# What the buttons and the browser add to what was typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "decision", "mark", "resumes"})

works_on_piles = requires_role(*(Role(role) for role in ENTERS))


def who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker; the guard saw to it
    return request.user


def gives_back(view: View) -> View:
    """When the session ended in the middle of a sheet: give back what was typed, to go on after
    signing in (`views.keying.batch_resume`)."""

    @wraps(view)
    def wrapped(request: HttpRequest, uuid: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, uuid, *args, **kwargs)
        if request.method != "POST" or request.user.is_authenticated:
            return response
        typed = {"uuid": uuid, "number": kwargs.get("number"), "typed": typed_values(request.POST)}
        expired = render(request, "paper/expired.html", typed, status=403)
        expired.headers["Cache-Control"] = "no-store"
        return expired

    return declare_access(wrapped, view.access)  # type: ignore[attr-defined]


def is_from_us(request: HttpRequest) -> bool:
    """Tell whether a page of ours sent this: what another site made up is not shown as typed."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def typed_values(data: QueryDict, but: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return what was typed, as pairs to be carried on in hidden fields."""
    left = NOT_TYPED | set(but)
    return [(name, value) for name, values in data.lists() if name not in left for value in values]


def fetch_batch(request: HttpRequest, uuid: UUID) -> Batch:
    """Return the pile, or 404; one of others is refused."""
    batch = batch_by_uuid(uuid)
    if batch is None:
        raise Http404
    if not may_work_on(who(request), batch):
        raise PermissionDenied
    return batch


def fetch_sheet(batch: Batch, number: int) -> Sheet:
    """Return a sheet of the pile with its report, or 404."""
    sheet = (
        Sheet.objects.filter(batch=batch, number=number)
        .select_related("report__questionnaire", "keyed_by")
        .first()
    )
    if sheet is None:
        raise Http404
    sheet.batch = batch
    return sheet


def see_other(name: str, *args: object) -> HttpResponse:
    """Send to a page after a form was taken."""
    response = redirect(name, *args)
    response.status_code = 303
    return response
