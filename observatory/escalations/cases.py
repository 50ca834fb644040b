"""A case as it is asked about: read from plain data, with what it may be where it does not say.

Nothing here is stored. A field that is absent, or null, stays unknown; where
what is given leaves several services or municipalities, the case holds them all,
and routing names only the bodies that are right for each of them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from observatory.places.queries.placing import POSTAL_CODE
from observatory.ui.dates import date_format

from .records import GROUNDS

FIELDS = (
    "organization",
    "service",
    "territory_nis",
    "postal_code",
    "facts_on",
    "told_service_on",
    "told_service_how",
    "anonymous",
    "own_interest",
    "grounds",
    "on",
)
# "I don't know": an answer, and not a service.
UNKNOWN_SERVICE = "S99"
UNKNOWN_LEVEL = "unknown"
# The ways of the questionnaire, and what people write of them: True is in writing.
WAYS = {
    "counter": False,
    "guichet": False,
    "phone": False,
    "telephone": False,
    "letter": True,
    "lettre": True,
    "courrier": True,
    "email": True,
    "mail": True,
    "form": True,
    "formulaire": True,
}
PARTICLES = {"de", "d", "du", "la", "le", "l", "van", "of"}
DATE = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)
LONGEST_SHOWN = 60


class BadCase(ValueError):
    """What was given is no case; the text is one sentence for whoever asked."""


@dataclass(frozen=True)
class Place:
    """A municipality, and every territory it lies in (its own NIS code too)."""

    nis: str
    within: frozenset[str]


@dataclass(frozen=True)
class Provider:
    """An organization: the codes of its level and services, and its own territory if it has one."""

    code: str
    level: str
    services: tuple[str, ...]
    nis: str = ""


@dataclass(frozen=True)
class Known:
    """The reference data that a case is read with; names are found by `words_of`."""

    providers: Mapping[frozenset[str], Provider]
    services: Mapping[frozenset[str], str]
    # The level of each service by its code.
    levels: Mapping[str, str]
    # The municipalities of a territory, and of a postal code.
    places_of: Mapping[str, tuple[Place, ...]]
    places_of_code: Mapping[str, tuple[Place, ...]]


@dataclass(frozen=True)
class Case:
    """What is known of a case on a day; None is not known.

    `services` and `places` hold everything it may be, and are empty when nothing
    is known of it. `asks_place` when what was given of the place does not settle it.
    """

    on: date
    services: tuple[str, ...] = ()
    level: str | None = None
    places: tuple[Place, ...] = ()
    asks_place: bool = False
    said_unknown: bool = False
    has_organization: bool = False
    facts_on: date | None = None
    told_service_on: date | None = None
    # Whether the service learnt it in writing.
    told_in_writing: bool | None = None
    anonymous: bool | None = None
    own_interest: bool | None = None
    grounds: frozenset[str] | None = None


def words_of(name: str) -> frozenset[str]:
    """Return what a name is recognised by: its words without accents, case and articles."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return frozenset(re.findall(r"[a-z0-9]+", plain)) - PARTICLES


def read_case(data: Any, known: Known, *, today: date) -> Case:
    """Return the case that the data says, on the day it names or today.

    A name or a code serves for the organization and the service. The
    organization's own municipality counts first, then the NIS code; a postal
    code counts where it belongs to one municipality. Raises `BadCase`.
    """
    if not isinstance(data, dict):
        raise BadCase(_("Le cas doit être un objet JSON, entre accolades."))
    strange = [str(name) for name in data if name not in FIELDS]
    if strange:
        raise BadCase(
            _("Ces champs ne sont pas connus : %(fields)s.")
            % {"fields": _short(", ".join(strange))}
        )
    given = {name: data.get(name) for name in FIELDS}
    on = _date(given, "on") or today
    facts_on, told_on = _date(given, "facts_on"), _date(given, "told_service_on")
    _check_days(on, facts_on=facts_on, told_service_on=told_on)
    provider = _provider(given, known)
    service = _service(given, known)
    places, asks_place = _places(given, provider, known)
    services, level = _what(service, provider, known)
    return Case(
        on=on,
        services=services,
        level=level,
        places=places,
        asks_place=asks_place,
        said_unknown=service == UNKNOWN_SERVICE and provider is None,
        has_organization=provider is not None,
        facts_on=facts_on,
        told_service_on=told_on,
        told_in_writing=_in_writing(given),
        anonymous=_yes_or_no(given, "anonymous"),
        own_interest=_yes_or_no(given, "own_interest"),
        grounds=_grounds(given),
    )


def _what(
    service: str, provider: Provider | None, known: Known
) -> tuple[tuple[str, ...], str | None]:
    """Return the services it may be, and the level; the organization counts before the service."""
    if provider is not None:
        if service in provider.services:
            return (service,), provider.level
        return provider.services, provider.level
    if service in {"", UNKNOWN_SERVICE}:
        return (), None
    level = known.levels[service]
    return (service,), None if level == UNKNOWN_LEVEL else level


def _provider(given: Mapping[str, Any], known: Known) -> Provider | None:
    name = _text(given, "organization")
    if not name:
        return None
    provider = known.providers.get(words_of(name))
    if provider is None:
        raise BadCase(_("Cet organisme n’est pas connu : %(name)s.") % {"name": _short(name)})
    return provider


def _service(given: Mapping[str, Any], known: Known) -> str:
    name = _text(given, "service")
    if not name:
        return ""
    service = known.services.get(words_of(name))
    if service is None:
        raise BadCase(_("Ce service n’est pas connu : %(name)s.") % {"name": _short(name)})
    return service


def _places(
    given: Mapping[str, Any], provider: Provider | None, known: Known
) -> tuple[tuple[Place, ...], bool]:
    """Return the municipalities it may be, and whether a postal code that was given leaves it open.

    None for a code of no municipality of ours: nothing is known of the place.
    """
    nis, code = _text(given, "territory_nis"), _text(given, "postal_code")
    if nis and nis not in known.places_of:
        raise BadCase(_("Ce territoire n’est pas connu : %(nis)s.") % {"nis": _short(nis)})
    if code and not POSTAL_CODE.match(code):
        raise BadCase(_("Ce n’est pas un code postal : %(code)s.") % {"code": _short(code)})
    if provider is not None and provider.nis:
        return known.places_of[provider.nis], False
    if nis:
        places = known.places_of[nis]
        return places, False
    if code:
        places = known.places_of_code.get(code, ())
        return places, len(places) != 1
    return (), False


def _check_days(on: date, **days: date | None) -> None:
    for name, day in days.items():
        if day is not None and day > on:
            raise BadCase(
                _("%(field)s est une date à venir : elle est après le %(on)s.")
                % {"field": name, "on": date_format(on, "j F Y")}
            )
    facts_on, told_on = days["facts_on"], days["told_service_on"]
    if facts_on and told_on and told_on < facts_on:
        raise BadCase(_("told_service_on est avant facts_on : le service ne pouvait pas savoir."))


def _date(given: Mapping[str, Any], name: str) -> date | None:
    value = given[name]
    if value is None:
        return None
    if isinstance(value, str) and DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadCase(_("%(field)s n’est pas une date, écrite 2026-11-23.") % {"field": name})


def _text(given: Mapping[str, Any], name: str) -> str:
    """Return the text without spaces around it; a postal or NIS code may come as a number."""
    value = given[name]
    if value is None:
        return ""
    if name in {"postal_code", "territory_nis"} and type(value) is int:
        value = str(value)
    if not isinstance(value, str):
        raise BadCase(_("%(field)s doit être un texte.") % {"field": name})
    return value.strip()


def _yes_or_no(given: Mapping[str, Any], name: str) -> bool | None:
    value = given[name]
    if value is None or isinstance(value, bool):
        return value
    raise BadCase(_("%(field)s vaut true ou false.") % {"field": name})


def _in_writing(given: Mapping[str, Any]) -> bool | None:
    """Return whether it was in writing; None when it was not said, or in words we do not know."""
    found = {
        WAYS[word]
        for word in words_of(_text(given, "told_service_how").replace("-", ""))
        if word in WAYS
    }
    return max(found, default=None)


def _grounds(given: Mapping[str, Any]) -> frozenset[str] | None:
    value = given["grounds"]
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadCase(_("grounds doit être une liste de motifs."))
    strange = [one for one in value if one not in GROUNDS]
    if strange:
        raise BadCase(
            _("Ce motif n’est pas connu : %(ground)s ; on connaît %(known)s.")
            % {"ground": _short(strange[0]), "known": ", ".join(GROUNDS)}
        )
    return frozenset(value)


def _short(text: str) -> str:
    """Return at most 60 signs of one line: what comes back is shown in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
