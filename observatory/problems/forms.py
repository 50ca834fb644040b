"""Forms about problems: "it happened to me too", and a step of the team."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from observatory.places.models import Territory
from observatory.places.queries import municipalities

from .models import Problem
from .states import TRANSITIONS, date_mistakes
from .wording import month_words, state_name

MONTHS_OFFERED = 24
UNKNOWN = "?"


def recent_months(today: date) -> list[date]:
    """Return the first days of the last months, this one first."""
    months = []
    year, month = today.year, today.month
    for _number in range(MONTHS_OFFERED):
        months.append(date(year, month, 1))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return months


class MeTooForm(forms.Form):
    """Where and when; "I don't know" is an answer to both."""

    where = forms.ChoiceField(label=_("Où est-ce arrivé ?"))
    when = forms.ChoiceField(
        label=_("Quand ?"), error_messages={"required": _("Choisissez un mois dans la liste.")}
    )

    def __init__(self, *args: Any, problem: Problem, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {one.nis: one for one in municipalities()}
        here = [nis for nis, one in self._places.items() if one.pk == problem.territory_id]
        named = sorted((one.name, nis) for nis, one in self._places.items())
        self._field("where").choices = [
            *((nis, name) for name, nis in named),
            (UNKNOWN, _("Ailleurs, ou je ne sais pas")),
        ]
        self.fields["where"].initial = here[0] if here else UNKNOWN
        self._field("when").choices = [
            ("", _("Choisissez")),
            *((month.isoformat(), month_words(month)) for month in recent_months(today)),
            (UNKNOWN, _("Il y a plus longtemps, ou je ne sais plus")),
        ]

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; for the type checker
        return field

    def territory(self) -> Territory | None:
        return self._places.get(self.cleaned_data["where"])

    def month(self) -> date | None:
        said = self.cleaned_data["when"]
        return None if said == UNKNOWN else date.fromisoformat(said)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


REASONS = {
    ("happened_on", "future"): _("Cette date est dans le futur."),
    ("visited_on", "missing"): _(
        "Il faut la date d’une visite : nous n’écrivons « amélioré » ou « résolu » que si "
        "quelqu’un est allé voir."
    ),
    ("visited_on", "future"): _("Cette date est dans le futur."),
    ("visited_on", "too_early"): _(
        "Cette visite n’a pas eu lieu après l’annonce ou le retour du problème : elle ne prouve rien."
    ),
}


class StepForm(forms.Form):
    """A step in the life of a problem; `revision` is what the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    transition = forms.ChoiceField(label=_("Que s’est-il passé ?"), widget=forms.RadioSelect)
    happened_on = forms.DateField(label=_("Quel jour ?"), widget=DayInput)
    visited_on = forms.DateField(
        label=_("Jour de la visite"),
        help_text=_("Obligatoire pour « amélioré » et « résolu » : qui est allé voir, et quand."),
        widget=DayInput,
        required=False,
    )
    note = forms.CharField(
        label=_("Ce que le public doit savoir"),
        help_text=_("Nommez le service, jamais une personne."),
        max_length=2000,
        widget=forms.Textarea,
        required=False,
    )
    source_url = forms.URLField(
        label=_("Adresse de la source"),
        max_length=300,
        assume_scheme="https",
        required=False,
    )

    def __init__(
        self, *args: Any, problem: Problem, not_before: date | None, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._not_before, self._today = not_before, today
        choice = self.fields["transition"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [
            (one.name, state_name(one.after))
            for one in TRANSITIONS.values()
            if problem.state in one.before
        ]

    def clean(self) -> dict[str, Any]:
        """Say beside the field what the action would refuse."""
        data = super().clean() or self.cleaned_data
        step = TRANSITIONS.get(data.get("transition", ""))
        if step and data.get("happened_on") and "visited_on" in data:
            mistakes = date_mistakes(
                step,
                happened_on=data["happened_on"],
                visited_on=data["visited_on"],
                not_before=self._not_before,
                today=self._today,
            )
            for field, reason in mistakes.items():
                self.add_error(field, REASONS[field, reason])
        return data


def today() -> date:
    """Return the day where the observatory is."""
    return localdate()
