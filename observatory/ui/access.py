"""Who may come to a view: each view says it, and a test walks the URLconf.

`people.access` adds the declarations that need to know roles.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def declare_access(view: View, access: str) -> View:
    """Mark the view with who may come; the test of the URLconf reads the mark."""
    view.access = access  # type: ignore[attr-defined]
    return view


def public_page(view: View) -> View:
    """Declare a page that is the same for everyone: no cookie, cached by edition.

    The view may not read the session, the user or a cookie.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"} and response.status_code == 200:
            response.public_page = True  # type: ignore[attr-defined]
        return response

    return declare_access(wrapped, "public")


def open_to_all(view: View) -> View:
    """Declare a page that anyone may use and that is never cached: a form, a follow-up."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return declare_access(wrapped, "open")


_role_guard: Callable[..., Callable[[View], View]] | None = None


def register_role_guard(guard: Callable[..., Callable[[View], View]]) -> None:
    """Name what guards the pages of roles: `people` does, from its `AppConfig.ready()`."""
    global _role_guard  # noqa: PLW0603 - one guard per process, set once at start
    _role_guard = guard


def requires_role(*roles: str) -> Callable[[View], View]:
    """Declare a page for people who hold one of the roles, in a package below `people`.

    The same as `people.access.requires_role`, which guards it. Without a guard
    nobody comes in.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _role_guard is None:
                raise PermissionDenied
            return _role_guard(*roles)(view)(request, *args, **kwargs)

        return declare_access(wrapped, f"role:{','.join(roles)}")

    return declare
