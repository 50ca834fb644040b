"""The forms of a group session: where and with whom, and the count at the end."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from observatory.associations.models import Association
from observatory.desk.models import GroupSession
from observatory.people.models import User
from observatory.places.models import Territory
from observatory.questionnaires.languages import own_name
from observatory.ui.fields import DayInput

# A session is opened before one leaves, or written down a while after.
PREPARED_BEFORE = timedelta(days=60)
WRITTEN_AFTER = timedelta(days=366)
MOST_PEOPLE = 5000


class SessionForm(forms.Form):
    """Where, when, with whom.

    `associations` are those that the person may hold one for; `languages` those
    of the questions.
    """

    use_required_attribute = False

    association = forms.ModelChoiceField(
        queryset=Association.objects.none(), label=gettext_lazy("Pour quelle association")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Quoi"), choices=GroupSession.Kind.choices, widget=forms.RadioSelect
    )
    place = forms.CharField(
        label=gettext_lazy("Où"),
        help_text=gettext_lazy(
            "Le nom du lieu, sans nom de personne : « Maison de quartier, salle du bas »."
        ),
        max_length=120,
    )
    territory = forms.ModelChoiceField(
        queryset=Territory.objects.none(),
        label=gettext_lazy("Commune"),
        help_text=gettext_lazy(
            "Elle sera choisie d’avance dans chaque signalement. On peut la changer."
        ),
        required=False,
        empty_label=gettext_lazy("Pas toujours la même"),
    )
    held_on = forms.DateField(label=gettext_lazy("Quel jour"), widget=DayInput)
    language = forms.ChoiceField(label=gettext_lazy("Langue dans laquelle on lit les accords"))
    team = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Qui est là pour l’association"),
        help_text=gettext_lazy("Ces personnes voient les codes pendant la journée."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        associations: list[Association],
        today: date,
        by: User,
        languages: Sequence[str],
        session: GroupSession | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(associations, today, by, session))
        self.today = today
        self._field("language").choices = [(code, own_name(code)) for code in languages]
        keys = [one.pk for one in associations]
        self.associations = associations
        if session is not None or len(associations) == 1:
            del self.fields["association"]
            self.only: Association | None = session.association if session else associations[0]
            keys = [self.only.pk] if self.only else []
        else:
            self.only = None
            self._field("association").queryset = Association.objects.filter(pk__in=keys).order_by(
                "name"
            )
        territory = self._field("territory")
        territory.queryset = Territory.objects.municipalities().order_by("label", "nis")
        territory.label_from_instance = lambda one: f"{one.label} {one.name}".strip()
        team = self._field("team")
        team.queryset = (
            User.objects.filter(
                memberships__association__in=keys, memberships__ended_at=None, is_active=True
            )
            .distinct()
            .order_by("name", "pk")
        )
        team.label_from_instance = lambda person: person.name

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > self.today + PREPARED_BEFORE:
            raise forms.ValidationError(
                _("C’est trop loin : ouvrez la séance quand elle approche.")
            )
        if day < self.today - WRITTEN_AFTER:
            raise forms.ValidationError(_("C’est il y a plus d’un an. Vérifiez l’année."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        association = self.only or data.get("association")
        if association is not None:
            data["association"] = association
            members = set(
                association.memberships.filter(ended_at=None).values_list("user_id", flat=True)
            )
            others = [person.name for person in data.get("team", []) if person.pk not in members]
            if others:
                self.add_error(
                    "team",
                    _("Pas de cette association : %(names)s.") % {"names": ", ".join(others)},
                )
        return data


def _initial(
    associations: list[Association], today: date, by: User, session: GroupSession | None
) -> dict[str, Any]:
    if session is not None:
        return {
            "kind": session.kind,
            "place": session.place,
            "territory": session.territory_id,
            "held_on": session.held_on,
            "language": session.language,
            "team": list(session.team.values_list("pk", flat=True)),
        }
    home = list(associations[0].territories.all()[:2]) if associations else []
    return {
        "kind": GroupSession.Kind.WORKSHOP,
        "territory": home[0].pk if len(home) == 1 else None,
        "held_on": today,
        "language": get_language(),
        "team": [by.pk],
    }


class CloseForm(forms.Form):
    """What was counted. Both may stay empty: nobody counted."""

    use_required_attribute = False

    people_present = forms.IntegerField(
        label=gettext_lazy("Combien de personnes étaient là"),
        help_text=gettext_lazy("Sans l’équipe. Laissez vide si personne n’a compté."),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
    )
    people_declined = forms.IntegerField(
        label=gettext_lazy("Combien n’ont pas voulu faire de signalement"),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        present, declined = data.get("people_present"), data.get("people_declined")
        if present is not None and declined is not None and declined > present:
            self.add_error(
                "people_declined",
                _("C’est plus que les personnes présentes. Vérifiez les deux nombres."),
            )
        return data
