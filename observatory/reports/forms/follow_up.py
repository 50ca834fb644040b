"""The small forms of the follow-up by code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from observatory.kit.return_codes import WrongCode, read_code
from observatory.questionnaires.text import TextRefused, clean_text

ADDITION_MAX = 3000

WRONG_CODE = {
    "letters": _("Le code n’a que des chiffres. Regardez votre papier et recommencez."),
    "length": _(
        "Le code a 12 chiffres, en trois groupes de quatre. Il en manque, ou il y en a trop."
    ),
    "check": _(
        "Un chiffre n’est pas juste, ou deux chiffres sont inversés. Comparez avec votre papier."
    ),
}


class CodeForm(forms.Form):
    """The 12 digits of the paper slip; whatever was typed stays in the field."""

    code = forms.CharField(
        label=_("Votre code"),
        help_text=_(
            "12 chiffres, sur le papier que vous avez gardé. Par exemple : 1234 5678 9012."
        ),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Écrivez votre code pour continuer.")},
    )

    def clean_code(self) -> str:
        try:
            return read_code(self.cleaned_data["code"])
        except WrongCode as error:
            raise forms.ValidationError(WRONG_CODE[error.reason], code=error.reason) from error


class AdditionForm(forms.Form):
    """What the person wants to add to her report."""

    text = forms.CharField(
        label=_("Ce que vous voulez ajouter"),
        help_text=_("N’écrivez pas de nom ni de numéro de dossier."),
        max_length=ADDITION_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Écrivez quelque chose, puis envoyez."),
            "max_length": _("Votre texte est trop long : %(limit_value)d caractères au plus."),
        },
    )

    def clean_text(self) -> str:
        try:
            text = clean_text(self.cleaned_data["text"])
        except TextRefused as error:
            raise forms.ValidationError(str(error)) from error
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text


class ConsentForm(forms.Form):
    """One consent, given or taken back by its own button."""

    code = forms.ChoiceField(choices=[(f"D{n}", f"D{n}") for n in range(2, 8)])
    granted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

    def clean_granted(self) -> bool:
        return self.cleaned_data["granted"] == "yes"

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data
