"""A reply of the author, and the copies of sources."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.promises.states import Way
from observatory.promises.wording import WAY_WORDS
from observatory.ui.fields import DayInput

from .fields import HashField, Says, SeenForm, WebAddressField, set_choices

# A file is read for its hash alone, and never kept.
LARGEST = 20 * 1024 * 1024


class OriginalField(forms.FileField):
    """A file of which only the SHA-256 is taken."""

    def clean(self, data: Any, initial: Any = None) -> str:
        file = super().clean(data, initial)
        if not file:
            return ""
        if file.size > LARGEST:
            raise forms.ValidationError(gettext("Ce fichier est trop lourd : 20 Mo au plus."))
        found = hashlib.sha256()
        for piece in file.chunks():
            found.update(piece)
        return found.hexdigest()


class ReplyForm(SeenForm):
    """The exact words of the author, who signed, when, and what proves it."""

    text = forms.CharField(
        label=_("Les mots exacts de la réponse"),
        help_text=_("Toute la réponse, sans rien changer."),
        max_length=10000,
        widget=forms.Textarea,
    )
    language = forms.ChoiceField(label=_("Langue de ces mots"))
    signed_by = forms.CharField(label=_("Qui a signé"), max_length=120)
    signed_role = forms.CharField(label=_("Sa fonction"), max_length=200)
    replied_on = forms.DateField(label=_("Date de la réponse"), widget=DayInput)
    way = forms.ChoiceField(
        label=_("Comment est-elle arrivée ?"),
        choices=[(way.value, WAY_WORDS[way]) for way in (Way.LETTER, Way.EMAIL, Way.DESK)],
    )
    source_url = WebAddressField(
        label=_("Adresse où chacun peut la lire"),
        help_text=_("Sinon, donnez l’empreinte de l’original."),
        required=False,
    )
    original = OriginalField(
        label=_("L’original, scanné ou enregistré"),
        help_text=_("Nous en calculons l’empreinte. Le fichier lui-même n’est pas gardé ici."),
        required=False,
    )
    original_sha256 = HashField(label=_("Ou son empreinte SHA-256"), max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, str(gettext(name))) for code, name in settings.LANGUAGES]
        set_choices(self, "language", [("", gettext("Choisir")), *languages])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["original_sha256"] = data.pop("original", "") or data.get("original_sha256", "")
        missing = not data["original_sha256"] and not data.get("source_url")
        if missing and not {"source_url", "original", "original_sha256"} & set(self.errors):
            self.say({"source_url": "missing"})
        return data


class CopyForm(Says):
    """Where a copy of a source is kept, its hash and its date; `seen` is the hash that was read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    archive_url = WebAddressField(label=_("Adresse de la copie"))
    archive_sha256 = HashField(label=_("Empreinte SHA-256 de la copie"), max_length=64)
    archived_on = forms.DateField(label=_("Copie faite le"), widget=DayInput)
