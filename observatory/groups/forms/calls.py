"""Calling the other groups, and saying who comes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.groups.models import Group, HelpCall
from observatory.groups.states import MOST_PEOPLE
from observatory.ui.fields import DayInput

from .describing import Seen
from .meetings import HourInput


class HelpCallForm(Seen):
    what = forms.CharField(
        label=_("De quoi avez-vous besoin ?"),
        help_text=_("Par exemple : tenir une table d’information devant la maison communale."),
        max_length=300,
    )
    place = forms.CharField(label=_("À quel endroit ?"), max_length=200)
    needed_on = forms.DateField(label=_("Quel jour ?"), widget=DayInput)
    hour = forms.TimeField(label=_("À quelle heure ?"), widget=HourInput, required=False)
    needed = forms.IntegerField(
        label=_("Combien de personnes faut-il ?"), min_value=1, max_value=MOST_PEOPLE
    )
    is_public = forms.BooleanField(
        label=_("Montrer aussi cet appel à tout le monde, sur la page du groupe"), required=False
    )

    def __init__(
        self, *args: Any, leads: bool, call: HelpCall | None = None, **kwargs: Any
    ) -> None:
        if call is not None:
            kwargs["initial"] = {
                "seen": call.revision,
                **{name: getattr(call, name) for name in HelpCall.VALUES},
            }
        super().__init__(*args, **kwargs)
        if not leads:
            del self.fields["is_public"]

    def clean_needed_on(self) -> Any:
        day = self.cleaned_data["needed_on"]
        if day < localdate():
            raise ValidationError(gettext("Ce jour est passé."))
        return day

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data = {"is_public": False, **self.cleaned_data}
        return {name: data[name] for name in HelpCall.VALUES}


class OfferForm(forms.Form):
    group = forms.ChoiceField(label=_("Au nom de quel groupe ?"))
    people = forms.IntegerField(label=_("Combien serez-vous ?"), min_value=1, max_value=MOST_PEOPLE)
    note = forms.CharField(
        label=_("Un mot pour le groupe qui demande"),
        help_text=_("Par exemple : nous arrivons à 10 heures, avec une table."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {str(one.pk): one for one in groups}
        self.fields["group"].choices = [(key, one.name) for key, one in self._groups.items()]

    def chosen(self) -> Group:
        """Return the group in whose name the offer is made."""
        return self._groups[self.cleaned_data["group"]]
