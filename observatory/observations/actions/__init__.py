"""Everything that can happen to rounds, to what is planned in them, and to observations."""

from .collecting import (
    Collected,
    close_collect_address,
    collect_observation,
    open_collect_address,
    purge_collect_addresses,
)
from .feeds import close_feed, open_feed, purge_feeds
from .observing import (
    InvalidAnswers,
    Odd,
    Recorded,
    Try,
    move_observation,
    record_observation,
)
from .rounds import caveat_of, change_round, move_round, prepare_round
from .slots import (
    change_slot,
    drop_late_slots,
    free_slots,
    move_slot,
    plan_slots,
    share_slots,
)

__all__ = [
    "Collected",
    "InvalidAnswers",
    "Odd",
    "Recorded",
    "Try",
    "caveat_of",
    "change_round",
    "change_slot",
    "close_collect_address",
    "close_feed",
    "collect_observation",
    "drop_late_slots",
    "free_slots",
    "move_observation",
    "move_round",
    "move_slot",
    "open_collect_address",
    "open_feed",
    "plan_slots",
    "prepare_round",
    "purge_collect_addresses",
    "purge_feeds",
    "record_observation",
    "share_slots",
]
