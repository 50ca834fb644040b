"""What a state of play must say, worked out from what was entered and from nothing of the product."""

import csv
import io
from collections import Counter, defaultdict
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

# Of each item that is checked, the answers that count; "done" are the two good ends of k80.
OPTIONS = {
    "k80": ("done", "now", "later", "online", "refused"),
    "k32": ("yes", "no"),
    "k14": ("yes", "no"),
}
DONE = {"now", "later"}
FEWEST, INTERVAL, PERCENTAGE = 3, 10, 30
WORDS = {
    "fr": "{x} sur {n} (entre {low} % et {high} %)",
    "nl": "{x} van {n} (tussen {low} % en {high} %)",
}
PLAIN = {"fr": "{x} sur {n}", "nl": "{x} van {n}"}


class Seen(NamedTuple):
    """One observation: where, by which way, and what was answered, by key."""

    place: str
    way: str
    answers: dict[str, str]


class Share(NamedTuple):
    """A proportion; place "" is all of them, way "" too."""

    item: str
    option: str
    place: str
    way: str
    x: int
    n: int


def flat(text):
    """Return a text with ordinary spaces only."""
    return " ".join(text.split())


def shares_of(seen):
    """Return the proportions that may be shown, by place and way, then their sums."""
    cells = _cells(seen)
    found = []
    for item, options in OPTIONS.items():
        shown = {key: said for key, said in cells.items() if key[0] == item and len(said) >= FEWEST}
        ways = sorted({way for _item, _place, way in shown})
        for option in options:
            parts = [
                Share(item, option, place, way, _count(said, option), len(said))
                for (_item, place, way), said in shown.items()
            ]
            sums = [*ways, *([""] if len(ways) > 1 else [])]
            found += parts + [_sum(item, option, way, parts) for way in sums]
    return found


def hidden_of(seen):
    """Return the (item, place, way) of which too little is known for a number; letters are notes."""
    return {
        key for key, said in _cells(seen).items() if 0 < len(said) < FEWEST and key[2] != "letter"
    }


def _cells(seen):
    cells = defaultdict(list)
    for one in seen:
        for item in OPTIONS:
            if one.answers.get(item, "unknown") != "unknown":
                cells[item, one.place, one.way].append(one.answers[item])
    return cells


def _count(said, option):
    return sum(one in DONE if option == "done" else one == option for one in said)


def _sum(item, option, way, parts):
    found = [one for one in parts if way in {"", one.way}]
    return Share(item, option, "", way, sum(x.x for x in found), sum(x.n for x in found))


def ways_of(seen):
    """Return how many observations there are by each way."""
    return dict(sorted(Counter(one.way for one in seen).items()))


def bounds(x, n):
    """Return the Wilson interval of 95 % in whole percents."""
    z, share = NormalDist().inv_cdf(0.975), x / n
    middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return round(100 * max(low, 0)), round(100 * min(high, 1))


def words_of(share, language="fr"):
    """Return a proportion of 3 to 29 in words."""
    assert FEWEST <= share.n < PERCENTAGE
    if share.n < INTERVAL:
        return PLAIN[language].format(x=share.x, n=share.n)
    low, high = bounds(share.x, share.n)
    return WORDS[language].format(x=share.x, n=share.n, low=low, high=high)


def shares_of_json(data):
    """Return the proportions of the items that are checked, as the file gives them."""
    return [
        Share(
            *(one[key] for key in ("item", "option", "location", "channel", "successes", "total"))
        )
        for one in data["shares"] + data["together"]
        if one["item"] in OPTIONS
    ]


def rows_of_csv(table):
    """Return (share, low, high) of the items that are checked, as the file gives them; and the notes."""
    rows = [one for one in csv.DictReader(io.StringIO(table)) if one["item"] in OPTIONS]
    shares = [
        (
            Share(
                *(row[key] for key in ("item", "answer", "location", "channel")),
                int(row["successes"]),
                int(row["n"]),
            ),
            row["low_percent"],
            row["high_percent"],
        )
        for row in rows
        if row["n"]
    ]
    notes = [
        tuple(row[key] for key in ("item", "answer", "location", "channel", "read_on"))
        for row in rows
        if not row["n"]
    ]
    return shares, notes


def rows_for(shares):
    """Return what the CSV must say of shares."""
    rows = []
    for one in shares:
        low, high = bounds(one.x, one.n) if one.n >= INTERVAL else ("", "")
        rows.append((one, str(low), str(high)))
    return rows
