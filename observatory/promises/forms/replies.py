"""A reply of the author, and the copies of sources."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.documents.forms import FileForm, too_heavy
from observatory.promises.states import Way
from observatory.promises.wording import WAY_WORDS
from observatory.ui.fields import DayInput, set_choices

from .fields import HashField, Says, SeenForm, WebAddressField


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
    original_sha256 = HashField(
        label=_("Empreinte SHA-256 de l’original"), max_length=64, required=False
    )
    original = forms.FileField(
        label=_("Ou l’original, scanné ou enregistré"),
        help_text=_("Nous en calculons l’empreinte : elle prouve ce que nous avons reçu."),
        required=False,
    )
    keeps_original = forms.BooleanField(
        label=_("Garder aussi ce fichier, pour l’équipe seule"),
        help_text=_("Un PDF ou une photo. Ce qui est caché dedans est enlevé de notre copie."),
        required=False,
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        languages = [(code, str(gettext(name))) for code, name in settings.LANGUAGES]
        set_choices(self, "language", [("", gettext("Choisir")), *languages])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        file, is_kept = data.pop("original", None), data.pop("keeps_original", False)
        whole = file.read() if file else b""
        data["original"] = whole if is_kept else b""
        if self.too_large:
            self.add_error("original", too_heavy())
        elif is_kept and not whole and "original" not in self.errors:
            self.add_error("original", gettext("Choisissez un fichier."))
        given = data.get("original_sha256", "")
        data["original_sha256"] = hashlib.sha256(whole).hexdigest() if whole else given
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


class CopyFileForm(FileForm):
    """The copy itself, and its date; `seen` is the hash that was read. The file comes last."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    dated_on = forms.DateField(label=_("Copie faite le"), widget=DayInput)
    field_order = ("seen", "dated_on", "agreement", "file")

    def values(self) -> dict[str, Any]:
        """Return what `keep_file` takes of the form."""
        data = self.cleaned_data
        return {
            "seen": data["seen"],
            "data": data["file"].read(),
            "archived_on": data["dated_on"],
            "agreement": data["agreement"],
        }
