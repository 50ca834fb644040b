"""The pages of piles of paper forms."""

from .kept import sheet_kept, sheet_return
from .keying import batch_key, batch_resume
from .piles import batch, batch_change, batch_close, batch_cover, batch_open, batch_reopen, batches
from .second import sheet_again, sheet_resume, sheet_settle

__all__ = [
    "batch",
    "batch_change",
    "batch_close",
    "batch_cover",
    "batch_key",
    "batch_open",
    "batch_reopen",
    "batch_resume",
    "batches",
    "sheet_again",
    "sheet_kept",
    "sheet_resume",
    "sheet_return",
    "sheet_settle",
]
