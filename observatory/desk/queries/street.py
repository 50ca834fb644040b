"""What a device takes along to observe without network."""

from typing import Any

from observatory.observations.models import Kind
from observatory.observations.queries.collecting import offered_to
from observatory.observations.wording import moment_words, round_words, task_lines
from observatory.people.models import User


def offline_observing(person: User) -> dict[str, Any]:
    """Return what a device keeps, encrypted, to observe without network. Four queries at most.

    Shape: `{"by", "slots": [{"id", "round", "place", "where", "territory",
    "channel", "how", "scenario", "version", "moment", "tasks"}], "rounds":
    [{"id", "label", "territory", "version", "places": [{"id", "name",
    "scenario"}]}]}`. `by` is whose observations these are; `version` is the
    number of the grid.
    """
    offered = offered_to(person)
    return {
        "by": person.pk,
        "slots": [
            {
                "id": one.pk,
                "round": one.round_id,
                "place": one.location_id,
                "where": one.location.name,
                "territory": one.round.territory.name,
                "channel": one.kind,
                "how": str(Kind(one.kind).label),
                "scenario": one.scenario,
                "version": one.round.version.number,
                "moment": moment_words(one),
                "tasks": task_lines(one),
            }
            for one in offered.slots
        ],
        "rounds": [
            {
                "id": asked.pk,
                "label": round_words(asked),
                "territory": asked.territory.name,
                "version": asked.version.number,
                "places": [
                    {"id": row.location_id, "name": row.location.name, "scenario": row.scenario}
                    for row in offered.places
                    if row.round_id == asked.pk
                ],
            }
            for asked in offered.rounds
        ],
    }
