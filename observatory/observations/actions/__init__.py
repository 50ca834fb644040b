"""Everything that can happen to rounds, to what is planned in them, and to observations."""

from .bringing import Brought, Collected, bring_observation, grid_numbered
from .collecting import (
    close_collect_address,
    collect_observation,
    open_collect_address,
    purge_collect_addresses,
)
from .feeds import close_feed, open_feed, purge_feeds
from .hearings import (
    Addressee,
    Keys,
    note_opened,
    purge_hearings,
    record_reply,
    renew_link,
    send_to_authority,
)
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
    "Addressee",
    "Brought",
    "Collected",
    "InvalidAnswers",
    "Keys",
    "Odd",
    "Recorded",
    "Try",
    "bring_observation",
    "caveat_of",
    "change_round",
    "change_slot",
    "close_collect_address",
    "close_feed",
    "collect_observation",
    "drop_late_slots",
    "free_slots",
    "grid_numbered",
    "move_observation",
    "move_round",
    "move_slot",
    "note_opened",
    "open_collect_address",
    "open_feed",
    "plan_slots",
    "prepare_round",
    "purge_collect_addresses",
    "purge_feeds",
    "purge_hearings",
    "record_observation",
    "record_reply",
    "renew_link",
    "send_to_authority",
    "share_slots",
]
