"""Registering for an event, oneself or for someone who calls; giving the place up."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from observatory.events.states import MOST_PEOPLE
from observatory.kit.return_codes import WrongCode, read_code

from .saying import Says

# Which words about needs were agreed to: a new number when they change.
WORDS = "1"
WRONG_CODE = {
    "letters": _("Un code n’a que des chiffres."),
    "length": _("Un code a 12 chiffres. Il en manque, ou il y en a trop."),
    "check": _("Un chiffre n’est pas le bon, ou deux sont inversés. Relisez le code."),
}


class RegistrationForm(Says):
    """Two answers are enough: a name to be called by, and how many come."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Votre prénom, ou votre nom"),
        help_text=_("Celui que vous voulez : c’est pour vous accueillir."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    people = forms.IntegerField(
        label=_("Combien serez-vous, vous compris ?"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        error_messages={
            "min_value": _("Écrivez un nombre de 1 à 10."),
            "max_value": _("10 au plus. Pour un groupe, téléphonez."),
        },
    )
    phone = forms.CharField(
        label=_("Votre téléphone"),
        help_text=_("Seulement pour vous prévenir si quelque chose change."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        max_length=120,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    wheelchair = forms.BooleanField(label=_("Je viens en fauteuil roulant"), required=False)
    interpretation = forms.CharField(
        label=_("J’ai besoin d’un interprète. Dans quelle langue ?"), max_length=60, required=False
    )
    childcare = forms.BooleanField(label=_("Je viens avec des enfants à garder"), required=False)
    agrees = forms.BooleanField(
        label=_(
            "D’accord : ceux qui organisent peuvent lire ces besoins pour m’accueillir, "
            "et pour rien d’autre. Ils sont effacés 30 jours après."
        ),
        required=False,
    )
    NEEDS = ("wheelchair", "interpretation", "childcare", "agrees")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uuid"].initial = uuid4

    def contact(self) -> dict[str, str]:
        """Return what is sealed: only what was given."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("name", "phone", "email", "interpretation")}
        ticked = {name: "yes" for name in ("wheelchair", "childcare") if data[name]}
        return {name: value for name, value in {**said, **ticked}.items() if value}

    def agreed(self, language: str, way: str) -> str:
        """Return which words were agreed to, in which language, how; "" for none."""
        return f"{WORDS} {language} {way}" if self.cleaned_data["agrees"] else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needs = any(data.get(name) for name in ("wheelchair", "interpretation", "childcare"))
        if needs and not data.get("agrees"):
            self.say({"agrees": "missing"})
        return data

    def own_fields(self) -> list[Any]:
        """Return the fields about the person."""
        return [self[name] for name in ("uuid", "name", "people", "phone", "email")]

    def needs_fields(self) -> list[Any]:
        """Return the fields about needs, with the agreement to them."""
        return [self[name] for name in self.NEEDS]


class CodeForm(forms.Form):
    """The 12 digits that one was given."""

    code = forms.CharField(
        label=_("Votre code"),
        help_text=_("12 chiffres. Par exemple : 1234 5678 9012."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        try:
            return read_code(self.cleaned_data["code"])
        except WrongCode as error:
            raise forms.ValidationError(WRONG_CODE[error.reason], code=error.reason) from error
