"""Reading what an OpenRosa client sends: an instance of one of our forms. Strangers write XML too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils import timezone

from observatory.observations.models import MOST_ATTEMPTS, Outcome
from observatory.questionnaires.schema import Definition, Question

FORM = re.compile(r"observation-([1-9][0-9]{0,4})")
IDENTIFIER = re.compile(r"uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
WAITED = re.compile(r"([0-9]{1,4}):([0-5][0-9])|([0-9]{1,5})")
# No observation is of another century, and no time zone takes it out of the calendar.
YEARS = range(2000, 2200)
# More leaves than any grid has questions, and deeper than any form has groups.
MOST_LEAVES = 2000


class Unreadable(ValueError):
    """This is no instance of a form of ours. `reason` is one of `wording.REFUSALS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Instance:
    """What was sent: for which version of the grid, under which identifier, and the texts by name."""

    number: int
    uuid: UUID
    fields: Mapping[str, str]

    def key_of(self, name: str) -> int:
        """Return the row that was chosen in a list, 0 for none."""
        text = self.fields.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def read_instance(data: bytes) -> Instance:
    """Return the instance. Raises `Unreadable`.

    "unreadable": not XML, cut, with a document type or with one name twice;
    "other_form": of no form of ours; "no_identifier": without `instanceID`;
    "corrected": it replaces one that was sent (`deprecatedID`).
    """
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unreadable("unreadable") from None
    form = FORM.fullmatch(root.get("id", ""))
    if form is None or root.get("version", "") != form[1]:
        raise Unreadable("other_form")
    fields = _leaves(root)
    if fields.get("deprecatedID"):
        raise Unreadable("corrected")
    identifier = IDENTIFIER.fullmatch(fields.get("instanceID", ""))
    if identifier is None:
        raise Unreadable("no_identifier")
    return Instance(int(form[1]), UUID(identifier[1]), fields)


def _leaves(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter():
        if len(element):
            continue
        name = str(element.tag).rpartition("}")[2]
        if name in found or len(found) > MOST_LEAVES:
            raise Unreadable("unreadable")
        found[name] = (element.text or "").strip()
    return found


def answers_of(instance: Instance, definition: Definition) -> dict[str, str | list[str]]:
    """Return the answers as the questionnaire takes them; a photo is told by no name."""
    found: dict[str, str | list[str]] = {}
    for key, question in definition.questions.items():
        text = instance.fields.get(key, "")
        if text and question.kind not in {"photo", "contact"}:
            found[key] = _answer(question, text)
    return found


def _answer(question: Question, text: str) -> str | list[str]:
    if question.kind == "terms":
        return text.split()
    # A month is asked as the first of its days.
    return text[:7] if question.kind == "month" else text


def moment_of(text: str) -> datetime | None:
    """Return a moment (ISO 8601, `dateTime` of XForms); without a time zone it is of here."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def day_of(text: str) -> date | None:
    """Return a day (`date` of XForms, of which some clients add a time zone)."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if found.year in YEARS else None


def attempts_of(instance: Instance) -> list[tuple[datetime, int, str]] | None:
    """Return the tries of a call in order (began, seconds waited, outcome); None when one is not whole."""
    found = []
    for number in range(1, MOST_ATTEMPTS + 1):
        began, waited, outcome = (
            instance.fields.get(f"{name}{number}", "") for name in ("Began", "Waited", "Outcome")
        )
        if not (began or waited or outcome):
            continue
        began_at, seconds = moment_of(began), _seconds(waited)
        if began_at is None or seconds is None or outcome not in Outcome.values:
            return None
        found.append((began_at, seconds, outcome))
    return found


def _seconds(text: str) -> int | None:
    """Return how long it is: "3:20", or a whole number of seconds."""
    match = WAITED.fullmatch(text)
    if match is None or not text.isascii():
        return None
    return int(match[3]) if match[3] else int(match[1]) * 60 + int(match[2])
