"""What is asked before forms are printed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.associations.models import Association
from observatory.places.models import Territory
from observatory.places.queries import municipalities, territory_by_nis

# What a browser waits for; larger runs are printed by the command.
MOST_AT_ONCE = 100
NUMBERED, BLANK = "numbered", "blank"
# What is offered, and the questionnaire it is printed from.
REPORT, CARD = "report", "card"
QUESTIONNAIRES = {REPORT: "report", CARD: "urn"}


class PrintingForm(forms.Form):
    """What, in which language, with or without codes, how many, and for whom."""

    use_required_attribute = False

    target = forms.ChoiceField(
        label=gettext_lazy("Que voulez-vous imprimer ?"),
        widget=forms.RadioSelect,
        choices=[
            (REPORT, gettext_lazy("Des formulaires de signalement")),
            (CARD, gettext_lazy("Des cartes pour une urne : quatre par feuille")),
        ],
        initial=REPORT,
        error_messages={"required": gettext_lazy("Choisissez ce que vous voulez imprimer.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Dans quelle langue ?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez la langue.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Avec quels codes ?"),
        widget=forms.RadioSelect,
        choices=[
            (NUMBERED, gettext_lazy("Chacun a son code")),
            (BLANK, gettext_lazy("Sans code, à photocopier")),
        ],
        initial=NUMBERED,
        error_messages={"required": gettext_lazy("Choisissez avec ou sans code.")},
    )
    copies = forms.IntegerField(
        label=gettext_lazy("Combien ?"),
        help_text=gettext_lazy("Sans code, un seul est imprimé : il se photocopie."),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=20,
        error_messages={
            "required": gettext_lazy("Écrivez combien vous en voulez."),
            "invalid": gettext_lazy("Écrivez un nombre, par exemple 20."),
            "min_value": gettext_lazy("Il en faut au moins un."),
            "max_value": gettext_lazy("C’est beaucoup en une fois : 100 au plus."),
        },
    )
    association = forms.ChoiceField(label=gettext_lazy("Pour quelle association ?"), required=False)
    territory = forms.ChoiceField(label=gettext_lazy("Pour quelle commune ?"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        associations: Iterable[Association],
        languages: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.by_key = {str(one.pk): one for one in associations}
        languages = list(languages)
        self._choices("language", languages)
        self.initial["language"] = languages[0][0]
        self._choices(
            "territory",
            [
                ("", _("Aucune en particulier")),
                *((one.nis, f"{one.label} {one.name}") for one in municipalities()),
            ],
        )
        named = [(key, one.name) for key, one in self.by_key.items()]
        self._choices("association", [("", _("Aucune")), *named])
        if not named:
            del self.fields["association"]
        elif len(named) == 1:
            self.initial["association"] = named[0][0]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_association(self) -> Association | None:
        return self.by_key.get(self.cleaned_data["association"])

    def clean_territory(self) -> Territory | None:
        nis = self.cleaned_data["territory"]
        return territory_by_nis(nis) if nis else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("association", None)
        if cleaned.get("kind") == BLANK:
            # However many were asked for: one is copied.
            cleaned["copies"] = 1
            self.errors.pop("copies", None)
        return cleaned
