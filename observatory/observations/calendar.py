"""What is planned as an iCalendar file (RFC 5545): what, where, when, who."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext

from observatory.kit.calendars import Item, write_items

from .models import Kind, Slot
from .states import SlotState
from .wording import moment_words, task_lines

# How long a visit is taken to last, when its hour is known.
LENGTH = timedelta(hours=1)


def write_calendar(slots: Iterable[Slot], names: Mapping[int, str]) -> bytes:
    """Return the slots as an iCalendar file; `names` are those of whom they are asked, by id.

    Without an hour, the event is of the day.
    """
    return write_items(
        (_item(slot, names) for slot in slots),
        name=gettext("Relevés"),
        subject="Observations",
        language=get_language() or "fr",
        zone=ZoneInfo(settings.TIME_ZONE),
    )


def _item(slot: Slot, names: Mapping[int, str]) -> Item:
    if slot.starts_at is not None:
        begins = timezone.make_aware(datetime.combine(slot.due_on, slot.starts_at))
        ends = begins + LENGTH
    else:
        begins, ends = slot.due_on, slot.due_on + timedelta(days=1)
    said = [moment_words(slot), *task_lines(slot)]
    if slot.assigned_to_id in names:
        said.append(gettext("Avec %(people)s") % {"people": names[slot.assigned_to_id]})
    return Item(
        uid=str(slot.uuid),
        revision=slot.revision,
        changed_at=slot.changed_at,
        begins=begins,
        ends=ends,
        summary=gettext("%(kind)s : %(place)s")
        % {"kind": Kind(slot.kind).label, "place": slot.location.name},
        location=f"{slot.location.name}, {slot.round.territory.name}",
        description="\n".join(said),
        is_cancelled=slot.state == SlotState.DROPPED,
    )
