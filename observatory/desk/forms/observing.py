"""When, by whom and in how many attempts something was observed; what was observed is `DenseForm`'s."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.observations.actions import Try
from observatory.observations.models import LONGEST_WAIT, MOST_ATTEMPTS, Kind, Oddity, Outcome
from observatory.people.models import User
from observatory.ui.fields import DayInput

# A letter and a reading are of a day: noon stands for it.
NOON = time(12)


class ClockInput(forms.TimeInput):
    """An hour, chosen with the browser's own clock or typed."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ObservedForm(forms.Form):
    """The moment of an observation; of a call, its attempts; what is odd, to be confirmed.

    After `is_valid()`, `observed_at`, `attempts` and `observer` hold what was
    typed. `people` are those for whom it may be written down (id, name).
    """

    day = forms.DateField(
        label=gettext_lazy("Quel jour ?"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez le jour.")},
    )
    hour = forms.TimeField(
        label=gettext_lazy("À quelle heure ?"),
        widget=ClockInput,
        error_messages={
            "required": gettext_lazy("Donnez l’heure."),
            "invalid": gettext_lazy("Écrivez l’heure ainsi : 14:30."),
        },
    )
    observer = forms.ChoiceField(label=gettext_lazy("Qui a observé ?"))
    confirmed = forms.MultipleChoiceField(
        label=gettext_lazy("Confirmez, ou corrigez plus bas"),
        choices=Oddity.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    # Written down for itself, since what was planned is done already.
    unplanned = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        channel: str,
        by: User,
        people: list[tuple[User, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.channel, self.by = channel, by
        self.people = {str(person.pk): person for person, _name in people}
        if channel != Kind.VISIT:
            # A call is when it was first tried.
            del self.fields["hour"]
        if self.people:
            self.fields["observer"].choices = [(str(one.pk), name) for one, name in people]
            self.fields["observer"].initial = str(by.pk)
        else:
            del self.fields["observer"]
        if channel == Kind.CALL:
            for number in range(1, MOST_ATTEMPTS + 1):
                self.fields |= _attempt_fields(number)
        self.observed_at = timezone.now()
        self.attempts: list[Try] = []

    @property
    def who(self) -> User:
        """Who observed: who types, unless another was chosen."""
        return self.people.get(self.cleaned_data.get("observer", ""), self.by)

    def attempt_rows(self) -> list[dict[str, Any]]:
        """Return the fields of each attempt, for the page."""
        return [
            {
                "number": number,
                "fields": [self[f"{name}-{number}"] for name in ATTEMPT],
                "began": self[f"began-{number}"],
                "minutes": self[f"minutes-{number}"],
                "seconds": self[f"seconds-{number}"],
                "outcome": self[f"outcome-{number}"],
            }
            for number in range(1, MOST_ATTEMPTS + 1)
            if f"began-{number}" in self.fields
        ]

    def ask_about(self, oddities: list[str]) -> None:
        """Ask to confirm what is odd; what was confirmed before stays ticked."""
        wanted = set(oddities)
        self.fields["confirmed"].choices = [one for one in Oddity.choices if one[0] in wanted]
        self.add_error("confirmed", _("Cochez ce qui est juste, ou corrigez le jour et l’heure."))

    @property
    def is_asked(self) -> bool:
        """Tell whether something odd is to be confirmed on the page."""
        return "confirmed" in self.errors or bool(self.is_bound and self["confirmed"].value())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("day")
        if self.channel == Kind.CALL:
            for number in range(1, MOST_ATTEMPTS + 1):
                self._read_attempt(number, data)
            if not self.attempts and not self.errors:
                self.add_error("began-1", _("Notez au moins un essai d’appel."))
        hour = data.get("hour") or NOON
        if day is not None:
            self.observed_at = timezone.make_aware(datetime.combine(day, hour))
            if self.channel in {Kind.LETTER, Kind.READING} and day == timezone.localdate():
                self.observed_at = min(self.observed_at, timezone.now())
        if self.attempts:
            self.observed_at = self.attempts[0].began_at
        return data

    def _read_attempt(self, number: int, data: dict[str, Any]) -> None:
        began, outcome = data.get(f"began-{number}"), data.get(f"outcome-{number}")
        minutes, seconds = data.get(f"minutes-{number}"), data.get(f"seconds-{number}")
        if began is None and not outcome and minutes is None and seconds is None:
            return
        if began is None and f"began-{number}" not in self.errors:
            self.add_error(f"began-{number}", _("Donnez l’heure de cet essai."))
        if not outcome and f"outcome-{number}" not in self.errors:
            self.add_error(f"outcome-{number}", _("Dites comment cet essai a fini."))
        waited = (minutes or 0) * 60 + (seconds or 0)
        if waited > LONGEST_WAIT:
            self.add_error(
                f"minutes-{number}", _("Un essai dure 5 minutes au plus : écrivez 5 et 0.")
            )
        day = data.get("day")
        if began is not None and outcome and day is not None:
            began_at = timezone.make_aware(datetime.combine(day, began))
            self.attempts.append(Try(began_at, waited, outcome))


ATTEMPT = ("began", "minutes", "seconds", "outcome")


def _attempt_fields(number: int) -> dict[str, forms.Field]:
    def whole(label: Any, most: int) -> forms.IntegerField:
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "size": "3"})
        return forms.IntegerField(
            label=label, min_value=0, max_value=most, required=False, widget=widget
        )

    return {
        f"began-{number}": forms.TimeField(
            label=gettext_lazy("Heure de l’appel"),
            widget=ClockInput(),
            required=False,
            error_messages={"invalid": gettext_lazy("Écrivez l’heure ainsi : 14:30.")},
        ),
        f"minutes-{number}": whole(gettext_lazy("Attente, minutes"), 5),
        f"seconds-{number}": whole(gettext_lazy("Attente, secondes"), 59),
        f"outcome-{number}": forms.ChoiceField(
            label=gettext_lazy("Comment cela a fini"),
            choices=[("", gettext_lazy("Pas d’essai")), *Outcome.choices],
            required=False,
        ),
    }
