"""Rows of the package: piles keyed by hand, and forms printed."""

from .piles import Batch, SecondKeying, Sheet, note_withdrawn
from .printing import PrintedForm, PrintedSheet, PrintRun

__all__ = [
    "Batch",
    "PrintRun",
    "PrintedForm",
    "PrintedSheet",
    "SecondKeying",
    "Sheet",
    "note_withdrawn",
]
