"""What is typed about a pile, a sheet, a second keying, and a page that was scanned."""

from .piles import (
    FIRST,
    MOST_SHEETS,
    SECOND,
    BatchForm,
    CleanLine,
    CleanText,
    CloseForm,
    MarkForm,
    ReopenForm,
    SettleForm,
    SheetForm,
)

__all__ = [
    "FIRST",
    "MOST_SHEETS",
    "SECOND",
    "BatchForm",
    "CleanLine",
    "CleanText",
    "CloseForm",
    "MarkForm",
    "ReopenForm",
    "SettleForm",
    "SheetForm",
]
