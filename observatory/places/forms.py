"""The forms of editors."""

import re
from itertools import pairwise
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.kit.actors import Actor
from observatory.vocabularies.queries import terms

from .hours import DAYS, HoursError, weekly_minutes
from .models import Organization, Territory
from .permissions import may_edit_in
from .queries.territories import municipalities, territory_by_nis

OUTSIDE = "outside"
# "9:00-12:30", "9h - 12h30", "9.00 – 12.30", "9 à 12".
SPAN = re.compile(
    r"(\d{1,2})(?:\s*[:h.]\s*(\d{2})?)?\s*(?:-|–|—|à|tot|to)\s*(\d{1,2})(?:\s*[:h.]\s*(\d{2})?)?",
    re.IGNORECASE,
)


class PlaceForm(forms.Form):
    """In which municipality a location lies; only those that the editor may edit."""

    territory = forms.ChoiceField(
        label=gettext_lazy("Dans quelle commune se trouve ce lieu ?"), widget=forms.Select
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = [
            ("", _("Choisir")),
            *((one.nis, one.name) for one in _editable(by)),
            (OUTSIDE, _("Aucune de nos communes")),
        ]

    def chosen_territory(self) -> Territory | None:
        """Return the municipality chosen, None for "none of ours"."""
        nis = self.cleaned_data["territory"]
        return None if nis == OUTSIDE else territory_by_nis(nis)


class LocationForm(forms.Form):
    """A counter that is not known yet."""

    territory = forms.ChoiceField(label=gettext_lazy("Commune"))
    organization = forms.ModelChoiceField(
        label=gettext_lazy("Organisme"), queryset=Organization.objects.none(), to_field_name="code"
    )
    service = forms.ChoiceField(label=gettext_lazy("Service"))
    name = forms.CharField(
        label=gettext_lazy("Nom du lieu"),
        help_text=gettext_lazy("Tel qu’il est écrit sur place, par exemple « Antenne Helmet »."),
        max_length=80,
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = [
            ("", _("Choisir")),
            *((one.nis, one.name) for one in _editable(by)),
        ]
        self.fields["service"].choices = [
            ("", _("Choisir")),
            *((one.code, one.name) for one in terms("service")),
        ]
        organizations = self.fields["organization"]
        organizations.queryset = Organization.objects.order_by("code")
        organizations.label_from_instance = lambda one: one.name
        organizations.empty_label = _("Choisir")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        organization, service = cleaned.get("organization"), cleaned.get("service")
        if organization and cleaned.get("territory"):
            where = organization.territory
            if where is not None and where.nis != cleaned["territory"]:
                self.add_error("territory", _("Cet organisme travaille dans une autre commune."))
        if (
            organization
            and service
            and not organization.services.filter(vocabulary="service", code=service).exists()
        ):
            self.add_error("service", _("Cet organisme n’assure pas ce service."))
        return cleaned


class PopulationForm(forms.Form):
    """How many people live in a municipality, with the date and where it comes from."""

    number = forms.IntegerField(
        label=gettext_lazy("Combien d’habitants ?"),
        min_value=1,
        max_value=100_000_000,
        error_messages={
            "required": gettext_lazy("Écrivez le nombre d’habitants."),
            "invalid": gettext_lazy("Écrivez un nombre, par exemple 130690."),
        },
    )
    counted_on = forms.DateField(
        label=gettext_lazy("Ce nombre valait le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Donnez la date.")},
    )
    source = forms.CharField(
        label=gettext_lazy("D’où vient ce nombre ?"),
        help_text=gettext_lazy("Par exemple : Statbel, population au 1er janvier."),
        max_length=300,
        error_messages={"required": gettext_lazy("Dites d’où vient ce nombre.")},
    )
    source_url = forms.URLField(
        label=gettext_lazy("Adresse de la page"),
        required=False,
        max_length=300,
        assume_scheme="https",
    )


class FactForm(forms.Form):
    """The hours of one week, with their date and where they come from."""

    taken_on = forms.DateField(
        label=gettext_lazy("Ces heures valaient le"),
        help_text=gettext_lazy("La date de l’affiche, de la page ou de la lettre."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Donnez la date.")},
    )
    no_hours = forms.BooleanField(
        label=gettext_lazy("Il n’y a plus d’heures de guichet dans ce lieu"), required=False
    )
    source = forms.CharField(
        label=gettext_lazy("D’où vient cette information ?"),
        help_text=gettext_lazy(
            "Par exemple : affiche à la porte, page du site de la commune, réponse écrite. "
            "Ne donnez le nom de personne."
        ),
        max_length=300,
        error_messages={"required": gettext_lazy("Dites d’où vient cette information.")},
    )
    source_url = forms.URLField(
        label=gettext_lazy("Adresse de la page"),
        required=False,
        max_length=300,
        assume_scheme="https",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = {
            f"day_{index}": forms.CharField(
                label=capfirst(WEEKDAYS[index]), required=False, max_length=60
            )
            for index in range(7)
        }
        others = list(self.fields.items())
        self.fields = {**dict(others[:1]), **days, **dict(others[1:])}

    @property
    def days(self) -> list[forms.BoundField]:
        """The seven fields of the week, Monday first."""
        return [self[f"day_{index}"] for index in range(7)]

    def clean_taken_on(self) -> Any:
        taken_on = self.cleaned_data["taken_on"]
        if taken_on > timezone.localdate():
            raise forms.ValidationError(_("Cette date n’est pas encore passée."))
        return taken_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        spans = []
        for index in range(7):
            name = f"day_{index}"
            try:
                spans.append(_read_day(cleaned.get(name, "")))
            except ValueError:
                spans.append("")
                self.add_error(
                    name,
                    _("Écrivez les heures comme ceci : 9:00-12:00 ou 9:00-12:00, 13:30-16:00."),
                )
        if self.errors:
            return cleaned
        if any(spans) and cleaned.get("no_hours"):
            self.add_error("no_hours", _("Vous avez aussi écrit des heures : choisissez."))
        elif not any(spans) and not cleaned.get("no_hours"):
            self.add_error("day_0", _("Écrivez les heures d’un jour au moins, ou cochez la case."))
        else:
            cleaned["hours"] = join_days(spans)
            try:
                weekly_minutes(cleaned["hours"])
            except HoursError:
                self.add_error("day_0", _("Ces heures se contredisent. Vérifiez-les."))
        return cleaned


def _read_day(text: str) -> str:
    """Return "09:00-12:00,13:30-16:00" for what someone wrote of a day, "" for nothing.

    Raises `ValueError` when something is left that is no span of time.
    """
    rest = SPAN.sub("", text)
    if rest.strip(" ,;/+&").casefold() not in {"", "et", "en", "and"}:
        raise ValueError(text)
    spans = []
    for match in SPAN.finditer(text):
        h1, m1, h2, m2 = (int(part or 0) for part in match.groups())
        if h1 > 23 or h2 > 24 or m1 > 59 or m2 > 59 or (h1, m1) >= (h2, m2) or (h2 == 24 and m2):
            raise ValueError(text)
        spans.append(f"{h1:02d}:{m1:02d}-{h2:02d}:{m2:02d}")
    if spans != sorted(spans) or any(
        later.split("-")[0] < earlier.split("-")[1] for earlier, later in pairwise(spans)
    ):
        raise ValueError(text)
    return ",".join(spans)


def join_days(spans: list[str]) -> str:
    """Return the OSM text of seven days, Monday first; neighbours that are alike are joined."""
    rules = []
    start = 0
    for index in range(1, 8):
        if index < 7 and spans[index] == spans[start]:
            continue
        if spans[start]:
            days = DAYS[start] if index - start == 1 else f"{DAYS[start]}-{DAYS[index - 1]}"
            rules.append(f"{days} {spans[start]}")
        start = index
    return "; ".join(rules)


def _editable(by: Actor) -> list[Territory]:
    return [one for one in municipalities() if may_edit_in(by, one)]
