"""Meetings: announced, held, written down."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from observatory.documents.actions import take_back_document
from observatory.documents.models import Document
from observatory.groups.models import Group, Meeting
from observatory.groups.permissions import may_lead, may_take_part
from observatory.groups.states import Visibility, meeting_mistakes
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor

from .conflict import Conflict, refuse
from .rows import Values, as_data, from_data, set_values, values_of


def add_meeting(
    *, group: Group, values: Values, by: Actor, at: datetime, is_demo: bool = False
) -> Meeting:
    """Note a meeting, to come or held. `values` are those of `Meeting.VALUES`.

    Members write for the group; who leads may write for everyone. Side effects:
    the meeting, a journal entry, the edition. Raises `PermissionDenied`,
    `BadValues` (see `states.meeting_mistakes`).
    """
    values = {"is_taken_back": False, **values}
    _permit(by, group, values["visibility"])
    refuse(meeting_mistakes(values, today=localdate(at)))
    with transaction.atomic():
        meeting = Meeting.objects.create(
            group=group, **values, written_by_id=by.pk, written_at=at, is_demo=is_demo
        )
        _record(meeting, "add_meeting", by, at)
    return meeting


def correct_meeting(
    *, meeting: Meeting, revision: int, values: Values, by: Actor, at: datetime
) -> None:
    """Write minutes, correct them, make them public or not, take the meeting back.

    What stood there before is kept to be undone. Side effects: the meeting and
    its revision; when not everyone reads of it any more, its public documents are
    taken back, which undoing does not put back; a journal entry, the edition. Raises `PermissionDenied`,
    `BadValues`, `Conflict`.
    """
    former = values_of(meeting)
    whole = {**former, **values}
    refuse(meeting_mistakes(whole, today=localdate(at)))
    _write(meeting, revision, whole, former, action="correct_meeting", by=by, at=at)


def undo_meeting(*, meeting: Meeting, revision: int, by: Actor, at: datetime) -> None:
    """Put back what stood there before the last change; done again, it undoes the undo.

    The same effects and errors as `correct_meeting`.
    """
    if meeting.before is None:
        raise Conflict
    wanted = from_data(meeting.before)
    _write(meeting, revision, wanted, values_of(meeting), action="undo_meeting", by=by, at=at)


def _permit(by: Actor, group: Group, *visibilities: str) -> None:
    public = Visibility.PUBLIC in visibilities
    if not (may_lead(by, group) if public else may_take_part(by, group)):
        raise PermissionDenied


def _write(
    meeting: Meeting,
    revision: int,
    values: Values,
    former: dict[str, Any],
    *,
    action: str,
    by: Actor,
    at: datetime,
) -> None:
    _permit(by, meeting.group, former["visibility"], values["visibility"])
    with transaction.atomic():
        set_values(
            meeting,
            revision,
            {**values, "before": as_data(former), "written_by_id": by.pk, "written_at": at},
        )
        if values["is_taken_back"] or values["visibility"] != Visibility.PUBLIC:
            _hide_documents(meeting, by, at)
        _record(meeting, action, by, at)


def _hide_documents(meeting: Meeting, by: Actor, at: datetime) -> None:
    """Take back what everyone read of a meeting that not everyone reads of any more."""
    for document in Document.objects.public().filter(subject=meeting.subject):
        take_back_document(document=document, by=by, at=at)


def _record(meeting: Meeting, action: str, by: Actor, at: datetime) -> None:
    record_entry(
        by=by,
        at=at,
        action=f"groups.{action}",
        subject=f"group:{meeting.group_id}",
        data={"meeting": meeting.pk},
    )
    pages_changed()
