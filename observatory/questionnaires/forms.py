"""The form that takes the recording of one part."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEGABYTE = 1024 * 1024

SOUND_REFUSED = {
    "empty": gettext_lazy("Ce fichier est vide. Choisissez-en un autre."),
    "format": gettext_lazy(
        "Ce fichier n’est pas un son que nous savons lire. Choisissez un fichier MP3, M4A, AAC,"
        " WAV ou Ogg."
    ),
    "broken": gettext_lazy(
        "Ce son est abîmé. Enregistrez-le à nouveau, ou choisissez-en un autre."
    ),
}


class RecordingForm(forms.Form):
    """One sound file. `data` holds its bytes after `is_valid()`."""

    use_required_attribute = False

    sound = forms.FileField(
        label=gettext_lazy("Le fichier du son"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": "audio/*,.mp3,.m4a,.aac,.wav,.ogg,.opus"}),
        error_messages={"required": gettext_lazy("Choisissez d’abord un fichier.")},
    )

    def __init__(self, *, number: int, request: HttpRequest | None = None) -> None:
        data, files = (request.POST, request.FILES) if request else (None, None)
        super().__init__(data, files, auto_id=f"sound{number}_%s")
        self._is_too_large = bool(request and getattr(request, "upload_too_large", False))
        self.data_sent = b""

    def clean(self) -> dict[str, Any]:
        if self._is_too_large:
            self.errors.pop("sound", None)
            limit = settings.UPLOAD_MAX_BYTES // MEGABYTE
            self.add_error(
                "sound", _("Ce fichier est trop lourd : %(limit)d Mo au plus.") % {"limit": limit}
            )
        elif upload := self.cleaned_data.get("sound"):
            self.data_sent = upload.read()
        return self.cleaned_data

    def refuse(self, reason: str) -> None:
        """Say beside the field why the file cannot be taken."""
        self.add_error("sound", str(SOUND_REFUSED[reason]))
