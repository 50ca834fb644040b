"""Everything that can happen to a pile of paper forms."""

from .batches import (
    Conflict,
    CountDoesNotMatch,
    change_batch,
    close_batch,
    open_batch,
    reopen_batch,
)
from .holding import BatchClosed
from .keying import (
    KeyedSheet,
    NumberTaken,
    SheetIsFixed,
    key_sheet,
    mark_sheet,
    return_sheet,
)
from .second import NotDrawn, record_second_keying, settle_sheet

__all__ = [
    "BatchClosed",
    "Conflict",
    "CountDoesNotMatch",
    "KeyedSheet",
    "NotDrawn",
    "NumberTaken",
    "SheetIsFixed",
    "change_batch",
    "close_batch",
    "key_sheet",
    "mark_sheet",
    "open_batch",
    "record_second_keying",
    "reopen_batch",
    "return_sheet",
    "settle_sheet",
]
