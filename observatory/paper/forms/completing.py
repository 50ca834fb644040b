"""What a person adds to an observation sheet: the place, what was planned there, the moment."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.desk.forms.observing import ObservedForm
from observatory.observations.models import RoundLocation, Slot
from observatory.observations.wording import moment_words
from observatory.ui.dates import date_format


class PlaceForm(forms.Form):
    """Where the observation was made: a place of an open round."""

    use_required_attribute = False

    lieu = forms.ChoiceField(
        label=gettext_lazy("Quel lieu ?"),
        help_text=gettext_lazy("Il est écrit en haut de la première page."),
        error_messages={
            "required": gettext_lazy("Choisissez le lieu."),
            "invalid_choice": gettext_lazy("Choisissez le lieu."),
        },
    )

    def __init__(self, data: Any = None, *, points: Iterable[RoundLocation]) -> None:
        super().__init__(data)
        points = list(points)
        self.by_key = {str(one.pk): one for one in points}
        groups = groupby(points, key=lambda one: one.round)
        self.fields["lieu"].choices = [  # type: ignore[attr-defined]
            ("", _("Choisissez")),
            *(
                (
                    f"{asked.territory.name}, {_period(asked)}",
                    [(str(one.pk), one.location.name) for one in ones],
                )
                for asked, ones in groups
            ),
        ]

    @property
    def point(self) -> RoundLocation:
        return self.by_key[self.cleaned_data["lieu"]]


def _period(asked: Any) -> str:
    return _("du %(start)s au %(end)s") % {
        "start": date_format(asked.starts_on, "j F"),
        "end": date_format(asked.ends_on, "j F Y"),
    }


class CompletingForm(ObservedForm):
    """The moment of an observation; on a sheet that does not say what was planned, that too."""

    use_required_attribute = False

    prevu = forms.ChoiceField(
        label=gettext_lazy("Est-ce quelque chose qui était prévu ?"), required=False
    )

    def __init__(self, *args: Any, slots: Iterable[Slot] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {str(one.pk): one for one in slots}
        if self.slots:
            self.fields["prevu"].choices = [  # type: ignore[attr-defined]
                ("", _("Non, rien n’était prévu")),
                *((key, moment_words(one)) for key, one in self.slots.items()),
            ]
        else:
            del self.fields["prevu"]

    @property
    def slot(self) -> Slot | None:
        """What was planned, when it was chosen."""
        return self.slots.get(self.cleaned_data.get("prevu", ""))
