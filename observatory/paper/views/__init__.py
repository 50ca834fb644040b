"""The pages of piles of paper forms."""

from .accepting import acceptance, card_void, sheet_without
from .completing import sheet_ask, sheet_complete
from .contacts import tear_offs
from .correcting import correction, correction_pass, correction_undo
from .counting import card_count
from .kept import sheet_kept, sheet_return
from .keying import batch_key, batch_resume
from .pages import scan, scan_move, scan_pages
from .pictures import scan_picture
from .piles import batch, batch_change, batch_close, batch_cover, batch_open, batch_reopen, batches
from .printing import forms_print, round_print
from .scans import scans, scans_progress
from .second import sheet_again, sheet_resume, sheet_settle
from .sending import scans_drop, scans_tus, scans_tus_file

__all__ = [
    "acceptance",
    "batch",
    "batch_change",
    "batch_close",
    "batch_cover",
    "batch_key",
    "batch_open",
    "batch_reopen",
    "batch_resume",
    "batches",
    "card_count",
    "card_void",
    "correction",
    "correction_pass",
    "correction_undo",
    "forms_print",
    "round_print",
    "scan",
    "scan_move",
    "scan_pages",
    "scan_picture",
    "scans",
    "scans_drop",
    "scans_progress",
    "scans_tus",
    "scans_tus_file",
    "sheet_again",
    "sheet_ask",
    "sheet_complete",
    "sheet_kept",
    "sheet_resume",
    "sheet_return",
    "sheet_settle",
    "sheet_without",
    "tear_offs",
]
