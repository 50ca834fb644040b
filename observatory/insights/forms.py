"""What is asked for the page of a council, and to check an interpellation."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.reports.models import Story

from .council.admissibility import Asked
from .council.content import LANGUAGES, QUOTED

MOST_ASKS, LONGEST_ASK = 5, 160
SHOWN_OF_A_TEXT = 240


class CouncilForm(forms.Form):
    """What is asked of the council, in both languages, and the testimonies that are quoted."""

    use_required_attribute = False

    asks_fr = forms.CharField(
        label=gettext_lazy("Ce que nous demandons, en français"),
        help_text=gettext_lazy("Une demande par ligne, cinq au plus."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=1000,
    )
    asks_nl = forms.CharField(
        label=gettext_lazy("Ce que nous demandons, en néerlandais"),
        help_text=gettext_lazy("Les mêmes demandes, une par ligne."),
        widget=forms.Textarea(attrs={"rows": 5, "lang": "nl"}),
        required=False,
        max_length=1000,
    )
    reports = forms.MultipleChoiceField(
        label=gettext_lazy("Témoignages à citer, trois au plus"),
        help_text=gettext_lazy(
            "Des textes déjà publiés, avec l’accord de la personne. Les plus courts tiennent mieux."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any = None, *, stories: Sequence[Story], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["reports"].choices = [  # type: ignore[attr-defined]
            (str(one.report.uuid), _shortened(one.public_text)) for one in stories
        ]
        if not stories:
            del self.fields["reports"]

    def clean_reports(self) -> list[str]:
        chosen = self.cleaned_data["reports"]
        if len(chosen) > QUOTED:
            raise forms.ValidationError(_("Choisissez trois témoignages au plus."))
        return list(chosen)

    def clean_asks_fr(self) -> list[str]:
        return self._lines("asks_fr")

    def clean_asks_nl(self) -> list[str]:
        return self._lines("asks_nl")

    def _lines(self, name: str) -> list[str]:
        lines = [line.strip(" -–•\t") for line in self.cleaned_data[name].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_ASKS:
            raise forms.ValidationError(_("Cinq demandes au plus tiennent sur la page."))
        if any(len(line) > LONGEST_ASK for line in lines):
            raise forms.ValidationError(_("Une demande fait 160 signes au plus."))
        return lines

    @property
    def asks(self) -> dict[str, list[str]]:
        return {language: self.cleaned_data[f"asks_{language}"] for language in LANGUAGES}


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_OF_A_TEXT else text[: SHOWN_OF_A_TEXT - 1] + "…"


class InterpellationForm(forms.Form):
    """What one knows of a citizens' interpellation, to see whether it can be admitted."""

    use_required_attribute = False

    residents = forms.IntegerField(
        label=gettext_lazy("Combien d’habitants de la commune signent ?"),
        min_value=0,
        max_value=100_000,
        error_messages={
            "required": gettext_lazy("Écrivez combien de personnes signent."),
            "invalid": gettext_lazy("Écrivez un nombre, par exemple 25."),
        },
    )
    is_general = forms.BooleanField(
        label=gettext_lazy(
            "Le sujet est général : ni une personne, ni une demande de chiffres ou de documents"
        ),
        required=False,
    )
    is_municipal = forms.BooleanField(
        label=gettext_lazy("Le sujet est de la compétence de la commune"), required=False
    )
    raised_on = forms.DateField(
        label=gettext_lazy("Le même sujet a déjà été posé au conseil le"),
        help_text=gettext_lazy("Vide s’il ne l’a pas été."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    council_on = forms.DateField(
        label=gettext_lazy("Date du conseil"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Donnez la date du conseil.")},
    )
    handed_in_on = forms.DateField(
        label=gettext_lazy("Date à laquelle vous la remettez"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Donnez la date où vous la remettez.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        raised: date | None = cleaned.get("raised_on")
        council: date | None = cleaned.get("council_on")
        if raised and council and raised >= council:
            self.add_error("raised_on", _("Cette date est après le conseil."))
        handed_in: date | None = cleaned.get("handed_in_on")
        if handed_in and council and handed_in > council:
            self.add_error("handed_in_on", _("Cette date est après le conseil."))
        return cleaned

    @property
    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)
