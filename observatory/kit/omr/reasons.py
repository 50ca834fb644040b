"""Why something is left to a person: every word that the reader has for it.

What each means, and where its threshold stands, is in docs/reading-marks.md; the
sentences for people are in `paper/queries/reasons.py`.
"""

from typing import Literal

# Of a file: nothing of it can be read.
FileReason = Literal["empty", "locked", "too_many_pages", "too_large", "not_a_picture", "broken"]

# Of a page: it is none of ours, or cannot be read, or no box of it is believed.
PageReason = Literal[
    "broken",
    "too_large",
    "blank",
    "no_marks",
    "foreign_code",
    "no_code",
    "few_marks",
    "half_sheet",
    "low_resolution",
    "pale",
    "two_sheets",
]

# Of a box, or of the boxes of a question together.
BoxReason = Literal[
    "no_outline",
    "line",
    "faint",
    "beside",
    "dense",
    "half_sheet",
    "two_crosses",
    "filled_alone",
    "filled_in_multiple",
]

# Of a whole page whose boxes can be told: how this person fills boxes in.
HabitReason = Literal["fills_boxes"]

# Worth knowing, no doubt by itself; "two_sheets" may be no more than that.
Note = Literal["mirrored", "bilevel", "two_sheets"]

Reason = FileReason | PageReason | BoxReason | HabitReason | Note
