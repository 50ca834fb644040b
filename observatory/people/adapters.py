"""How sign-in (django-allauth) fits this house: no address stored, mail by the outbox, our words."""

import base64
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.kit.keys import keyed_hash, load_key
from observatory.limits.queries import who_is
from observatory.outbox.actions import queue_message
from observatory.vault.sealing import seal, unseal

from .models import User
from .queries import system_actor


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Accounts come from an invitation; throttles know clients by a keyed hash of the day."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Ce compte est fermé."),
        "email_password_mismatch": _(
            "L’adresse e-mail et le mot de passe ne vont pas ensemble. Vérifiez les deux."
        ),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "incorrect_password": _("Ce n’est pas votre mot de passe."),
        "incorrect_code": _("Ce code n’est pas le bon. Prenez le code affiché maintenant."),
        "invalid_password_reset": _("Ce lien ne marche plus. Demandez-en un autre."),
        "too_many_login_attempts": _(
            "Il y a eu trop d’essais. Attendez cinq minutes, puis réessayez."
        ),
        "rate_limited": _("Il y a eu trop d’essais. Attendez cinq minutes, puis réessayez."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what throttles count instead of an address: a keyed hash that changes daily."""
        return who_is(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        key = load_key(settings.KEYS_DIR, "limits")
        return keyed_hash(key, "sign-in", str(credentials.get("email", "")).lower())

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in: a new session key, and the hour from which the session's end counts."""
        super().login(request, user)
        request.session["began_at"] = request.session["seen_at"] = timezone.now().timestamp()

    def reauthenticate(self, user: Any, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who is there unless that was shown a quarter of an hour ago, sign-in included."""
        records = get_authentication_records(context.request, context.request.user)
        last = max((record["at"] for record in records), default=0)
        return time.time() - last > app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": gettext("Avec mon mot de passe"),
            "mfa_reauthenticate": gettext("Avec un code de mon application ou de secours"),
            "mfa_reauthenticate:webauthn": gettext("Avec ma clé d’accès"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [
            {**method, "description": words.get(method["id"], method["description"])}
            for method in methods
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_account")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("account_inactive"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail in the outbox, in the language of the account it is about."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        with translation.override(language):
            subject_line = render_to_string(f"{template_prefix}_subject.txt", context)
            body = render_to_string(f"{template_prefix}_message.txt", context)
        queue_message(
            kind=template_prefix.rpartition("/")[2],
            to=email,
            subject_line=" ".join(subject_line.split()),
            body=body.strip() + "\n",
            language=language or settings.LANGUAGE_CODE,
            subject=f"person:{user.pk}" if isinstance(user, User) else "",
            by=user if isinstance(user, User) else system_actor("public"),
            at=timezone.now(),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person of a change of their account: when, never from which address."""
        values = {**(context or {}), "user": user, "changed_at": timezone.now()}
        self.send_mail(template_prefix, email or user.email, values)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed in the database, and none that is compulsory taken away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Ce code n’est pas le bon. Prenez le code affiché maintenant."),
        "cannot_delete_authenticator": _(
            "Votre rôle demande une double protection. Ajoutez d’abord une clé d’accès."
        ),
    }

    def encrypt(self, text: str) -> str:
        sealed = seal(text.encode(), purpose="second factor", about="")
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return unseal(sealed, purpose="second factor", about="").decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take away the last second factor of whoever sees unpublished reports."""
        if not authenticator.user.sees_unpublished:
            return True
        return (
            Authenticator.objects.filter(
                user_id=authenticator.user_id,
                type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN],
            )
            .exclude(pk=authenticator.pk)
            .exists()
        )

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Ma clé d’accès") if number == 1 else f"{gettext('Ma clé d’accès')} {number}"

    def _get_site_name(self) -> str:
        return "Observatoire"
