"""Moving a planned visit, or giving it to someone else."""

from datetime import date, time
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.observations.models import Kind, Part, Slot
from observatory.observations.opening import HALF_DAYS, VISIT_PARTS
from observatory.observations.queries.rounds import named_observers
from observatory.people.models import User
from observatory.ui.fields import DayInput


class SlotChange(TypedDict):
    """What a planned visit becomes."""

    due_on: date
    part: str
    starts_at: time | None
    assigned_to: User | None
    seen: int


class SlotForm(forms.Form):
    """The day, the part of the day, the hour and who goes."""

    due_on = forms.DateField(
        label=gettext_lazy("Quel jour ?"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez le jour.")},
    )
    part = forms.ChoiceField(label=gettext_lazy("Quand dans la journée ?"), required=False)
    starts_at = forms.TimeField(
        label=gettext_lazy("À quelle heure ?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
        error_messages={"invalid": gettext_lazy("Écrivez l’heure ainsi : 14:30.")},
    )
    person = forms.ChoiceField(label=gettext_lazy("Qui le fait ?"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "due_on": slot.due_on,
            "part": slot.part,
            "starts_at": slot.starts_at,
            "person": str(slot.assigned_to_id or ""),
            "seen": slot.revision,
        }
        super().__init__(*args, **kwargs)
        named = named_observers(slot.round.territory)
        self.people = {str(person.pk): person for person, _name in named}
        self.fields["person"].choices = [
            ("", _("Personne encore")),
            *((str(person.pk), name) for person, name in named),
        ]
        parts = {Kind.VISIT: VISIT_PARTS, Kind.CALL: HALF_DAYS}.get(Kind(slot.kind), ())
        if parts:
            self.fields["part"].choices = [(one, Part(one).label) for one in parts]
        else:
            del self.fields["part"]

    def change(self) -> SlotChange:
        """Return the visit as it was written."""
        data = self.cleaned_data
        return {
            "due_on": data["due_on"],
            "part": data.get("part", ""),
            "starts_at": data["starts_at"],
            "assigned_to": self.people.get(data["person"]),
            "seen": data["seen"],
        }
