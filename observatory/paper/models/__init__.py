"""Rows of the package: piles keyed by hand, forms printed, and scans read."""

from .piles import Batch, SecondKeying, Sheet, note_withdrawn

__all__ = ["Batch", "SecondKeying", "Sheet", "note_withdrawn"]
