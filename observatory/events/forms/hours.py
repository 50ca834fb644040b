"""The hours of an event as one types them, and the two nights on which the clock changes."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.events.models import Event
from observatory.kit.wall_clock import NoSuchTime, TwiceTime, is_second, moment_of
from observatory.ui.fields import DayInput

FIRST, SECOND = "first", "second"
# A day beyond is a slip of the finger, and no calendar counts so far.
YEARS = (date(2000, 1, 1), date(2199, 12, 31))
# Beside the question, the day and the hour it is about; a day of the end may be left out.
QUESTIONS = {"starts_second": ("day", "start"), "ends_second": ("end_day", "end")}


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Écrivez l’heure ainsi : 14:30.")},
    )


def day_field(label: Any, help_text: Any = "", **kwargs: Any) -> forms.DateField:
    """Return a field for a day of our time."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=DayInput,
        validators=[
            MinValueValidator(YEARS[0], _("Vérifiez l’année.")),
            MaxValueValidator(YEARS[1], _("Vérifiez l’année.")),
        ],
        **kwargs,
    )


def _which() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Cette nuit-là, cette heure vient deux fois. Laquelle ?"),
        choices=[
            (FIRST, _("La première, à l’heure d’été")),
            (SECOND, _("La deuxième, à l’heure d’hiver")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


class HoursForm(forms.Form):
    """A day and two hours, which become two moments: `starts_at` and `ends_at`."""

    day = day_field(_("Quel jour ?"))
    start = _hour(_("À quelle heure cela commence ?"))
    starts_second = _which()
    end_day = day_field(
        _("Quel jour cela finit ?"), _("Laissez vide si c’est le même jour."), required=False
    )
    end = _hour(_("À quelle heure cela finit ?"))
    ends_second = _which()

    @staticmethod
    def initial_hours(event: Event) -> dict[str, Any]:
        """Return what the form shows of an event that is written already."""
        begins, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
        zone = timezone.get_default_timezone()
        return {
            "day": begins.date(),
            "start": begins.time(),
            "end_day": ends.date() if ends.date() != begins.date() else None,
            "end": ends.time(),
            "starts_second": SECOND if is_second(begins, zone) else FIRST,
            "ends_second": SECOND if is_second(ends, zone) else FIRST,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question, (day, hour) in QUESTIONS.items():
            if not self._comes_twice(self._given(day) or self._given("day"), self._given(hour)):
                del self.fields[question]

    def _given(self, name: str) -> Any:
        """Return what was typed, or what stood there; None when it cannot be read."""
        value = self[name].value()
        try:
            return self.fields[name].clean(value)
        except forms.ValidationError:
            return None

    @staticmethod
    def _comes_twice(day: date | None, hour: time | None) -> bool:
        if day is None or hour is None:
            return False
        try:
            moment_of(day, hour, timezone.get_default_timezone())
        except TwiceTime:
            return True
        except NoSuchTime:
            return False
        return False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day = data.get("day")
        self._set("starts_at", day, "start", "starts_second")
        self._set("ends_at", data.get("end_day") or day, "end", "ends_second")
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at - starts_at <= timedelta(0):
            self.add_error(
                "end",
                gettext(
                    "La fin est avant le début. Si c’est après minuit, donnez aussi le jour de la fin."
                ),
            )
        return data

    def _set(self, name: str, day: date | None, hour: str, question: str) -> None:
        """Work out a moment, or say beside the hour why there is none."""
        clock = self.cleaned_data.get(hour)
        if day is None or clock is None:
            return
        chosen = self.cleaned_data.get(question)
        second = None if not chosen else chosen == SECOND
        try:
            self.cleaned_data[name] = moment_of(
                day, clock, timezone.get_default_timezone(), second=second
            )
        except NoSuchTime:
            self.add_error(
                hour,
                gettext(
                    "Cette heure n’existe pas : cette nuit-là, on passe de 2:00 à 3:00. "
                    "Donnez une heure avant ou après."
                ),
            )
        except TwiceTime:
            self.add_error(
                question,
                gettext("Cette nuit-là, on recule d’une heure : dites laquelle des deux."),
            )
