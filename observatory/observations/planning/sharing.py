"""Giving what is planned to people."""

from collections.abc import Collection, Sequence

from .needs import VISIT, Act, Wanted


def share_out(
    wanted: Sequence[Wanted], acts: Collection[Act], people: Sequence[int]
) -> list[int | None]:
    """Return who makes each of the wanted, in the same order; None where nobody can.

    Everyone gets about as much; a location gets visits from two people as soon
    as there are two; a double never goes to whoever makes the visit itself.
    """
    load = dict.fromkeys(people, 0)
    visits: dict[tuple[int, int], int] = {}
    by_slot: dict[int, int | None] = {}
    for act in acts:
        if act.slot:
            by_slot[act.slot] = act.who
        if act.who in load:
            load[act.who] += not act.is_done
            if act.kind == VISIT:
                visits[act.point, act.who] = visits.get((act.point, act.who), 0) + 1
    given: list[int | None] = [None] * len(wanted)
    # A double comes after the visit that it doubles.
    order = sorted(
        range(len(wanted)), key=lambda n: (wanted[n].is_double, wanted[n].on, wanted[n].point, n)
    )
    for place in order:
        one = wanted[place]
        twin = by_slot.get(one.twin_slot) if one.twin_slot else None
        if one.twin_place is not None:
            twin = given[one.twin_place]
        able = [person for person in people if not (one.is_double and person == twin)]
        if not able:
            continue
        who = min(
            able,
            key=lambda person: (
                visits.get((one.point, person), 0) if one.kind == VISIT else 0,
                load[person],
                people.index(person),
            ),
        )
        given[place] = who
        load[who] += 1
        if one.kind == VISIT:
            visits[one.point, who] = visits.get((one.point, who), 0) + 1
    return given
