"""One stage of a dossier, with its proof of sending redrawn."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from observatory.escalations.states import How, Outcome
from observatory.kit.pdf_pages import PdfRefused, draw_pages, is_pdf
from observatory.kit.pictures import PictureRefused, clean_picture

from .dossier import said

LARGEST = 15 * 1024 * 1024
PAGES = 5
LONGEST_SIDE = 2200
WITH_HOW = {"send", "give_more", "acknowledge", "answer"}
MISTAKES = {
    ("dated_on", "future"): _("Cette date est dans le futur."),
    ("dated_on", "early"): _("C’est avant l’envoi."),
    ("dated_on", "unprepared"): _("C’est avant que ce dossier existe."),
    ("dated_on", "unagreed"): _(
        "C’est avant l’accord d’une de ces personnes : rien ne pouvait partir."
    ),
    ("outcome", "unknown"): _("Dites ce que cela a donné."),
    ("how", "unknown"): _("Dites comment."),
    ("notes", "missing"): _("Écrivez pourquoi, en une phrase, sans nommer personne."),
    ("items", "empty"): _("Ce dossier est vide : ajoutez d’abord un récit ou un relevé."),
}


class StepForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=9, required=False)
    dated_on = forms.DateField(
        label=_("Quel jour ?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    how = forms.ChoiceField(label=_("Comment ?"), choices=How.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("Qu’est-ce que cela a donné ?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label=_("Référence de l’instance"),
        help_text=_("Le numéro qu’elle donne au dossier. L’équipe seule le voit."),
        max_length=80,
        required=False,
    )
    notes = forms.CharField(
        label=_("Ce que tout le monde peut lire"),
        help_text=_("Une ou deux phrases pour la page publique. N’y nommez personne."),
        max_length=1000,
        widget=forms.Textarea,
        required=False,
    )
    proof = forms.FileField(
        label=_("La preuve de l’envoi"),
        help_text=_(
            "Récépissé, accusé ou capture : une photo ou un PDF de 5 pages au plus. "
            "Elle ne doit montrer aucune personne des récits."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, transition: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"dated_on": localdate(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if transition not in WITH_HOW:
            del self.fields["how"]
        elif transition != "send":
            self.fields["how"].required = False
        if transition != "end":
            del self.fields["outcome"]
        if transition != "send":
            del self.fields["proof"]
        if transition == "abandon":
            del self.fields["reference"]
        self.pages: Sequence[bytes] = ()

    def clean_proof(self) -> None:
        """Redraw the proof: only pixels are kept."""
        file: UploadedFile | None = self.cleaned_data["proof"]
        if file is None:
            return
        if file.size is None or file.size > LARGEST:
            raise forms.ValidationError(_("Ce fichier est trop grand : 15 Mo au plus."))
        data = file.read()
        try:
            if is_pdf(data):
                drawn = draw_pages(data, most=PAGES)
                if drawn.total > PAGES:
                    raise forms.ValidationError(_("Ce PDF a trop de pages : 5 au plus."))
                self.pages = [page.data for page in drawn.pictures]
            else:
                self.pages = [clean_picture(data, longest=LONGEST_SIDE).data]
        except (PdfRefused, PictureRefused) as error:
            raise forms.ValidationError(
                _("Ce fichier n’est ni une photo ni un PDF que nous pouvons lire.")
            ) from error

    def values(self) -> dict[str, Any]:
        """Return what the actions take of every step."""
        data = self.cleaned_data
        return {
            "revision": data["revision"],
            "dated_on": data["dated_on"],
            "how": data.get("how", ""),
            "reference": data.get("reference", ""),
            "notes": said(data["notes"]),
        }

    def say(self, mistakes: dict[str, str]) -> None:
        """Say beside each field what the action refused."""
        for part, code in mistakes.items():
            words = MISTAKES.get((part, code), _("Ce n’est pas possible."))
            self.add_error(part if part in self.fields else None, words)
