"""How a location gets its municipality: the states of a placing and the ways between them.

A municipality is never guessed. A postal code that belongs to one municipality
places a location; one that belongs to several (1040, 1050) leaves it to an
imported boundary, or to an editor who is asked.
"""

from dataclasses import dataclass

from django.db import models


class Placing(models.TextChoices):
    ASK = "ask"  # the municipality is not known: an editor is asked
    POSTAL_CODE = "postal_code"  # the code belongs to one municipality only
    BOUNDARY = "boundary"  # the point lies inside an imported boundary
    EDITOR = "editor"  # a person said so
    SOURCE = "source"  # the source itself names the municipality
    OUTSIDE = "outside"  # outside the observatory's territories


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: frozenset[str]
    permission: str


# What a machine worked out may be worked out again; what a person or the
# source said stays.
WORKED_OUT = frozenset({Placing.ASK, Placing.POSTAL_CODE, Placing.BOUNDARY, Placing.OUTSIDE})

TRANSITIONS = {
    t.name: t
    for t in (
        # An editor answers; "none of ours" is an answer too.
        Transition(
            "place_location",
            frozenset({Placing.ASK}),
            frozenset({Placing.EDITOR, Placing.OUTSIDE}),
            "places.edit",
        ),
        # New boundaries answer for what was still asked.
        Transition(
            "import_boundaries",
            frozenset({Placing.ASK}),
            frozenset({Placing.BOUNDARY, Placing.OUTSIDE}),
            "places.import_boundaries",
        ),
        # A newer snapshot gives another postal code or point.
        Transition("import_locations", WORKED_OUT, WORKED_OUT, "places.import_facts"),
    )
}
