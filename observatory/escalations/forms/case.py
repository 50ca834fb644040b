"""A case, typed or begun from a report. Nothing of it is stored here."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from observatory.escalations.cases import BadCase, read_case, words_of
from observatory.escalations.queries import known
from observatory.escalations.wording import GROUND_WORDS
from observatory.places.queries import municipalities
from observatory.ui.fields import set_choices
from observatory.vocabularies.queries import terms

YES_NO = (("", _("Je ne sais pas")), ("yes", _("Oui")), ("no", _("Non")))
WAYS = (
    ("", _("Je ne sais pas")),
    ("counter", _("Au guichet")),
    ("phone", _("Par téléphone")),
    ("letter", _("Par lettre")),
    ("email", _("Par e-mail")),
    ("form", _("Par un formulaire sur internet")),
)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CaseForm(forms.Form):
    """The fields of `cases.FIELDS`, any of which may stay empty."""

    service = forms.ChoiceField(label=_("Quel service ?"), required=False)
    organization = forms.CharField(
        label=_("Quel organisme ?"),
        help_text=_("Si vous le connaissez : CPAS d’Ixelles, STIB, SNCB…"),
        max_length=99,
        required=False,
    )
    territory_nis = forms.ChoiceField(label=_("Dans quelle commune ?"), required=False)
    facts_on = _day(_("Quand est-ce arrivé ?"))
    told_service_on = _day(_("Quand le service l’a-t-il appris ?"))
    told_service_how = forms.ChoiceField(
        label=_("Comment l’a-t-il appris ?"), choices=WAYS, required=False
    )
    anonymous = forms.ChoiceField(
        label=_("La personne veut-elle rester anonyme devant l’instance ?"),
        choices=YES_NO,
        required=False,
    )
    own_interest = forms.ChoiceField(
        label=_("Agit-elle pour elle-même ?"), choices=YES_NO, required=False
    )
    no_ground = forms.BooleanField(
        label=_("Aucun motif protégé par la loi n’est en jeu"), required=False
    )
    grounds = forms.MultipleChoiceField(
        label=_("Un de ces motifs est-il en jeu ?"),
        choices=list(GROUND_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = [("", _("Je ne sais pas"))]
        places = sorted(municipalities(), key=lambda one: one.name)
        set_choices(
            self, "service", [*unknown, *((one.code, one.name) for one in terms("service"))]
        )
        set_choices(self, "territory_nis", [*unknown, *((one.nis, one.name) for one in places)])

    def clean_organization(self) -> str:
        """Return the code of the organization that the words name."""
        name = self.cleaned_data["organization"]
        if not name:
            return ""
        provider = known().providers.get(words_of(name))
        if provider is None:
            raise forms.ValidationError(
                _("Nous ne connaissons pas cet organisme. Laissez vide et choisissez le service.")
            )
        return provider.code

    def clean(self) -> dict[str, Any]:
        """Say what `cases.read_case` would refuse."""
        data = super().clean() or self.cleaned_data
        if data.get("no_ground") and data.get("grounds"):
            self.add_error("no_ground", _("Vous avez coché un motif, et aucun : choisissez."))
        today = localdate()
        for name in ("facts_on", "told_service_on"):
            if data.get(name) and data[name] > today:
                self.add_error(name, _("Cette date est dans le futur."))
        if not self.errors:
            facts_on, told_on = data.get("facts_on"), data.get("told_service_on")
            if facts_on and told_on and told_on < facts_on:
                self.add_error(
                    "told_service_on",
                    _("C’est avant que cela arrive : le service ne pouvait pas savoir."),
                )
            else:
                try:
                    read_case(self.case(), known(), today=today)
                except BadCase as error:
                    self.add_error(None, str(error))
        return data

    def case(self) -> dict[str, Any]:
        """Return the case as routing reads it: codes and days, what is unknown left out."""
        data = self.cleaned_data
        case: dict[str, Any] = {
            name: data[name]
            for name in ("service", "organization", "territory_nis", "told_service_how")
            if data.get(name)
        }
        for name in ("facts_on", "told_service_on"):
            if data.get(name):
                case[name] = data[name].isoformat()
        for name in ("anonymous", "own_interest"):
            if data.get(name):
                case[name] = data[name] == "yes"
        if data.get("grounds") or data.get("no_ground"):
            case["grounds"] = list(data.get("grounds") or [])
        return case

    def query(self) -> str:
        """Return the case for an address: codes and days, nothing that a person wrote."""
        return query_of(self.case())


def query_of(case: Mapping[str, Any]) -> str:
    """Return a case as the query of an address, which `CaseForm(request.GET)` reads back."""
    said = {name: value for name, value in case.items() if name != "grounds"}
    pairs = [
        (name, ("yes" if value else "no") if isinstance(value, bool) else str(value))
        for name, value in said.items()
    ]
    grounds = case.get("grounds")
    if grounds is not None:
        pairs += [("grounds", one) for one in grounds] or [("no_ground", "on")]
    return urlencode(pairs)


def data_of(case: Mapping[str, Any]) -> QueryDict:
    """Return a case as data of a form."""
    return QueryDict(query_of(case))
