"""Figures as files: JSON and CSV, each row with its n, its dates and where the method stands."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

from observatory.kit.small_numbers import Form, show_proportion
from observatory.questionnaires.schema import name_in

COLUMNS = (
    "territory_nis", "from", "to", "grid_version", "location", "channel", "item", "item_label",
    "answer", "answer_label", "successes", "n", "low_percent", "high_percent", "value", "least",
    "most", "unit", "read_on", "note",
)  # fmt: skip
# The two good outcomes of the headline together.
DONE = "Oui, tout de suite ou plus tard"
NOTE = (
    "Protocol observations; never added up with reports or official facts. Fewer than 3 "
    "observations of a kind are in no figure and in no sum; below 10 no interval, below 30 no "
    "percentage. Wilson 95 % interval. No ranking. Method: {address}"
)


def as_json(payload: Mapping[str, Any]) -> str:
    """Return the one spelling of a payload: what its hash is of."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def method_note(method: str) -> str:
    """Return what each file says of how its figures were made. `method`: where it is told whole."""
    return NOTE.format(address=method)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_csv(payload: Mapping[str, Any], method: str) -> str:
    """Return every figure of a payload, a row each; labels in French. `method`: its address."""
    out = io.StringIO()
    rows = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    rows.writeheader()
    told = payload["round"]
    always = {
        "territory_nis": payload["territory"]["nis"],
        "from": told["first_on"] or told["starts_on"],
        "to": told["last_on"] or told["ends_on"],
        "grid_version": payload["grid"]["number"],
        "note": method_note(method),
    }
    words = payload["words"]
    for one in [*payload["together"], *payload["shares"]]:
        rows.writerow(always | _share(one, words))
    for note in payload["notes"]:
        rows.writerow(always | _note(note, words))
    for one in payload["numbers"]:
        label = {"item_label": name_in(words[one["item"]]["label"], "fr")}
        about = {name: one[name] for name in ("item", "location", "channel")} | label
        unit = {"unit": words[one["item"]]["unit"]}
        for note in one.get("notes", ()):
            rows.writerow(always | about | unit | {"value": note["value"], "read_on": note["on"]})
        if "n" in one:
            least = {"least": one["least"], "most": one["most"], "n": one["n"]}
            rows.writerow(always | about | unit | least | {"value": one["median"]})
    return out.getvalue()


def _note(one: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    item = words[one["item"]]
    return {
        "location": one["location"],
        "channel": "letter",
        "item": one["item"],
        "item_label": name_in(item["label"], "fr"),
        "answer": one["option"],
        "answer_label": name_in(item["options"][one["option"]], "fr"),
        "read_on": one["on"],
    }


def _share(one: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    item = words[one["item"]]
    shown = show_proportion(one["successes"], one["total"])
    has_interval = shown.form in {Form.INTERVAL, Form.PERCENTAGE}
    return {
        "location": one["location"],
        "channel": one["channel"],
        "item": one["item"],
        "item_label": name_in(item["label"], "fr"),
        "answer": one["option"],
        "answer_label": DONE
        if one["option"] == "done"
        else name_in(item["options"][one["option"]], "fr"),
        "successes": shown.successes,
        "n": shown.total,
        "low_percent": shown.low if has_interval else "",
        "high_percent": shown.high if has_interval else "",
    }
