"""Writing a demand, a step, an outcome."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.campaigns.models import Demand, Step
from observatory.campaigns.states import OUTCOMES as MOVES
from observatory.campaigns.states import Kind, Precision, Transition
from observatory.campaigns.wording import KINDS, OUTCOMES, STAGES
from observatory.ui.fields import DayInput
from observatory.vocabularies.models import in_language, said_in

from .lines import LinesField, Seen, as_lines, merge_links

EARLIEST_YEAR = 1900
FUTURE = _("Cette date est dans le futur.")


class DatedForm(Seen):
    """A date as exact as it is known, and sources; the parts of a campaign have both."""

    year = forms.IntegerField(
        label=_("Année"), min_value=EARLIEST_YEAR, error_messages={"required": _("Donnez l’année.")}
    )
    month = forms.ChoiceField(
        label=_("Mois"), choices=[("", _("Je ne sais pas")), *MONTHS.items()], required=False
    )
    day = forms.IntegerField(label=_("Jour"), min_value=1, max_value=31, required=False)
    sources = LinesField(
        label=_("D’où le sait-on ?"),
        help_text=_("Une source par ligne : son nom, puis l’adresse de la page ou du document."),
        max_length=6000,
        error_messages={"required": _("Sans source, nous ne l’écrivons pas.")},
    )

    @staticmethod
    def date_initial(day: date | None, precision: str) -> dict[str, Any]:
        if day is None:
            return {}
        return {
            "year": day.year,
            "month": day.month if precision != Precision.YEAR else "",
            "day": day.day if precision == Precision.DAY else None,
        }

    def clean(self) -> dict[str, Any]:
        """Put the date together: `on` and `precision`."""
        data = super().clean() or self.cleaned_data
        year, month, day = data.get("year"), data.get("month"), data.get("day")
        data["on"], data["precision"] = None, Precision.DAY
        if year and day and not month:
            self.add_error("month", gettext("Vous donnez un jour : choisissez aussi le mois."))
        elif year:
            try:
                data["on"] = date(year, int(month or 1), day or 1)
            except ValueError:
                self.add_error("day" if day else "year", gettext("Cette date n’existe pas."))
            else:
                exact = Precision.DAY if day else Precision.MONTH
                data["precision"] = exact if month else Precision.YEAR
                if data["on"] > localdate():
                    self.add_error("year", FUTURE)
        return data


class DemandForm(DatedForm):
    text = forms.CharField(label=_("Que demande-t-on ?"), max_length=300)
    whom = forms.CharField(label=_("À qui ?"), max_length=160)
    field_order = ("seen", "text", "whom", "year", "month", "day", "sources")

    def __init__(self, *args: Any, demand: Demand | None = None, **kwargs: Any) -> None:
        self.demand = demand
        if demand is not None:
            kwargs["initial"] = {
                "seen": demand.revision,
                "text": demand.text,
                "whom": in_language(demand.addressees),
                "sources": as_lines(demand.sources, "labels"),
                **self.date_initial(demand.asked_on, demand.asked_precision),
            }
        super().__init__(*args, **kwargs)
        self.fields["year"].required = False

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data, former = self.cleaned_data, self.demand or Demand()
        return {
            "texts": said_in(former.texts, data["text"]),
            "addressees": said_in(former.addressees, data["whom"]),
            "asked_on": data["on"],
            "asked_precision": str(data["precision"]),
            "sources": merge_links(data["sources"], former.sources, "labels", dated_on=""),
        }


class StepForm(DatedForm):
    kind = forms.ChoiceField(label=_("Qu’est-ce que c’est ?"), choices=list(KINDS.items()))
    stage = forms.ChoiceField(
        label=_("Si c’est une action en justice, où en est-elle ?"),
        choices=[("", _("Ce n’en est pas une")), *STAGES.items()],
        required=False,
    )
    title = forms.CharField(label=_("Que s’est-il passé ?"), max_length=200)
    text = forms.CharField(
        label=_("Plus en détail"),
        help_text=_("Des faits. Nommez les services et les groupes, jamais une personne."),
        max_length=2000,
        widget=forms.Textarea,
        required=False,
    )
    place = forms.CharField(label=_("Où ?"), max_length=200, required=False)
    field_order = ("seen", "kind", "stage", "title", "year", "month", "day", "place", "text")

    def __init__(self, *args: Any, step: Step | None = None, **kwargs: Any) -> None:
        self.step = step
        if step is not None:
            kwargs["initial"] = {
                "seen": step.revision,
                "kind": step.kind,
                "stage": step.stage,
                "title": step.title,
                "text": in_language(step.texts),
                "place": in_language(step.places),
                "sources": as_lines(step.sources, "labels"),
                **self.date_initial(step.happened_on, step.precision),
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Say beside the field what `states.step_mistakes` would refuse."""
        data = super().clean()
        if data.get("kind") == Kind.LEGAL and data.get("stage") == "":
            self.add_error("stage", gettext("Dites où en est l’action en justice."))
        if data.get("kind") != Kind.LEGAL and data.get("stage"):
            self.add_error("stage", gettext("Laissez vide : ce n’est pas une action en justice."))
        return data

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data, former = self.cleaned_data, self.step or Step()
        return {
            "kind": data["kind"],
            "stage": data["stage"],
            "happened_on": data["on"],
            "precision": str(data["precision"]),
            "places": said_in(former.places, data["place"]),
            "titles": said_in(former.titles, data["title"]),
            "texts": said_in(former.texts, data["text"]),
            "sources": merge_links(data["sources"], former.sources, "labels", dated_on=""),
        }


class OutcomeForm(Seen):
    transition = forms.ChoiceField(label=_("Qu’est-ce que ça a donné ?"), widget=forms.RadioSelect)
    checked_on = forms.DateField(label=_("Vérifié quel jour ?"), widget=DayInput)
    checked_by = forms.CharField(
        label=_("Vérifié par qui ?"),
        help_text=_("Une association ou un groupe : tout le monde lira ce nom."),
        max_length=120,
    )
    source = forms.CharField(label=_("D’où le sait-on ?"), max_length=200)
    source_url = forms.URLField(
        label=_("Adresse de la source"), max_length=300, assume_scheme="https", required=False
    )
    note = forms.CharField(
        label=_("Ce qu’il faut savoir de plus"),
        max_length=1000,
        widget=forms.Textarea,
        required=False,
    )

    def __init__(self, *args: Any, demand: Demand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["transition"].choices = [
            (one.name, self.words_of(one, demand.outcome))
            for one in MOVES.values()
            if demand.outcome in one.before
        ]

    @staticmethod
    def words_of(move: Transition, outcome: str) -> str:
        """Return what a move says of a demand whose outcome is this one."""
        if move.name == "take_up":
            return gettext("Elle est reprise")
        words = str(OUTCOMES[move.after])
        if move.after == outcome:
            return gettext("Toujours la même chose : %(outcome)s") % {"outcome": words.lower()}
        return words

    def clean_checked_on(self) -> date:
        day = self.cleaned_data["checked_on"]
        if day > localdate():
            raise ValidationError(FUTURE)
        return day
