"""A round: its period, its locations with a scenario each, and who makes the visits."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observatory.observations.models import Round
from observatory.observations.queries.rounds import (
    locations_offered,
    named_observers,
    scenarios_for,
)
from observatory.people.models import User
from observatory.places.models import Location, Territory
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.ui.fields import DayInput


def scenario_name(pk: int) -> str:
    """Return the name of the field that asks for the scenario of a location."""
    return f"scenario-{pk}"


class RoundForm(forms.Form):
    """The period and the locations of a round of one territory."""

    starts_on = forms.DateField(
        label=_("Premier jour"),
        widget=DayInput,
        error_messages={"required": _("Donnez le premier jour.")},
    )
    ends_on = forms.DateField(
        label=_("Dernier jour"),
        help_text=_("Cinq semaines au moins, pour avoir chaque jour de la semaine."),
        widget=DayInput,
        error_messages={"required": _("Donnez le dernier jour.")},
    )
    places = forms.MultipleChoiceField(
        label=_("Quels lieux ?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un lieu.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(
        self,
        *args: Any,
        territory: Territory,
        version: QuestionnaireVersion,
        asked: Round | None = None,
        **kwargs: Any,
    ) -> None:
        chosen: dict[int, str] = {}
        if asked is not None:
            chosen = dict(asked.points.values_list("location_id", "scenario"))
            kwargs["initial"] = {
                "starts_on": asked.starts_on,
                "ends_on": asked.ends_on,
                "places": [str(pk) for pk in chosen],
                "seen": asked.revision,
            }
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        self.locations = {str(one.pk): one for one in locations_offered(territory)}
        self.fields["places"].choices = [
            (key, f"{one.name} – {one.organization.name} – {one.service.name}")
            for key, one in self.locations.items()
        ]
        self.scenarios: dict[str, str] = {}
        ticked = self.data.getlist("places") if isinstance(self.data, QueryDict) else []
        for key, one in self.locations.items():
            offered = scenarios_for(one, version)
            self.scenarios[key] = offered[0].code if offered else ""
            if len(offered) > 1:
                self.fields[scenario_name(one.pk)] = forms.ChoiceField(
                    label=_("Scénario, à « %(place)s »") % {"place": one.name},
                    choices=[(option.code, option.label(language)) for option in offered],
                    initial=chosen.get(one.pk, offered[0].code),
                    # Of a location that is not taken, nothing is asked.
                    required=not self.is_bound or key in ticked,
                )

    def scenario_fields(self) -> list[forms.BoundField]:
        """Return the fields that ask for a scenario, where there is more than one."""
        return [self[name] for name in self.fields if name.startswith("scenario-")]

    def chosen_places(self) -> dict[Location, str]:
        """Return the scenario of each chosen location."""
        return {
            self.locations[key]: self.cleaned_data.get(scenario_name(int(key)))
            or self.scenarios[key]
            for key in self.cleaned_data["places"]
        }


class PeopleForm(forms.Form):
    """Who makes the visits."""

    people = forms.MultipleChoiceField(
        label=_("Qui fait les relevés ?"),
        help_text=_(
            "Le travail est réparti également. Sans personne, il est prévu et reste à donner."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = named_observers(territory)
        self.people = {str(person.pk): person for person, _name in named}
        self.fields["people"].choices = [(str(person.pk), name) for person, name in named]

    def chosen(self) -> list[User]:
        """Return the people that were ticked, in the order of the list."""
        return [self.people[key] for key in self.people if key in self.cleaned_data["people"]]


class CloseForm(forms.Form):
    """Ending a round in which something is missing."""

    knows_missing = forms.BooleanField(
        label=_("Je termine sans ces relevés. Ce qui manque sera publié avec les chiffres."),
        required=False,
    )
