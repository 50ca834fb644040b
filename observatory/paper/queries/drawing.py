"""Which sheets are keyed a second time: drawn when the pile is opened, known when they are keyed.

One sheet in ten, and at least one from five sheets on. The order of the draw
is a keyed hash of the batch and the number: the same whenever it is worked out,
and unknown to who keys, since the key is a file of the server.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.conf import settings

from observatory.kit.keys import keyed_hash, load_key
from observatory.paper.models import Batch
from observatory.paper.states import SheetState

ONE_IN = 10
DRAWN_FROM = 5


def sample_size(sheets: int) -> int:
    """Return how many of so many sheets are keyed twice: a tenth, rounded up; none below five."""
    return -(-sheets // ONE_IN) if sheets >= DRAWN_FROM else 0


def draw(uuid: UUID, numbers: Collection[int]) -> frozenset[int]:
    """Return the numbers of a batch that are drawn among `numbers`."""
    key = load_key(settings.KEYS_DIR, "draws")
    order = sorted(numbers, key=lambda number: keyed_hash(key, str(uuid), str(number)))
    return frozenset(order[: sample_size(len(numbers))])


def drawn_numbers(batch: Batch, states: Mapping[int, str]) -> frozenset[int]:
    """Return the numbers drawn in a pile whose sheets stand as `states` says.

    While sheets are still to come, they are drawn among as well: who is drawn does not
    change as the pile goes down. A sheet that became no report, or whose report was
    withdrawn, drops out, and the next of the order takes its place. Once every
    sheet is accounted for, or the pile is closed, only what became a report counts.
    """
    kept = [number for number, state in states.items() if state == SheetState.REPORT]
    if not batch.is_open or len(states) >= batch.announced:
        return draw(batch.uuid, kept)
    return draw(batch.uuid, _to_come(batch.announced, states) + kept)


def _to_come(announced: int, states: Iterable[int]) -> list[int]:
    taken = set(states)
    return [number for number in range(1, announced + 1) if number not in taken]
