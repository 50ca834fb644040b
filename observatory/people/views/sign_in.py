"""Sign-in and second factor: the library's views, each with who may come.

What the library would do with a request it has to interrupt (ask for the
password again) is to keep all its headers in the session, the client's address
among them. So it never gets to: `fresh` asks first, and the person comes back.
"""

from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from observatory.people.access import signed_in_before_second_factor
from observatory.ui.access import View, open_to_all


def _ours(view: View) -> View:
    """Leave out of the page's context what the library calls `site`: ours is another."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if context := getattr(response, "context_data", None):
            context.pop("site", None)
        return response

    return wrapped


def _fresh(view: View) -> View:
    """Send who has not shown lately who they are to do so, then back to this page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ReauthenticationRequired:
            methods = get_adapter().get_reauthentication_methods(request.user)
            address = methods[0]["url"] if methods else reverse("account_login")
            return HttpResponseRedirect(f"{address}?{urlencode({'next': request.path})}")

    return wrapped


def _for_all(view: View) -> View:
    return open_to_all(_ours(view))


def _for_me(view: View) -> View:
    return signed_in_before_second_factor(_fresh(_ours(view)))


login = _for_all(account.login)
logout = _for_all(account.logout)
inactive = _for_all(account.account_inactive)
forgotten = _for_all(account.password_reset)
forgotten_done = _for_all(account.password_reset_done)
new_password = _for_all(account.password_reset_from_key)
new_password_done = _for_all(account.password_reset_from_key_done)
second_factor = _for_all(mfa.authenticate)

confirm_password = _for_me(account.reauthenticate)
confirm_code = _for_me(mfa.reauthenticate)
confirm_passkey = _for_me(webauthn.reauthenticate_webauthn)
change_password = _for_me(account.password_change)
protection = _for_me(mfa.index)
add_app = _for_me(totp.activate_totp)
remove_app = _for_me(totp.deactivate_totp)
codes = _for_me(recovery_codes.view_recovery_codes)
new_codes = _for_me(recovery_codes.generate_recovery_codes)
passkeys = _for_me(webauthn.list_webauthn)
add_passkey = _for_me(webauthn.add_webauthn)
rename_passkey = _for_me(webauthn.edit_webauthn)
remove_passkey = _for_me(webauthn.remove_webauthn)
