"""The planner: which visits, calls, letters and readings a round still needs, and when.

Pure functions over plain data, deterministic. The protocol they follow is
INC's, UFC's and ESOMAR's practice as summed up in reading/domain.md, 2.2:

- at least 3 visits of a location, by at least 2 people, on 3 different days of
  the week: one at opening, one at midday, one in the last hour;
- 10 calls, on 5 days of the week x 2 half-days;
- the first appointment read the same day at the desk, by phone and on the site;
- one test letter;
- one visit in five observed by two people who do not speak with each other;
- never on a public holiday; August and December are avoided, else flagged.
"""

from .needs import (
    CALL,
    CALLS,
    DOUBLE,
    LETTER,
    READING,
    ROUTES,
    ROUTES_SAME_DAY,
    UNUSUAL_MONTHS,
    VISIT,
    VISITS,
    Act,
    Missing,
    Need,
    Point,
    Proposal,
    Wanted,
    doubles_needed,
    missing_of,
    need_of,
)
from .proposing import propose
from .sharing import share_out

__all__ = [
    "CALL",
    "CALLS",
    "DOUBLE",
    "LETTER",
    "READING",
    "ROUTES",
    "ROUTES_SAME_DAY",
    "UNUSUAL_MONTHS",
    "VISIT",
    "VISITS",
    "Act",
    "Missing",
    "Need",
    "Point",
    "Proposal",
    "Wanted",
    "doubles_needed",
    "missing_of",
    "need_of",
    "propose",
    "share_out",
]
