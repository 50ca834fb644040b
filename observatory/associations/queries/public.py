"""What everyone sees: where one can tell a problem with someone's help."""

from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observatory.associations.models import Association
from observatory.kit.prepared import Rows
from observatory.places.models import Territory
from observatory.vocabularies.models import Term

# Spoken at desks in Brussels; the names of spoken ones come from the CLDR.
SPOKEN = (
    *("fr", "nl", "en", "de", "ar", "tr", "es", "pt", "it", "ro", "pl", "bg", "ru", "uk"),
    *("sq", "fa", "ps", "ur", "hi", "zh", "vi", "so", "ti", "am", "ln", "sw", "ff"),
)
SIGNED = {
    "sfb": _("langue des signes (LSFB)"),
    "vgt": _("langue des signes flamande (VGT)"),
}


def language_choices() -> list[tuple[str, str]]:
    """Return (code, name) of the languages that can be named, French and Dutch first, in our words."""
    return [(code, language_name(code)) for code in (*SPOKEN, *SIGNED)]


def language_name(code: str) -> str:
    """Return the name of a language in the language of the page, "arabe"; the code when unknown."""
    if code in SIGNED:
        return str(SIGNED[code])
    locale = Locale.parse((get_language() or "fr").split("-")[0])
    return str(locale.languages.get(code, code))


@dataclass(frozen=True)
class Desk:
    """One association as everyone sees it."""

    name: str
    website: str
    site: str
    address: str
    hours: str
    phone: str
    dial: str
    languages: str
    publics: str


def describe_desk(association: Association) -> Desk:
    """Return the public details of an association in words; its publics were read with it."""
    return Desk(
        name=association.name,
        website=association.website,
        site=association.website.split("://")[-1].removeprefix("www.").rstrip("/"),
        address=association.desk_address,
        hours=association.desk_hours,
        phone=association.desk_phone,
        dial="".join(sign for sign in association.desk_phone if sign in "+0123456789"),
        languages=", ".join(language_name(code) for code in association.languages),
        publics=" · ".join(term.name for term in association.publics.all()),
    )


def desks_by_municipality() -> list[dict[str, Any]]:
    """Return each municipality where someone helps to tell: `territory` and its `desks` by name.

    Only listed associations that take part; one that works in several
    municipalities stands in each. Three queries.
    """
    found = (
        Association.objects.active()
        .filter(is_listed=True)
        .prefetch_related(
            Prefetch("territories", queryset=Territory.objects.order_by("label", "nis")),
            Prefetch("publics", queryset=Term.objects.order_by("position", "code")),
        )
        .order_by("name", "pk")
    )
    groups: dict[int, dict[str, Any]] = {}
    for association in found:
        desk = describe_desk(association)
        for territory in association.territories.all():
            group = groups.setdefault(territory.pk, {"territory": territory, "desks": []})
            group["desks"].append(desk)
    return sorted(
        groups.values(), key=lambda group: (group["territory"].label, group["territory"].nis)
    )


_names_in = Rows(
    lambda territory: (
        Association.objects.active()
        .filter(territories=territory)
        .order_by("name", "pk")
        .values_list("name", "is_listed")
    ),
    int,
)


def coverage_of(territory: Territory) -> tuple[int, list[str]]:
    """Return how many associations relay in the territory, and the names of those that are listed. One query."""
    rows = _names_in(territory.pk)
    return len(rows), [name for name, is_listed in rows if is_listed]
