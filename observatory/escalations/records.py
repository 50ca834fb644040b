"""Competence records: what a body takes, from whom, and under which conditions.

A record is data (`data/bodies.json`): the sources it rests on, the years they
speak of, what was looked for and not found. What was not found is not required
of anyone. A scope names services, levels, territories (NIS), territories it
lies within, or grounds; a case must meet each of those it names, with any one of
the values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from observatory.kit.deadlines import over_after_days, over_after_months, over_after_working_days

from .wording import SUPPOSED

# Grounds of discrimination that Unia names, and gender, of the Institute; then what
# leads to a body of its own.
# Source: unia.be, "Quels sont les critères de discrimination ?"; unia.be, FAQ.
GROUNDS = (
    "age",
    "disability",
    "health",
    "social_condition",
    "gender",
    "origin",
    "nationality",
    "wealth",
    "belief",
    "sexual_orientation",
    "civil_status",
    "political_belief",
    "union_belief",
    "physical_trait",
    "birth",
    "household",
    "language",
    "migration",
    "personal_data",
    "accessibility",
)
KINDS = {"ombuds", "supervisor", "equality", "relay", "research"}
UNITS = {"days", "working_days", "months", "years"}
COUNTED_FROM = {"facts", "told", "last_step"}
CONDITIONS = {
    "told_first",
    "in_writing",
    "identity",
    "own_interest",
    "wait",
    "told_within",
    "facts_within",
}
ONE_YEAR_IN_MONTHS = 12


class BadRecord(ValueError):
    """A record does not say what a record must say; the text names it and the part."""


@dataclass(frozen=True)
class Term:
    """A length of time: `count` days, working days, months or years."""

    count: int
    unit: str

    def over_on(self, start: date, *, country: str) -> date:
        """Return the first day on which it has gone by since `start`."""
        if self.unit == "days":
            return over_after_days(start, self.count)
        if self.unit == "working_days":
            return over_after_working_days(start, self.count, country=country)
        months = self.count * (ONE_YEAR_IN_MONTHS if self.unit == "years" else 1)
        return over_after_months(start, months)


@dataclass(frozen=True)
class Age:
    """How old a case may be, from the facts, the complaint to the service, or the later of both.

    Without `hard` the body may refuse what is older, and may take it.
    """

    term: Term
    counted_from: str
    hard: bool = True


@dataclass(frozen=True)
class Scope:
    """What is covered: each part that is named must be met; `suppose` is for the reader to judge."""

    services: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    grounds: frozenset[str] = frozenset()
    # A code of `wording.SUPPOSED`: covered if so, which no field of a case says.
    suppose: str = ""
    # The field of a case that would say more.
    ask: str = ""
    # Of an exclusion: who takes it.
    instead: str = ""


@dataclass(frozen=True)
class Conditions:
    """What must be so before the body may act; None where no source was found."""

    told_first: bool | None = None
    in_writing: bool | None = None
    identity: bool | None = None
    own_interest: bool | None = None
    wait: Term | None = None
    told_within: Term | None = None
    facts_within: Age | None = None


@dataclass(frozen=True)
class Record:
    """One body. `as_of` is an EDTF interval of years ("2018/2025"); `checked_on` an editor's day."""

    code: str
    names: Mapping[str, str]
    kind: str
    about: Mapping[str, str]
    covers: tuple[Scope, ...]
    depends: tuple[Scope, ...]
    excludes: tuple[Scope, ...]
    conditions: Conditions
    unsourced: tuple[str, ...]
    notes: str
    contact: Mapping[str, str]
    legal: str
    sources: tuple[str, ...]
    as_of: str
    checked_on: date | None = None

    def is_checked(self, on: date) -> bool:
        """Tell whether an editor looked at the record within the year before `on`."""
        return self.checked_on is not None and over_after_months(self.checked_on, 12) >= on


NAMES_OF_FACTS = {one.name for one in fields(Record)} - {"code", "names", "checked_on"}


def read_record(
    code: str, names: Mapping[str, str], facts: Mapping[str, Any], checked_on: date | None
) -> Record:
    """Return the record of a body from its data. Raises `BadRecord`."""
    _only(code, facts, NAMES_OF_FACTS)
    missing = NAMES_OF_FACTS - facts.keys()
    if missing:
        raise BadRecord(f"{code}: {', '.join(sorted(missing))} is missing")
    if facts["kind"] not in KINDS:
        raise BadRecord(f"{code}: unknown kind {facts['kind']}")
    if not facts["sources"] or not facts["as_of"]:
        raise BadRecord(f"{code}: a record names its sources and the years they speak of")
    return Record(
        code=code,
        names=names,
        kind=facts["kind"],
        about=facts["about"],
        covers=_scopes(code, facts["covers"]),
        depends=_scopes(code, facts["depends"]),
        excludes=_scopes(code, facts["excludes"]),
        conditions=_conditions(code, facts["conditions"]),
        unsourced=tuple(facts["unsourced"]),
        notes=facts["notes"],
        contact=facts["contact"],
        legal=facts["legal"],
        sources=tuple(facts["sources"]),
        as_of=facts["as_of"],
        checked_on=checked_on,
    )


def _scopes(code: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Scope, ...]:
    scopes = []
    for row in rows:
        _only(code, row, {"services", "levels", "territories", "within", "grounds"} | _SAID)
        unknown = set(row.get("grounds", ())) - set(GROUNDS)
        if unknown:
            raise BadRecord(f"{code}: unknown ground {', '.join(sorted(unknown))}")
        if row.get("if", "") not in SUPPOSED | {""}:
            raise BadRecord(f"{code}: no words for {row['if']}")
        sets = {part: frozenset(row[part]) for part in row.keys() - _SAID}
        if not any(sets.values()):
            raise BadRecord(f"{code}: a scope that names nothing would cover everything")
        scopes.append(
            Scope(
                **sets,
                suppose=row.get("if", ""),
                ask=row.get("ask", ""),
                instead=row.get("instead", ""),
            )
        )
    return tuple(scopes)


_SAID = {"if", "ask", "instead"}


def _conditions(code: str, row: Mapping[str, Any]) -> Conditions:
    _only(code, row, CONDITIONS)
    age = row.get("facts_within")
    if age is not None and age["from"] not in COUNTED_FROM:
        raise BadRecord(f"{code}: age counted from {age['from']}")
    return Conditions(
        told_first=row.get("told_first"),
        in_writing=row.get("in_writing"),
        identity=row.get("identity"),
        own_interest=row.get("own_interest"),
        wait=_term(code, row.get("wait")),
        told_within=_term(code, row.get("told_within")),
        facts_within=Age(_term(code, age), age["from"], age["hard"]) if age else None,
    )


def _term(code: str, row: Mapping[str, Any] | None) -> Any:
    if row is None:
        return None
    if row["unit"] not in UNITS or not 0 < row["count"] < 1000:
        raise BadRecord(f"{code}: no such term: {row['count']} {row['unit']}")
    return Term(row["count"], row["unit"])


def _only(code: str, row: Mapping[str, Any], known: set[str]) -> None:
    unknown = row.keys() - known
    if unknown:
        raise BadRecord(f"{code}: unknown {', '.join(sorted(unknown))}")
