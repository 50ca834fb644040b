"""An association, and inviting to it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.associations.models import Association
from observatory.associations.permissions import may_manage
from observatory.associations.queries import territory_choices
from observatory.associations.queries.public import language_choices
from observatory.people.models import User
from observatory.ui.fields import DayInput
from observatory.vocabularies.queries import terms

from .phones import clean_phone
from .refusals import REFUSALS


class AssociationForm(forms.Form):
    """An association: all of it for who manages it, its public details for who leads it."""

    name = forms.CharField(label=gettext_lazy("Nom de l’association"), max_length=99)
    territories = forms.MultipleChoiceField(
        label=gettext_lazy("Dans quelles communes travaille-t-elle ?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez au moins une commune.")},
    )
    joined_on = forms.DateField(
        label=gettext_lazy("Elle participe depuis le"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez la date.")},
    )
    website = forms.URLField(
        label=gettext_lazy("Son site"), required=False, max_length=200, assume_scheme="https"
    )
    publics = forms.MultipleChoiceField(
        label=gettext_lazy("Avec qui travaille-t-elle ?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    desk_address = forms.CharField(
        label=gettext_lazy("Où peut-on venir raconter un problème ?"),
        help_text=gettext_lazy("L’adresse de la permanence, avec l’étage si c’est utile."),
        max_length=200,
        required=False,
    )
    desk_hours = forms.CharField(
        label=gettext_lazy("Quand ?"),
        help_text=gettext_lazy("Par exemple : mardi et jeudi de 9 h à 12 h, sans rendez-vous."),
        max_length=200,
        required=False,
    )
    desk_phone = forms.CharField(
        label=gettext_lazy("Numéro de téléphone public"),
        help_text=gettext_lazy("Il sera montré à tout le monde."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Langues parlées à la permanence"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_listed = forms.BooleanField(
        label=gettext_lazy("Montrer cette association sur la page publique"),
        help_text=gettext_lazy(
            "Les gens y cherchent où raconter leur problème avec l’aide de quelqu’un."
        ),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(
        self, *args: Any, by: User, association: Association | None = None, **kwargs: Any
    ) -> None:
        if association is not None:
            kwargs["initial"] = _initial(association)
        super().__init__(*args, **kwargs)
        self.association = association
        self.fields["publics"].choices = [(one.code, one.name) for one in terms("public")]
        self.fields["languages"].choices = language_choices()
        self.fields["territories"].choices = places = territory_choices(by)
        if association is None:
            self.fields["joined_on"].initial = timezone.localdate()
            self.fields["territories"].initial = [places[0][0]] if len(places) == 1 else []
        elif not may_manage(by, association):
            for name in ("name", "territories", "joined_on"):
                del self.fields[name]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Association.objects.filter(name__iexact=name)
        if self.association is not None:
            others = others.exclude(pk=self.association.pk)
        if others.exists():
            raise forms.ValidationError(REFUSALS["name_taken"])
        return name

    def clean_joined_on(self) -> Any:
        joined_on = self.cleaned_data["joined_on"]
        if joined_on > timezone.localdate():
            raise forms.ValidationError(_("Cette date n’est pas encore passée."))
        return joined_on

    def clean_desk_phone(self) -> str:
        return clean_phone(self.cleaned_data["desk_phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        reachable = data.get("desk_address") or data.get("desk_phone")
        wrong = {"desk_address", "desk_phone"} & set(self.errors)
        if data.get("is_listed") and not reachable and not wrong:
            self.add_error(
                "is_listed", _("Pour la montrer, il faut une adresse ou un numéro de téléphone.")
            )
        return data

    def details(self) -> dict[str, Any]:
        """Return the columns that were asked for."""
        kept = ("name", "joined_on", "website", "is_listed", "languages")
        columns = [*kept, "desk_address", "desk_hours", "desk_phone"]
        return {name: self.cleaned_data[name] for name in columns if name in self.fields}


def _initial(association: Association) -> dict[str, Any]:
    columns = ("name", "joined_on", "website", "is_listed", "languages")
    return {
        **{name: getattr(association, name) for name in columns},
        "desk_address": association.desk_address,
        "desk_hours": association.desk_hours,
        "desk_phone": association.desk_phone,
        "territories": [one.nis for one in association.territories.all()],
        "publics": [term.code for term in association.publics.all()],
        "seen": association.revision,
    }


class InviteMemberForm(forms.Form):
    """Two lines and a button."""

    name = forms.CharField(
        label=gettext_lazy("Nom de la personne"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Son adresse e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    is_lead = forms.BooleanField(
        label=gettext_lazy("Responsable : invite les autres et tient la page à jour"),
        required=False,
    )
