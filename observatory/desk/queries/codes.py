"""Return codes that a device without network may give: pairs of identifier and code."""

from uuid import UUID, uuid4

from observatory.kit.return_codes import hash_code, make_code
from observatory.reports.models import Report, Tombstone
from observatory.reports.queries import code_key

# What a device holds at most: an afternoon in the street.
RESERVED_AT_ONCE = 30


def free_codes(count: int) -> list[tuple[UUID, str]]:
    """Return `count` pairs (identifier, code of 12 digits) that no report and no tombstone has.

    Nothing is stored: a pair is worth something only once a report came with
    its identifier (docs/decisions/0011). Fewer pairs come back when some were
    taken, once in 10^11. Three queries at most.
    """
    key = code_key()
    made = {}
    for _turn in range(min(max(count, 0), RESERVED_AT_ONCE)):
        uuid = uuid4()
        code = make_code(key, uuid, 0)
        made[hash_code(key, code)] = (uuid, code)
    taken: set[str] = set()
    for model in (Report, Tombstone):
        taken |= set(
            model.objects.filter(code_hash__in=list(made)).values_list("code_hash", flat=True)
        )
    return [pair for hashed, pair in made.items() if hashed not in taken]
