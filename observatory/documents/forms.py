"""Adding a file to what the team writes."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from observatory.ui.fields import DayInput
from observatory.vocabularies.themes import THEMES

MEGABYTE = 1024 * 1024
REFUSALS = {
    "empty": gettext_lazy("Ce fichier est vide."),
    "kind": gettext_lazy(
        "Nous prenons des PDF et des photos. Un texte ou un tableau s’enregistre d’abord en PDF."
    ),
    "locked": gettext_lazy("Ce PDF demande un mot de passe. Enregistrez-le sans mot de passe."),
    "too_large": gettext_lazy("Ce fichier est trop grand : 400 pages au plus."),
    "broken": gettext_lazy("Ce fichier est abîmé : nous ne pouvons pas l’ouvrir."),
    "animated": gettext_lazy("Cette image bouge : nous ne prenons que des photos."),
    "agreement": gettext_lazy(
        "Pour montrer une photo à tous, dites qui est d’accord, et comment vous le savez."
    ),
}


def too_heavy() -> str:
    """Say how heavy a file may be."""
    limit = settings.UPLOAD_MAX_BYTES // MEGABYTE
    return _("Ce fichier est trop lourd : %(limit)d Mo au plus.") % {"limit": limit}


class FileForm(forms.Form):
    """A file with its date, and who on a photo agreed. The file comes last: see `uploads`."""

    dated_on = forms.DateField(
        label=gettext_lazy("De quel jour ?"), widget=DayInput, required=False
    )
    agreement = forms.CharField(
        label=gettext_lazy("Si des personnes sont sur la photo : qui est d’accord, et comment ?"),
        help_text=gettext_lazy("Seule l’équipe lit ceci. S’il n’y a personne, écrivez-le."),
        max_length=300,
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("Le fichier"),
        help_text=gettext_lazy("Un PDF ou une photo. Ce qu’il dit de son auteur est enlevé."),
        widget=forms.FileInput(
            attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp,image/heic"}
        ),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": REFUSALS["empty"],
        },
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean_dated_on(self) -> Any:
        dated_on = self.cleaned_data["dated_on"]
        if dated_on and dated_on > localdate():
            raise forms.ValidationError(_("Cette date est dans le futur."))
        return dated_on

    def clean(self) -> dict[str, Any]:
        """Say that the file was too large, rather than that there was none."""
        data = super().clean() or self.cleaned_data
        if self.too_large:
            self.errors.pop("file", None)
            self.add_error("file", too_heavy())
        return data


class DocumentForm(FileForm):
    """The file, what it is, its date, and who may read it."""

    title = forms.CharField(
        label=gettext_lazy("Qu’est-ce que c’est ?"),
        help_text=gettext_lazy(
            "Pour une photo, dites ce qu’on y voit : tout le monde ne la voit pas."
        ),
        max_length=200,
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qu’il critique"),
        choices=list(THEMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_public = forms.BooleanField(label=gettext_lazy("Tout le monde peut le lire"), required=False)
    field_order = ("title", "dated_on", "themes", "is_public", "agreement", "file")

    def __init__(self, *args: Any, may_publish: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["is_public"], self.fields["agreement"]

    def values(self) -> dict[str, Any]:
        """Return what `keep_document` takes of the form."""
        data = self.cleaned_data
        return {
            "data": data["file"].read(),
            "titles": {get_language() or "fr": data["title"]},
            "dated_on": data["dated_on"],
            "themes": data["themes"],
            "is_public": data.get("is_public", False),
            "agreement": data.get("agreement", ""),
        }
