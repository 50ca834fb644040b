"""Rows of the package: piles keyed by hand, forms printed, scans read, cards counted."""

from .counts import Confirmation, Count, VoidReason
from .piles import Batch, SecondKeying, Sheet, note_withdrawn
from .printing import PrintedForm, PrintedSheet, PrintRun
from .scans import Doubt, Piece, Scan, Upload

__all__ = [
    "Batch",
    "Confirmation",
    "Count",
    "Doubt",
    "Piece",
    "PrintRun",
    "PrintedForm",
    "PrintedSheet",
    "Scan",
    "SecondKeying",
    "Sheet",
    "Upload",
    "VoidReason",
    "note_withdrawn",
]
