"""Which bodies are competent for a case, in order, and what is still missing.

Pure: a case, the records, a day. Three answers for each body: it is competent,
it is not, or the case does not say enough; the last is asked about and never
guessed. A precondition blocks where the case says that it is not met, and when
a service that must be told first was not; whatever else a case does not say is
asked for and blocks nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from .cases import FIELDS, Case, Place
from .records import Record, Scope
from .wording import Reason

# Grounds that say something of health: the person agrees to that apart (consent D5).
OF_HEALTH = frozenset({"disability", "health"})


class Verdict(Enum):
    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True)
class Finding:
    """A competent body. `earliest_on` is the first day from which it takes the case, from `on` on.

    It is None while something other than waiting is missing. `cautions` do not block.
    """

    body: str
    admissible: bool
    reasons: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    earliest_on: date | None


@dataclass(frozen=True)
class Refusal:
    """A body that is not competent, and why."""

    body: str
    why: Reason


@dataclass(frozen=True)
class Route:
    """What is found for a case: competent bodies in order, the others, what to ask.

    `undecided` are bodies for which the case does not say enough; `unchecked`
    those competent ones whose record no editor looked at within the year.
    """

    on: date
    bodies: tuple[Finding, ...]
    not_competent: tuple[Refusal, ...]
    undecided: tuple[str, ...]
    ask: tuple[str, ...]
    unchecked: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Return {"bodies", "not_competent", "ask"} as plain data, sentences in the active language."""
        return {
            "bodies": [
                {
                    "body": one.body,
                    "admissible": one.admissible,
                    "missing": [reason.code for reason in one.missing],
                    "earliest_on": one.earliest_on.isoformat() if one.earliest_on else None,
                }
                for one in self.bodies
            ],
            "not_competent": [
                {"body": one.body, "why": one.why.text} for one in self.not_competent
            ],
            "ask": list(self.ask),
        }


@dataclass(frozen=True)
class _World:
    """One thing the case may be: a service in a municipality; None where nothing is known."""

    service: str | None
    place: Place | None


@dataclass(frozen=True)
class _Opinion:
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    ask: frozenset[str] = frozenset()


def route_case(case: Case, records: Mapping[str, Record], *, country: str) -> Route:
    """Return where the case may go, in the order of the records.

    `country` is the ISO code whose holidays count for waiting in working days.
    """
    bodies, others, undecided = [], [], []
    ask = {"territory_nis"} if case.asks_place else set()
    for record in records.values():
        opinion = _opinion(record, case, records)
        ask |= opinion.ask
        if opinion.verdict is Verdict.YES:
            finding, asked = _examine(record, case, opinion.reasons, country)
            bodies.append(finding)
            ask |= asked
        elif opinion.verdict is Verdict.NO:
            others.append(Refusal(record.code, opinion.reasons[0]))
        else:
            undecided.append(record.code)
            # A ground that nobody spoke of is asked about first, and nothing more for its sake.
            if opinion.ask != {"grounds"}:
                ask |= _would_ask(record, case, country)
    return Route(
        on=case.on,
        bodies=tuple(bodies),
        not_competent=tuple(others),
        undecided=tuple(undecided),
        ask=tuple(name for name in FIELDS if name in ask),
        unchecked=tuple(one.body for one in bodies if not records[one.body].is_checked(case.on)),
    )


def _would_ask(record: Record, case: Case, country: str) -> set[str]:
    """Return what would be asked if this body, which is not settled yet, were the one."""
    finding, ask = _examine(record, case, (), country)
    untold = any(reason.code == "told_service_on" for reason in finding.missing)
    return ask | {"told_service_on"} if untold else ask


def _worlds(case: Case) -> Iterator[_World]:
    for service in case.services or (None,):
        for place in case.places or (None,):
            yield _World(service, place)


def _opinion(record: Record, case: Case, records: Mapping[str, Record]) -> _Opinion:
    """Return one verdict for everything the case may be: where these differ, it is open."""
    if record.kind == "research":
        return _Opinion(Verdict.NO, (Reason("no_complaints"),))
    seen = {world: _judge(record, world, case, records) for world in _worlds(case)}
    opinions = list(seen.values())
    verdicts = {one.verdict for one in opinions}
    ask = frozenset().union(*(one.ask for one in opinions))
    if len(verdicts) == 1:
        return _Opinion(opinions[0].verdict, opinions[0].reasons, ask)
    if _differ(seen, "place"):
        ask |= {"territory_nis"}
    if _differ(seen, "service"):
        ask |= {"service"}
    return _Opinion(Verdict.OPEN, ask=ask)


def _differ(seen: Mapping[_World, _Opinion], part: str) -> bool:
    """Tell whether the verdict changes with the place, or with the service, all else the same."""
    other = "service" if part == "place" else "place"
    found: dict[Any, set[Verdict]] = {}
    for world, opinion in seen.items():
        found.setdefault(getattr(world, other), set()).add(opinion.verdict)
    return any(len(verdicts) > 1 for verdicts in found.values())


def _judge(record: Record, world: _World, case: Case, records: Mapping[str, Record]) -> _Opinion:
    """Return the verdict for one world. An exclusion counts before what is covered."""
    doubts: set[str] = set()
    may_be_excluded, is_open = False, False
    for scope in record.excludes:
        meets, ask, _failed = _meets(scope, world, case)
        if meets:
            names = records[scope.instead].names if scope.instead in records else {}
            return _Opinion(Verdict.NO, (Reason("instead", {"body": names}),))
        may_be_excluded |= meets is None
        doubts |= ask
    failed = set()
    for scope in record.covers:
        meets, ask, part = _meets(scope, world, case)
        if meets and not may_be_excluded:
            return _covered(record, scope, case)
        is_open |= meets is not False
        doubts |= ask
        failed.add(part)
    for scope in record.depends:
        meets, ask, part = _meets(scope, world, case)
        if meets is not False:
            is_open = True
            doubts |= ask | ({scope.ask} if meets and scope.ask else set())
        failed.add(part)
    if is_open:
        return _Opinion(Verdict.OPEN, ask=frozenset(doubts))
    about = {"about": record.about}
    code = next((_WHY[part] for part in _WHY if part in failed), "other_service")
    return _Opinion(Verdict.NO, (Reason(code, about),))


# Why a body is not competent, by the part of its scope that the case came nearest to.
_WHY = {"grounds": "no_ground", "territories": "elsewhere", "within": "elsewhere"}


def _covered(record: Record, scope: Scope, case: Case) -> _Opinion:
    code = "ground" if scope.grounds else "portal" if record.kind == "relay" else "covers"
    reasons = [Reason(code, {} if code == "portal" else {"about": record.about})]
    ask = set()
    if scope.suppose:
        reasons.append(Reason(scope.suppose))
        if scope.ask and not (scope.ask == "organization" and case.has_organization):
            ask.add(scope.ask)
    return _Opinion(Verdict.YES, tuple(reasons), frozenset(ask))


def _meets(scope: Scope, world: _World, case: Case) -> tuple[bool | None, set[str], str]:
    """Return (whether the world is in the scope, fields to ask, the part that fails).

    None when it cannot be told. What fails is looked for first, in the order
    service, level, territory, ground: a body of another service is not asked about.
    """
    answers = {
        "services": _service_in(scope, world, case),
        "levels": case.level in scope.levels if case.level else None,
        "territories": world.place.nis in scope.territories if world.place else None,
        "within": bool(world.place.within & scope.within) if world.place else None,
        "grounds": bool(case.grounds & scope.grounds) if case.grounds is not None else None,
    }
    named = {part: answer for part, answer in answers.items() if getattr(scope, part)}
    for part, answer in named.items():
        if answer is False:
            return False, set(), part
    asked = {
        "services": "organization" if case.said_unknown else "service",
        "levels": "organization" if case.said_unknown or case.services else "service",
        "territories": "territory_nis",
        "within": "territory_nis",
        "grounds": "grounds",
    }
    ask = {asked[part] for part, answer in named.items() if answer is None}
    return (None if ask else True), ask, ""


def _service_in(scope: Scope, world: _World, case: Case) -> bool | None:
    if world.service is not None:
        return world.service in scope.services
    return True if case.said_unknown and "S99" in scope.services else None


@dataclass(frozen=True)
class _Sheet:
    """What is being found of one competent body; its lists fill while it is examined."""

    record: Record
    case: Case
    country: str
    missing: list[Reason] = field(default_factory=list)
    cautions: list[Reason] = field(default_factory=list)
    ask: set[str] = field(default_factory=set)


def _examine(
    record: Record, case: Case, reasons: tuple[Reason, ...], country: str
) -> tuple[Finding, set[str]]:
    """Return what is found of a competent body, and the fields to ask."""
    sheet = _Sheet(record, case, country)
    earliest = _examine_telling(sheet)
    _examine_age(sheet)
    _examine_person(sheet)
    if record.kind == "equality" and (case.grounds or frozenset()) & OF_HEALTH:
        sheet.cautions.append(Reason("health_consent"))
    if not record.is_checked(case.on):
        sheet.cautions.append(Reason("not_checked"))
    only_waiting = all(reason.code == "waiting_days" for reason in sheet.missing)
    finding = Finding(
        body=record.code,
        admissible=not sheet.missing,
        reasons=reasons,
        missing=tuple(sheet.missing),
        cautions=tuple(sheet.cautions),
        earliest_on=earliest if only_waiting else None,
    )
    return finding, sheet.ask


def _examine_telling(sheet: _Sheet) -> date:
    """See whether the service was told, as it must be, and long enough ago; return from when on."""
    wanted, case = sheet.record.conditions, sheet.case
    told_on = case.told_service_on
    if told_on is None:
        if wanted.told_first:
            sheet.missing.append(Reason("told_service_on"))
        elif wanted.told_first is None:
            sheet.cautions.append(Reason("better_told"))
        return case.on
    if wanted.told_first and wanted.in_writing:
        if case.told_in_writing is None:
            sheet.ask.add("told_service_how")
        elif not case.told_in_writing:
            sheet.missing.append(Reason("told_service_how"))
    if wanted.wait is None:
        return case.on
    over_on = wanted.wait.over_on(told_on, country=sheet.country)
    if over_on > case.on:
        sheet.missing.append(Reason("waiting_days", {"day": over_on}))
    return max(case.on, over_on)


def _examine_age(sheet: _Sheet) -> None:
    """See whether the facts, or what was done since, are recent enough."""
    case, country = sheet.case, sheet.country
    within, age = sheet.record.conditions.told_within, sheet.record.conditions.facts_within
    if within is not None:
        if case.facts_on is None:
            sheet.ask.add("facts_on")
        else:
            last = within.over_on(case.facts_on, country=country)
            if (case.told_service_on or case.on) > last:
                sheet.missing.append(Reason("facts_age", {"day": last}))
    if age is None:
        return
    since = _counted_from(age.counted_from, case)
    if since is None:
        if age.counted_from != "told":
            sheet.ask.add("facts_on")
        return
    last = age.term.over_on(since, country=country)
    if case.on > last:
        if age.hard:
            sheet.missing.append(Reason("facts_age", {"day": last}))
        else:
            sheet.cautions.append(Reason("may_refuse", {"day": last}))


def _counted_from(counted_from: str, case: Case) -> date | None:
    if counted_from == "facts":
        return case.facts_on
    if counted_from == "told":
        return case.told_service_on
    return max((day for day in (case.facts_on, case.told_service_on) if day), default=None)


def _examine_person(sheet: _Sheet) -> None:
    """See whether the person may be named and acts for themselves, where the body requires it."""
    case, wanted = sheet.case, sheet.record.conditions
    if wanted.identity:
        if case.anonymous is None:
            sheet.ask.add("anonymous")
        elif case.anonymous:
            sheet.missing.append(Reason("identity"))
    if wanted.own_interest:
        if case.own_interest is None:
            sheet.ask.add("own_interest")
        elif not case.own_interest:
            sheet.missing.append(Reason("own_interest"))
