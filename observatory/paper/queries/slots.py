"""What is planned in a round, as it is printed; and what a scanned sheet was printed for."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.observations.models import Kind, Round, Slot
from observatory.observations.queries.rounds import scenarios, slots_of
from observatory.observations.states import SlotState
from observatory.observations.wording import moment_words
from observatory.paper.models import PrintedSheet
from observatory.paper.printing.serials import hash_serial
from observatory.paper.printing.words import printed_languages
from observatory.questionnaires.languages import own_name
from observatory.questionnaires.queries import compiled


def slots_to_print(asked: Round, who: str = "") -> QuerySet[Slot]:
    """Return what is still planned in a round, in the order of its sheets; `who`: the key of a person."""
    found = slots_of(asked).filter(state=SlotState.PLANNED)
    is_key = who.isdecimal() and 0 < len(who) < 18
    return found.filter(assigned_to_id=int(who)) if is_key else found


def sheet_languages(asked: Round) -> list[tuple[str, str]]:
    """Return (code, name) of each language that the sheets of a round can be printed in."""
    languages = compiled(asked.version).languages
    return [(code, own_name(code)) for code in printed_languages() if code in languages]


def given_of(slot: Slot) -> dict[str, str]:
    """Return what is known of an observation before it is made."""
    return {"channel": slot.kind, "scenario": slot.scenario}


def lines_of(slots: Iterable[Slot], language: str) -> list[tuple[str, ...]]:
    """Return what is printed at the head of the sheet of each slot: the place first. No name of
    an observer: a number."""
    with override(language):
        return [_lines(slot, language) for slot in slots]


def _lines(slot: Slot, language: str) -> tuple[str, ...]:
    option = scenarios(slot.round.version).get(slot.scenario)
    said = [str(Kind(slot.kind).label), moment_words(slot)]
    if slot.assigned_to_id is not None:
        said.append(_("n° %(n)s") % {"n": slot.assigned_to_id})
    return (
        f"{slot.location.name} – {slot.round.territory.name}",
        " · ".join(said),
        option.label(language) if option else slot.scenario,
    )


def slot_of_serial(serial: str) -> Slot | None:
    """Return what the sheet with this serial was printed for; None for nothing planned. One query."""
    found = (
        PrintedSheet.objects.filter(serial_hash=hash_serial(serial), slot__isnull=False)
        .select_related("slot")
        .first()
    )
    return found.slot if found is not None else None
