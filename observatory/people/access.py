"""Who may come to a view, when one must be signed in. `ui.access` has the two others."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from observatory.ui.access import View, declare_access

from .models import Role, User

# A session ends eight hours after signing in, and after an hour without use.
LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)
IDLE = timedelta(minutes=60)
# The last use is written down once a minute, not with every page.
NOTED_EVERY = timedelta(minutes=1)


def requires_role(*roles: str) -> Callable[[View], View]:
    """Declare a page for people who hold one of the roles, anywhere.

    Whoever is not signed in is sent to sign in; who has no second factor where
    one is compulsory, to set it up; who has another role gets a 403. Which
    territory one may act on is for the package's permissions.py to say.
    An administrator holds the administrator's role and no other.
    """
    for role in roles:
        if role not in Role.values:
            raise ValueError(f"no such role: {role}")

    def allowed(request: HttpRequest) -> bool:
        return any(request.user.holds(role) for role in roles)  # type: ignore[union-attr]

    return lambda view: _guard(view, f"role:{','.join(roles)}", allowed)


def signed_in(view: View) -> View:
    """Declare a page for whoever is signed in, with a second factor where it is compulsory."""
    return _guard(view, "signed_in", None)


def signed_in_before_second_factor(view: View) -> View:
    """Declare a page for whoever is signed in, the second factor set up or not: its own set-up."""
    return _guard(view, "signed_in", None, second_factor=False)


def _guard(
    view: View,
    access: str,
    allowed: Callable[[HttpRequest], bool] | None,
    *,
    second_factor: bool = True,
) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_signed_in(request):
            response: HttpResponse = _to_sign_in(request)
        elif second_factor and needs_second_factor(request.user):
            response = HttpResponseRedirect(reverse("mfa_index"))
        elif allowed is not None and not allowed(request):
            raise PermissionDenied
        else:
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return declare_access(wrapped, access)


def has_second_factor(user: Any) -> bool:
    """Tell whether the person set up an authenticator app or a passkey. One query."""
    return Authenticator.objects.filter(
        user_id=user.pk, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()


def needs_second_factor(user: Any) -> bool:
    """Tell whether the person must set up a second factor before anything else."""
    return bool(user.sees_unpublished) and not has_second_factor(user)


def _is_signed_in(request: HttpRequest) -> bool:
    """Tell whether someone is signed in; end the session whose time is over."""
    if not request.user.is_authenticated:
        return False
    now = timezone.now().timestamp()
    began = request.session.setdefault("began_at", now)
    seen = request.session.setdefault("seen_at", now)
    if now - began > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
        logout(request)
        return False
    if now - seen > NOTED_EVERY.total_seconds():
        request.session["seen_at"] = now
    return True


def _to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    # After a form, one comes back to the page, not to the address it was sent to.
    target = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    address = resolve_url(settings.LOGIN_URL)
    if target:
        address = f"{address}?{urlencode({'next': target})}"
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def acting(request: HttpRequest) -> User:
    """Return who is signed in, for a view that `signed_in` or `requires_role` guards."""
    assert isinstance(request.user, User)  # noqa: S101 - the guard saw to it
    return request.user
