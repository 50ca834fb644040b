"""Writing a meeting and its minutes."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.groups.models import Meeting
from observatory.groups.states import Visibility, meeting_mistakes
from observatory.ui.fields import DayInput
from observatory.vocabularies.themes import THEMES

from .describing import Seen

REASONS = {
    "future": _("La réunion n’a pas encore eu lieu : laissez vide."),
    "before": _("La prochaine réunion est après celle-ci."),
}


class HourInput(forms.TimeInput):
    """An hour, chosen with the browser's own means or typed."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class MeetingForm(Seen):
    held_on = forms.DateField(label=_("Quel jour ?"), widget=DayInput)
    hour = forms.TimeField(label=_("À quelle heure ?"), widget=HourInput, required=False)
    place = forms.CharField(label=_("À quel endroit ?"), max_length=200, required=False)
    attendance = forms.IntegerField(
        label=_("Combien de personnes sont venues ?"),
        help_text=_("Un nombre, jamais des noms. Laissez vide si elle n’a pas encore eu lieu."),
        min_value=0,
        max_value=5000,
        required=False,
    )
    minutes = forms.CharField(
        label=_("Compte rendu"),
        help_text=_("Ce qui s’est dit. Nommez des groupes et des services, jamais une personne."),
        max_length=20000,
        widget=forms.Textarea,
        required=False,
    )
    decisions = forms.CharField(
        label=_("Ce qui a été décidé"), max_length=4000, widget=forms.Textarea, required=False
    )
    next_on = forms.DateField(
        label=_("Quand est la réunion suivante ?"), widget=DayInput, required=False
    )
    themes = forms.MultipleChoiceField(
        label=_("De quoi y a-t-on parlé ?"),
        choices=list(THEMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_public = forms.BooleanField(
        label=_("Montrer cette réunion et son compte rendu à tout le monde"), required=False
    )

    def __init__(
        self, *args: Any, leads: bool, meeting: Meeting | None = None, **kwargs: Any
    ) -> None:
        if meeting is not None:
            kwargs["initial"] = {
                "seen": meeting.revision,
                "is_public": meeting.visibility == Visibility.PUBLIC,
                **{name: getattr(meeting, name) for name in Meeting.VALUES},
            }
        super().__init__(*args, **kwargs)
        if not leads:
            del self.fields["is_public"]

    def clean(self) -> dict[str, Any]:
        """Say beside the field what `states.meeting_mistakes` would refuse."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            mistakes = meeting_mistakes(self.values(), today=localdate())
            for name, reason in mistakes.items():
                self.add_error(name, REASONS.get(reason, gettext("Ce n’est pas possible.")))
        return data

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in Meeting.VALUES if name in data},
            "visibility": Visibility.PUBLIC if data.get("is_public") else Visibility.TEAM,
        }
