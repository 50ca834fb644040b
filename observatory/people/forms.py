"""Forms of sign-in, of one's own account and of the team."""

import re
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.places.models import Territory

from .models import Role, User
from .permissions import gives_everywhere, roles_to_give, territories_to_give

EVERYWHERE = "everywhere"
EMAIL = _("Adresse e-mail")
PASSWORD = _("Mot de passe")
NEW_PASSWORD = _("Nouveau mot de passe")
AGAIN = _("Le même mot de passe, encore une fois")
PASSWORD_HELP = _(
    "Au moins 12 caractères. Quatre mots sans rapport se retiennent bien et se devinent mal."
)
# A stranger who types a password of megabytes would keep Argon2 busy.
PASSWORD_LIMIT = 200
NAME_LIMIT = 80


class OurWords:
    """Labels and help in our words; no placeholder, which vanishes when one types."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if isinstance(field, forms.EmailField):
                field.widget = forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254})
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["maxlength"] = field.max_length = PASSWORD_LIMIT


class SignInForm(OurWords, account.LoginForm):
    words = {"login": (EMAIL, ""), "password": (PASSWORD, "")}


class ConfirmPasswordForm(OurWords, account.ReauthenticateForm):
    words = {"password": (PASSWORD, "")}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    words = {
        "oldpassword": (_("Mot de passe actuel"), ""),
        "password1": (NEW_PASSWORD, PASSWORD_HELP),
        "password2": (AGAIN, ""),
    }


class ForgottenPasswordForm(OurWords, account.ResetPasswordForm):
    words = {"email": (EMAIL, "")}


class NewPasswordForm(OurWords, account.ResetPasswordKeyForm):
    words = {"password1": (NEW_PASSWORD, PASSWORD_HELP), "password2": (AGAIN, "")}


class CodeForm(OurWords):
    """A code of digits, typed with or without spaces."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]  # type: ignore[attr-defined]
        code.max_length = 20
        code.widget.attrs |= {"inputmode": "numeric", "maxlength": 20, "autocapitalize": "off"}

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]  # type: ignore[attr-defined]
        self.cleaned_data["code"] = re.sub(r"[\s.\-]", "", typed)  # type: ignore[attr-defined]
        return super().clean_code()  # type: ignore[misc]


class SecondFactorForm(CodeForm, mfa.AuthenticateForm):
    words = {"code": (_("Votre code"), _("Six chiffres de l’application, ou un code de secours."))}


class ConfirmCodeForm(CodeForm, mfa.ReauthenticateForm):
    words = SecondFactorForm.words


class ActivateAppForm(CodeForm, totp.ActivateTOTPForm):
    words = {"code": (_("Les six chiffres que l’application affiche"), "")}


class AddPasskeyForm(OurWords, webauthn.AddWebAuthnForm):
    words = {"name": (_("Nom de cette clé"), _("Par exemple : téléphone, clé USB bleue."))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = 60


class RenamePasskeyForm(OurWords, webauthn.EditWebAuthnForm):
    words = AddPasskeyForm.words


class TokenForm(forms.Form):
    """The code of an invitation, typed from paper."""

    token = forms.CharField(
        label=_("Code d’invitation"),
        help_text=_("Cinq groupes de quatre signes, par exemple k7p2-9xwd-…"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )


class JoinForm(forms.Form):
    """Accepting an invitation: a name and a password."""

    name = forms.CharField(
        label=_("Votre nom"),
        help_text=_("Le nom que l’équipe verra."),
        max_length=NAME_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=PASSWORD,
        help_text=PASSWORD_HELP,
        max_length=PASSWORD_LIMIT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=AGAIN,
        max_length=PASSWORD_LIMIT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        password = data.get("password")
        if password and password != data.get("again"):
            self.add_error("again", _("Les deux mots de passe ne sont pas les mêmes."))
        if password:
            try:
                validate_password(password, User(email=self.email, name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data


def _language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Langue des messages"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        initial=settings.LANGUAGE_CODE,
    )


class AccountForm(forms.Form):
    """One's own name and language."""

    name = forms.CharField(
        label=_("Votre nom"),
        max_length=NAME_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = _language_field()


# What each role does, for who chooses one.
ROLE_HINTS = {
    Role.RELAY: _("Note les signalements d’autres personnes."),
    Role.LINE: _("Répond au téléphone, rappelle, lit les lettres et les e-mails."),
    Role.MODERATOR: _("Relit les signalements et décide de ce qui est publié."),
    Role.COORDINATOR: _("Suit une commune et invite relais et modération."),
    Role.ESCALATION_OFFICER: _("Porte des dossiers devant une instance."),
    Role.EDITOR: _("Tient à jour les services, les lieux et les textes."),
    Role.ADMINISTRATOR: _("Gère les comptes. Ne voit pas la modération pour autant."),
}


class MandateForm(forms.Form):
    """A role, and where: what `by` may give, no more."""

    role = forms.ChoiceField(label=_("Rôle"), widget=forms.RadioSelect)
    places = forms.MultipleChoiceField(
        label=_("Où"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un endroit.")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_to_give(by)
        role: Any = self.fields["role"]
        role.choices = [(value, Role(value).label) for value in roles]
        role.hints = {value: ROLE_HINTS[Role(value)] for value in roles}
        where = territories_to_give(by)
        territories = Territory.objects.municipalities().order_by("label", "nis")
        if where is not None:
            territories = territories.filter(pk__in=where)
        choices = [(place.nis, f"{place.label} {place.name}".strip()) for place in territories]
        if gives_everywhere(by):
            choices.insert(0, (EVERYWHERE, gettext("Partout")))
        places: Any = self.fields["places"]
        places.choices = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("role") == Role.ADMINISTRATOR and data.get("places", [EVERYWHERE]) != [
            EVERYWHERE
        ]:
            self.add_error("places", _("L’administration se fait partout : cochez « Partout »."))
        return data

    def mandates(self) -> list[tuple[str, str | None]]:
        """Return each mandate asked for: role, NIS code or None for everywhere."""
        role, places = self.cleaned_data["role"], self.cleaned_data["places"]
        if EVERYWHERE in places:
            return [(role, None)]
        return [(role, nis) for nis in places]


class InviteForm(MandateForm):
    """Inviting someone: who, how to reach them, and a first role."""

    name = forms.CharField(label=_("Nom de la personne"), max_length=NAME_LIMIT)
    email = forms.EmailField(
        label=_("Son adresse e-mail"),
        max_length=254,
        help_text=_("Elle servira à se connecter. L’invitation peut aussi être remise sur papier."),
    )

    field_order = ["name", "email", "language", "role", "places"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = _language_field()
        self.order_fields(self.field_order)


# What an action refuses, in words.
REFUSALS = {
    "has_account": _("Cette personne a déjà un compte. Donnez-lui un rôle depuis sa page."),
    "invited_by_other": _(
        "Quelqu’un d’autre a déjà invité cette personne. Sa réponse est attendue."
    ),
    "unknown_territory": _("Cette commune n’est pas connue ici."),
    "no_mandate": _("Choisissez au moins un rôle et un endroit."),
    "everywhere_only": _("L’administration se fait partout : cochez « Partout »."),
    "closed": _("Ce compte est déjà fermé."),
    "held": _("Cette personne a déjà ce rôle à cet endroit."),
    "ended": _("Quelqu’un a déjà mis fin à ce rôle."),
    "invitation_over": _("Cette invitation n’attend plus de réponse."),
    "last_administrator": _(
        "C’est la dernière personne qui administre. Donnez d’abord ce rôle à quelqu’un d’autre."
    ),
}
