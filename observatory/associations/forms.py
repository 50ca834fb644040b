"""Forms of associations and of the tour."""

from datetime import datetime
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.people.models import User
from observatory.people.queries import people_for
from observatory.places.queries import territory_by_nis
from observatory.ui.fields import DayInput
from observatory.vocabularies.queries import terms

from .actions import Plan
from .actions.papers import CONTACT_PARTS
from .models import Association, Visit
from .permissions import may_manage
from .queries import associations_for, territory_choices
from .queries.public import language_choices

OTHER = "other"
MEGABYTE = 1024 * 1024

# What an action refuses, in words.
REFUSALS = {
    "name_taken": gettext_lazy("Une association porte déjà ce nom."),
    "no_territory": gettext_lazy(
        "Cette association n’a pas de commune où vous pouvez inviter des relais. "
        "Demandez à la coordination."
    ),
    "unknown_territory": gettext_lazy("Cette commune n’est pas connue ici."),
    "invited_by_other": gettext_lazy(
        "Quelqu’un d’autre a déjà invité cette personne. Sa réponse est attendue."
    ),
    "member": gettext_lazy("Cette personne est déjà membre."),
    "changed": gettext_lazy(
        "Quelqu’un a changé cette page pendant ce temps. Relisez-la, puis recommencez."
    ),
    "ended": gettext_lazy("C’est déjà terminé."),
    "invitation_over": gettext_lazy("Cette invitation n’attend plus de réponse."),
    "no_reason": gettext_lazy("Dites pourquoi vous avez besoin de ce contact."),
    "no_contact": gettext_lazy("Il n’y a pas de contact à confirmer."),
    "no_one_to_visit": gettext_lazy("Choisissez une association, ou écrivez son nom."),
    "not_yet": gettext_lazy("Cette visite n’a pas encore eu lieu."),
    "no_day": gettext_lazy("Donnez aussi une date."),
    "no_step": gettext_lazy("Dites aussi ce qu’il faut faire."),
}

PAPER_REFUSALS = {
    "empty": gettext_lazy("Ce fichier est vide. Choisissez-en un autre."),
    "format": gettext_lazy("Envoyez un PDF ou une photo (JPEG, PNG, WebP ou HEIC)."),
    "locked": gettext_lazy("Ce PDF demande un mot de passe. Enregistrez-le sans mot de passe."),
    "too_long": gettext_lazy("Ce PDF a plus de 20 pages. Envoyez seulement l’accord signé."),
    "too_large": gettext_lazy("Cette page est trop grande pour être lue. Photographiez-la."),
    "broken": gettext_lazy("Ce fichier est abîmé : nous n’arrivons pas à le lire."),
}

REASON_CHOICES = [
    ("call", gettext_lazy("Appeler ou écrire")),
    ("visit", gettext_lazy("Préparer une visite")),
    ("agreement", gettext_lazy("Parler de l’accord")),
    ("correction", gettext_lazy("Corriger ce contact")),
]


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
        self.fields["territories"].choices = territory_choices(by)
        if association is None:
            self.fields["joined_on"].initial = timezone.localdate()
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


def clean_phone(typed: str) -> str:
    """Return a telephone number as it is written here, "02 279 25 20"; "" for nothing.

    Raises `ValidationError` for what no telephone can dial.
    """
    typed = typed.strip()
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, "BE")
    except phonenumbers.NumberParseException:
        number = None
    # Short numbers (1700) have no place in the plan of ordinary ones.
    if number is None or not (
        phonenumbers.is_possible_number(number) or phonenumbers.is_possible_short_number(number)
    ):
        raise forms.ValidationError(
            _("Écrivez seulement un numéro, par exemple 02 123 45 67. Les heures vont à part.")
        )
    if not phonenumbers.is_possible_number(number):
        return typed
    kind = phonenumbers.PhoneNumberFormat
    here = number.country_code == phonenumbers.country_code_for_region("BE")
    return phonenumbers.format_number(number, kind.NATIONAL if here else kind.INTERNATIONAL)


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


class ReasonForm(forms.Form):
    """Why someone looks at a contact: the journal keeps the answer."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Pourquoi en avez-vous besoin ?"),
        choices=REASON_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": REFUSALS["no_reason"]},
    )


class ContactForm(forms.Form):
    """How to reach an association; sealed in the vault."""

    name = forms.CharField(label=gettext_lazy("À qui parler"), max_length=99, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Téléphone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    post = forms.CharField(
        label=gettext_lazy("Adresse"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def values(self) -> dict[str, str]:
        """Return what was written, by part; {} erases the contact."""
        return {part: self.cleaned_data[part] for part in CONTACT_PARTS if self.cleaned_data[part]}


class AgreementForm(forms.Form):
    """The day of the agreement, and the signed paper."""

    agreed_on = forms.DateField(
        label=gettext_lazy("L’accord a été signé le"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez la date.")},
    )
    paper = forms.FileField(
        label=gettext_lazy("Le papier signé"),
        help_text=gettext_lazy("Un PDF de 20 pages au plus, ou une photo nette."),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp,image/heic"}
        ),
        error_messages={"empty": PAPER_REFUSALS["empty"]},
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean_agreed_on(self) -> Any:
        agreed_on = self.cleaned_data["agreed_on"]
        if agreed_on > timezone.localdate():
            raise forms.ValidationError(_("Cette date n’est pas encore passée."))
        return agreed_on

    def clean_paper(self) -> Any:
        if self.too_large:
            raise forms.ValidationError(
                _("Ce fichier est trop lourd : %(limit)d Mo au plus.")
                % {"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE}
            )
        return self.cleaned_data["paper"]


class VisitForm(forms.Form):
    """A visit: whom, where, when, who goes."""

    association = forms.ChoiceField(label=gettext_lazy("Quelle association ?"))
    name = forms.CharField(
        label=gettext_lazy("Son nom, si elle n’est pas dans la liste"),
        max_length=99,
        required=False,
    )
    territory = forms.ChoiceField(label=gettext_lazy("Dans quelle commune ?"))
    place = forms.CharField(
        label=gettext_lazy("Où ?"),
        help_text=gettext_lazy("Laissez vide pour l’adresse de sa permanence."),
        max_length=200,
        required=False,
    )
    day = forms.DateField(
        label=gettext_lazy("Quel jour ?"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Donnez la date.")},
    )
    hour = forms.TimeField(
        label=gettext_lazy("À quelle heure ?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Donnez l’heure."),
            "invalid": gettext_lazy("Écrivez l’heure ainsi : 14:30."),
        },
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Qui y va ?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, by: User, visit: Visit | None = None, **kwargs: Any) -> None:
        if visit is not None:
            kwargs["initial"] = _initial_visit(visit)
        super().__init__(*args, **kwargs)
        self.associations = {str(one.pk): one for one in associations_for(by).filter(ended_on=None)}
        if visit is not None and visit.association is not None:
            self.associations.setdefault(str(visit.association.pk), visit.association)
        self.people = {str(one.pk): one for one in people_for(by).filter(is_active=True)}
        if visit is not None:
            self.people |= {str(one.pk): one for one in visit.people.all()}
        self.fields["association"].choices = [
            ("", _("Choisir")),
            (OTHER, _("Pas encore dans l’Observatoire")),
            *((key, one.name) for key, one in self.associations.items()),
        ]
        self.fields["territory"].choices = [("", _("Choisir")), *territory_choices(by)]
        self.fields["people"].choices = [(key, one.name) for key, one in self.people.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        association = self.associations.get(data.get("association", ""))
        if data.get("association") == OTHER and not data.get("name"):
            self.add_error("name", _("Écrivez le nom de l’association."))
        if "association" in data and "place" in data and not data["place"]:
            data["place"] = association.desk_address if association is not None else ""
            if not data["place"]:
                self.add_error("place", _("Dites où la visite a lieu."))
        return data

    def plan(self) -> Plan:
        """Return the visit as it was written."""
        data = self.cleaned_data
        return Plan(
            association=self.associations.get(data["association"]),
            name=data["name"],
            territory=territory_by_nis(data["territory"]),
            place=data["place"],
            starts_at=timezone.make_aware(datetime.combine(data["day"], data["hour"])),
            people=[self.people[key] for key in data["people"]],
        )


def _initial_visit(visit: Visit) -> dict[str, Any]:
    starts_at = timezone.localtime(visit.starts_at)
    return {
        "association": str(visit.association_id) if visit.association_id else OTHER,
        "name": visit.name,
        "territory": visit.territory.nis,
        "place": visit.place,
        "day": starts_at.date(),
        "hour": starts_at.time(),
        "people": [str(person.pk) for person in visit.people.all()],
        "seen": visit.revision,
    }


class RecordForm(forms.Form):
    """What came of a visit, and what follows."""

    outcome = forms.CharField(
        label=gettext_lazy("Qu’est-ce qui en est sorti ?"),
        help_text=gettext_lazy("Sans le nom de personnes aidées."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Écrivez une phrase, même courte.")},
    )
    next_step = forms.CharField(
        label=gettext_lazy("Et ensuite ?"),
        help_text=gettext_lazy("Par exemple : envoyer l’accord à signer."),
        max_length=99,
        required=False,
    )
    next_on = forms.DateField(label=gettext_lazy("Pour quand ?"), widget=DayInput, required=False)
