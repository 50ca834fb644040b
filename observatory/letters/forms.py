"""What people type about a letter: a reason, an answer, a number to call, photos of pages."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from observatory.questionnaires.text import clean_line, clean_text
from observatory.ui.fields import DayInput

from .attachments import SafeFiles, make_safe
from .models import Aside, ConsentBy
from .reading import File

ANSWER_LENGTH = 6000
# Machines give these reasons; people give the others.
FOR_MACHINES = {Aside.AUTOMATIC, Aside.TOO_OLD}
MEGABYTE = 1024 * 1024
# A letter is never older than this when somebody photographs it.
OLDEST = timedelta(days=365)


class ItemForm(forms.Form):
    """Every act says which revision of the item was read."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AsideForm(ItemForm):
    reason = forms.ChoiceField(
        label=_("Pour quelle raison ?"),
        help_text=_("Personne ne reçoit de réponse. Vous pouvez annuler pendant 30 jours."),
        choices=[(one.value, one.label) for one in Aside if one not in FOR_MACHINES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une raison.")},
    )


def language_field(initial: str = "") -> forms.ChoiceField:
    """Return the field of the language in which the person is spoken to."""
    return forms.ChoiceField(
        label=_("Langue de la personne"),
        choices=settings.LANGUAGES,
        initial=initial or settings.LANGUAGE_CODE,
    )


class ConsentForm(ItemForm):
    """What a report made from a letter says besides its answers."""

    consent_by = forms.ChoiceField(
        label=_("Comment la personne a-t-elle donné ses accords ?"),
        help_text=_(
            "Sans son accord d’être comptée, aucun signalement : appelez-la ou écrivez-lui."
        ),
        choices=ConsentBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites comment la personne a donné ses accords.")},
    )

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = language_field(language)


class AnswerForm(ItemForm):
    """An answer, by e-mail or on paper: the button says which."""

    text = forms.CharField(
        label=_("Votre réponse"),
        help_text=_(
            "Écrivez simplement. À la fin, nous ajoutons où continuer : téléphone, poste, association."
        ),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Écrivez votre réponse.")},
    )
    to = forms.EmailField(
        label=_("Adresse e-mail de la personne"),
        required=False,
        error_messages={"invalid": _("Cette adresse n’est pas complète : il faut un « @ ».")},
    )
    looked = forms.BooleanField(
        label=_("J’ai regardé : c’est bien l’adresse de la personne"), required=False
    )
    postal = forms.CharField(
        label=_("Nom et adresse, pour l’enveloppe à fenêtre"),
        help_text=_("L’adresse n’est pas gardée : elle n’est que sur la feuille."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        language: str = "",
        by_email: bool = False,
        by_post: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_email, self.by_post = by_email, by_post
        self.fields["language"] = language_field(language)
        if not self.is_bound:
            self._need_one_of_two()

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"])

    def clean_postal(self) -> str:
        return clean_text(self.cleaned_data["postal"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.by_email and "to" not in self.errors:
            if not cleaned.get("to"):
                self.add_error("to", _("Écrivez l’adresse e-mail."))
            elif not cleaned.get("looked"):
                self.add_error(
                    "looked", _("Regardez l’adresse, puis cochez : un expéditeur peut être faux.")
                )
        if self.by_post and not cleaned.get("postal") and "postal" not in self.errors:
            self.add_error("postal", _("Écrivez le nom et l’adresse."))
        self._need_one_of_two()
        return cleaned

    def _need_one_of_two(self) -> None:
        """Call neither way "optional" on screen: one of the two is needed."""
        for name in ("to", "looked", "postal"):
            self.fields[name].required = True


class CallBackForm(ItemForm):
    phone = forms.CharField(
        label=_("Numéro de téléphone"),
        help_text=_("Celui que la personne a donné. Il est gardé à part, 30 jours au plus."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Écrivez le numéro à appeler.")},
    )
    name = forms.CharField(
        label=_("Qui demander"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label=_("À rappeler avant le"),
        widget=DayInput,
        error_messages={
            "required": _("Choisissez un jour."),
            "invalid": _("Ce jour n’existe pas. Écrivez par exemple 2026-11-30."),
        },
    )

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = language_field(language)

    def clean_phone(self) -> str:
        phone = clean_line(self.cleaned_data["phone"])
        if sum(sign.isdigit() for sign in phone) < 8:
            raise forms.ValidationError(_("Ce numéro est trop court."))
        return phone

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < localdate():
            raise forms.ValidationError(_("Ce jour est passé."))
        if day > localdate() + timedelta(days=30):
            raise forms.ValidationError(_("C’est trop loin : dans les 30 jours."))
        return day


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


# Why a photo or a scan cannot be taken, in words for who holds the letter.
WHY_NOT: dict[object, Any] = {
    "kind": _("Ce fichier n’est ni une photo ni un PDF."),
    "format": _("Cette sorte d’image ne peut pas être lue. Choisissez une photo ou un PDF."),
    "animated": _("C’est une image qui bouge. Choisissez une photo simple."),
    "too_large": _("Cette image est trop grande pour être lue."),
    "broken": _("Ce fichier est abîmé."),
    "locked": _("Ce PDF demande un mot de passe."),
    "pages_left": _("Ce PDF a trop de pages : envoyez-le en plusieurs fois."),
    "too_many_files": _("C’est trop à la fois : envoyez le reste ensuite."),
    "too_many_pages": _("C’est trop de pages à la fois : envoyez le reste ensuite."),
}


class PagesForm(forms.Form):
    """Photos or scans of the pages of a letter. After `is_valid()`, `safe` holds them redrawn."""

    # Opens the camera of a telephone at once; the other field lets one choose.
    camera = forms.FileField(
        label=_("Prendre une photo de la page"),
        help_text=_("Posez la page à plat, en pleine lumière. Une page à la fois."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    pages = forms.FileField(
        label=_("Ou choisir des photos, ou le PDF d’un scanner"),
        help_text=_("Plusieurs à la fois si vous voulez, dans l’ordre des pages."),
        required=False,
        widget=SeveralFiles(attrs={"multiple": True, "accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, upload_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upload_too_large = upload_too_large
        self.safe: list[SafeFiles] = []
        if not self.is_bound:
            self._need_one_of_two()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        uploads = [*self.files.getlist("camera"), *self.files.getlist("pages")]
        for name in ("camera", "pages"):
            self.errors.pop(name, None)
        if self.upload_too_large:
            self.add_error("pages", _too_heavy())
        elif not uploads:
            self.add_error("camera", _("Prenez ou choisissez au moins une photo."))
        else:
            for number, upload in enumerate(uploads, 1):
                self._take(number, upload)
        self._need_one_of_two()
        return cleaned

    def _need_one_of_two(self) -> None:
        """Call neither way "optional" on screen: one of the two is needed."""
        for name in ("camera", "pages"):
            self.fields[name].required = True

    def _take(self, number: int, upload: UploadedFile) -> None:
        file = File(clean_line(upload.name or "")[:120], upload.content_type or "", upload.read())
        safe = make_safe([file])
        if safe.left_out or not safe.pages:
            why = safe.left_out[0]["why"] if safe.left_out else "format"
            self.add_error("pages", _numbered(number, WHY_NOT.get(why, WHY_NOT["broken"])))
        self.safe.append(safe)


def _numbered(number: int, words: Any) -> str:
    return _("Fichier %(number)d : %(words)s") % {"number": number, "words": words}


def _too_heavy() -> str:
    return _(
        "C’est trop lourd pour une fois : %(limit)d Mo au plus. Envoyez une page, puis les autres."
    ) % {"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE}


class LetterForm(PagesForm):
    """A letter that came by post: the day it came, and its pages."""

    received_on = forms.DateField(
        label=_("Arrivée le"),
        widget=DayInput,
        error_messages={
            "required": _("Choisissez le jour où la lettre est arrivée."),
            "invalid": _("Ce jour n’existe pas. Écrivez par exemple 2026-11-23."),
        },
    )
    # The files come last: see `vault.uploads`.
    field_order = ("received_on", "camera", "pages")

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if not localdate() - OLDEST <= day <= localdate():
            raise forms.ValidationError(_("Ce jour est trop loin, ou pas encore arrivé."))
        return day


class MorePagesForm(ItemForm, PagesForm):
    """More pages of a letter."""

    field_order = ("revision", "camera", "pages")
