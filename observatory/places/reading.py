"""Reading a file of locations and their dated hours, line by line.

A line is either good (`Reading`) or bad (`BadLine`, with its number and why);
nothing here touches the database.
"""

import csv
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .hours import HoursError, weekly_minutes

# The names a column may have; the first is ours.
COLUMNS = {
    "snapshot": ("snapshot", "taken_on", "date"),
    "id": ("station_id", "location_id", "id"),
    "name": ("name",),
    "postal_code": ("zip", "postal_code"),
    "hours": ("opening_hours",),
    "minutes": ("weekly_minutes",),
    "longitude": ("lon", "longitude"),
    "latitude": ("lat", "latitude"),
}
REQUIRED = ("snapshot", "id", "name", "postal_code", "hours")
IDENTIFIER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
# A station of the Belgian railways: UIC country code 88, five digits.
BELGIAN_STATION = re.compile(r"^0088\d{5}$")
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """One location on one date, as the source gives it."""

    taken_on: date
    id: str
    name: str
    postal_code: str
    hours: str
    minutes: int
    latitude: float | None = None
    longitude: float | None = None
    # (NIS code, placing) when the file itself says where the location lies.
    placed: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    number: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


class FileError(ValueError):
    """The file as a whole cannot be read; the message says why."""


class _LineError(ValueError):
    pass


def read_locations(lines: Iterable[str], *, today: date) -> Iterator[Reading | BadLine]:
    """Yield one `Reading` or `BadLine` for each line after the header, in the order of the file.

    `lines` is a text file opened with `newline=""` and
    `errors="surrogateescape"`, so that a line that is not UTF-8 is a bad line
    and not the end of the reading. Raises `FileError` when the header lacks a
    column.
    """
    reader = csv.reader(lines, strict=True)
    columns = _read_header(reader)
    seen: dict[tuple[str, str], int] = {}
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadLine(number, f"not well-formed CSV ({error})")
            continue
        if not row:
            continue
        try:
            reading = _read_row(row, columns, today)
            key = (reading.taken_on.isoformat(), reading.id)
            if key in seen:
                raise _LineError(f"the same id and date as line {seen[key]}")
        except _LineError as error:
            yield BadLine(number, str(error))
            continue
        seen[key] = number
        yield reading


def first_id(lines: Iterable[str]) -> str:
    """Return the id of the first line after the header, "" when there is none. Raises `FileError`."""
    reader = csv.reader(lines)
    columns = _read_header(reader)
    for row in reader:
        return row[columns["id"]].strip() if len(row) > columns["id"] else ""
    return ""


def _read_header(reader: Iterator[list[str]]) -> dict[str, int]:
    try:
        header = next(reader)
    except StopIteration:
        raise FileError("the file is empty") from None
    except csv.Error as error:
        raise FileError(f"the first line is not well-formed CSV ({error})") from None
    names = [name.strip().lstrip("\ufeff").lower() for name in header]
    columns = {"": len(names)}
    for key, choices in COLUMNS.items():
        for choice in choices:
            if choice in names:
                columns[key] = names.index(choice)
                break
    missing = [COLUMNS[key][0] for key in REQUIRED if key not in columns]
    if missing:
        raise FileError(f"the first line lacks the columns {', '.join(missing)}")
    return columns


def _read_row(row: list[str], columns: dict[str, int], today: date) -> Reading:
    if len(row) != columns[""]:
        raise _LineError(f"{len(row)} columns instead of {columns['']}")
    if any(_is_unclean(cell) for cell in row):
        raise _LineError("not UTF-8, or control characters")
    cells = {key: row[index].strip() for key, index in columns.items() if key}
    if not cells["id"]:
        raise _LineError("the id is missing")
    if not IDENTIFIER.match(cells["id"]):
        raise _LineError("the id may hold letters, digits and dashes only, 40 at most")
    if not cells["name"]:
        raise _LineError("the name is missing")
    if len(cells["name"]) > NAME_LENGTH:
        raise _LineError(f"the name is longer than {NAME_LENGTH} characters")
    if len(cells["postal_code"]) > 10:
        raise _LineError("the postal code is longer than 10 characters")
    latitude, longitude = _read_point(cells.get("latitude", ""), cells.get("longitude", ""))
    return Reading(
        taken_on=_read_date(cells["snapshot"], today),
        id=cells["id"],
        name=cells["name"],
        postal_code=cells["postal_code"],
        hours=cells["hours"],
        minutes=_read_minutes(cells["hours"], cells.get("minutes", "")),
        latitude=latitude,
        longitude=longitude,
    )


def _is_unclean(cell: str) -> bool:
    return not cell.isprintable() and any(
        ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF or ord(character) == 127
        for character in cell
    )


def _read_date(text: str, today: date) -> date:
    if not text:
        raise _LineError("the date is missing")
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        taken_on = date.fromisoformat(text)
    except ValueError:
        raise _LineError("the date is not one (it is written 2023-06-24)") from None
    if taken_on > today:
        raise _LineError("the date lies in the future")
    return taken_on


def _read_minutes(hours: str, stated: str) -> int:
    try:
        minutes = weekly_minutes(hours)
    except HoursError as error:
        raise _LineError(str(error)) from None
    if stated and stated != str(minutes):
        raise _LineError(f"weekly_minutes does not agree with the hours, which make {minutes}")
    return minutes


def _read_point(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    if not latitude and not longitude:
        return None, None
    try:
        y, x = float(latitude), float(longitude)
    except ValueError:
        raise _LineError("the coordinates are not two numbers") from None
    if not (math.isfinite(x) and math.isfinite(y) and abs(y) <= 90 and abs(x) <= 180):
        raise _LineError("the coordinates lie outside the world")
    return y, x
