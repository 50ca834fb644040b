"""How to reach an association, and its agreement."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.associations.actions.papers import CONTACT_PARTS
from observatory.ui.fields import DayInput

from .phones import clean_phone
from .refusals import PAPER_REFUSALS, REFUSALS

MEGABYTE = 1024 * 1024

REASON_CHOICES = [
    ("call", gettext_lazy("Appeler ou écrire")),
    ("visit", gettext_lazy("Préparer une visite")),
    ("agreement", gettext_lazy("Parler de l’accord")),
    ("correction", gettext_lazy("Corriger ce contact")),
]


class ReasonForm(forms.Form):
    """Why someone looks at a contact: the journal keeps the answer."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Pourquoi en avez-vous besoin ?"),
        choices=REASON_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": REFUSALS["no_reason"]},
    )


class ContactForm(forms.Form):
    """How to reach an association; sealed in the vault."""

    name = forms.CharField(label=gettext_lazy("À qui parler"), max_length=99, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Téléphone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    post = forms.CharField(
        label=gettext_lazy("Adresse"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def values(self) -> dict[str, str]:
        """Return what was written, by part; {} erases the contact."""
        return {part: self.cleaned_data[part] for part in CONTACT_PARTS if self.cleaned_data[part]}


class AgreementForm(forms.Form):
    """The day of the agreement, and the signed paper."""

    agreed_on = forms.DateField(
        label=gettext_lazy("L’accord a été signé le"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez la date.")},
    )
    paper = forms.FileField(
        label=gettext_lazy("Le papier signé"),
        help_text=gettext_lazy("Un PDF de 20 pages au plus, ou une photo nette."),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp,image/heic"}
        ),
        error_messages={"empty": PAPER_REFUSALS["empty"]},
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean_agreed_on(self) -> Any:
        agreed_on = self.cleaned_data["agreed_on"]
        if agreed_on > timezone.localdate():
            raise forms.ValidationError(_("Cette date n’est pas encore passée."))
        return agreed_on

    def clean_paper(self) -> Any:
        if self.too_large:
            raise forms.ValidationError(
                _("Ce fichier est trop lourd : %(limit)d Mo au plus.")
                % {"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE}
            )
        return self.cleaned_data["paper"]
