"""Ways to sign in that several tests share."""

import base64
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

PASSWORD = "un long mot de passe"
SECRET = base64.b32encode(b"a secret of 20 bytes").decode()


def code_of_now(secret=SECRET):
    """Return what the app would show, making sure that it was not used before."""
    cache.clear()
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def protect(user):
    """Give a second factor with a known secret; return the recovery codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def type_password(client, user, password=PASSWORD, **extra):
    return client.post(
        reverse("account_login"), {"login": user.email, "password": password}, **extra
    )


def sign_in(client, user):
    """Sign in as people do: password, then the code of the app."""
    if not user.authenticator_set.exists():
        protect(user)
    type_password(client, user)
    return client.post(reverse("mfa_authenticate"), {"code": code_of_now()})
