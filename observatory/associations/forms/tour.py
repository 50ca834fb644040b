"""Visits: planning one, and what came of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.associations.actions import Plan
from observatory.associations.models import Visit
from observatory.associations.queries import associations_for, territory_choices
from observatory.people.models import User
from observatory.people.queries import people_for
from observatory.places.queries import territory_by_nis
from observatory.ui.fields import DayInput

OTHER = "other"


class VisitForm(forms.Form):
    """A visit: whom, where, when, who goes."""

    association = forms.ChoiceField(label=gettext_lazy("Quelle association ?"))
    name = forms.CharField(
        label=gettext_lazy("Son nom, si elle n’est pas dans la liste"),
        max_length=99,
        required=False,
    )
    territory = forms.ChoiceField(label=gettext_lazy("Dans quelle commune ?"))
    place = forms.CharField(
        label=gettext_lazy("Où ?"),
        help_text=gettext_lazy("Laissez vide pour l’adresse de sa permanence."),
        max_length=200,
        required=False,
    )
    day = forms.DateField(
        label=gettext_lazy("Quel jour ?"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez la date.")},
    )
    hour = forms.TimeField(
        label=gettext_lazy("À quelle heure ?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Donnez l’heure."),
            "invalid": gettext_lazy("Écrivez l’heure ainsi : 14:30."),
        },
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Qui y va ?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, by: User, visit: Visit | None = None, **kwargs: Any) -> None:
        if visit is not None:
            kwargs["initial"] = _initial_visit(visit)
        super().__init__(*args, **kwargs)
        self.associations = {str(one.pk): one for one in associations_for(by).filter(ended_on=None)}
        if visit is not None and visit.association is not None:
            self.associations.setdefault(str(visit.association.pk), visit.association)
        self.people = {str(one.pk): one for one in people_for(by).filter(is_active=True)}
        if visit is not None:
            self.people |= {str(one.pk): one for one in visit.people.all()}
        self.fields["association"].choices = [
            ("", _("Choisir")),
            (OTHER, _("Pas encore dans l’Observatoire")),
            *((key, one.name) for key, one in self.associations.items()),
        ]
        places = territory_choices(by)
        self.fields["territory"].choices = [("", _("Choisir")), *places]
        self.fields["territory"].initial = places[0][0] if len(places) == 1 else ""
        self.fields["people"].choices = [(key, one.name) for key, one in self.people.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        association = self.associations.get(data.get("association", ""))
        if data.get("association") == OTHER and not data.get("name"):
            self.add_error("name", _("Écrivez le nom de l’association."))
        if "association" in data and "place" in data and not data["place"]:
            data["place"] = association.desk_address if association is not None else ""
            if not data["place"]:
                self.add_error("place", _("Dites où la visite a lieu."))
        return data

    def plan(self) -> Plan:
        """Return the visit as it was written."""
        data = self.cleaned_data
        return Plan(
            association=self.associations.get(data["association"]),
            name=data["name"],
            territory=territory_by_nis(data["territory"]),
            place=data["place"],
            starts_at=timezone.make_aware(datetime.combine(data["day"], data["hour"])),
            people=[self.people[key] for key in data["people"]],
        )


def _initial_visit(visit: Visit) -> dict[str, Any]:
    starts_at = timezone.localtime(visit.starts_at)
    return {
        "association": str(visit.association_id) if visit.association_id else OTHER,
        "name": visit.name,
        "territory": visit.territory.nis,
        "place": visit.place,
        "day": starts_at.date(),
        "hour": starts_at.time(),
        "people": [str(person.pk) for person in visit.people.all()],
        "seen": visit.revision,
    }


class RecordForm(forms.Form):
    """What came of a visit, and what follows."""

    outcome = forms.CharField(
        label=gettext_lazy("Qu’est-ce qui en est sorti ?"),
        help_text=gettext_lazy("Sans le nom de personnes aidées."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Écrivez une phrase, même courte.")},
    )
    next_step = forms.CharField(
        label=gettext_lazy("Et ensuite ?"),
        help_text=gettext_lazy("Par exemple : envoyer l’accord à signer."),
        max_length=99,
        required=False,
    )
    next_on = forms.DateField(label=gettext_lazy("Pour quand ?"), widget=DayInput, required=False)
