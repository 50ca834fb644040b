"""The associations of the fictional content, and what goes through each channel."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from django.utils.timezone import localtime

from observatory.associations.actions import Plan, add_association, plan_visit
from observatory.associations.actions.members import write_membership
from observatory.associations.models import Association
from observatory.desk.actions import SessionValues, enter_group_report, open_session
from observatory.desk.models import GroupSession
from observatory.letters.actions import receive_mail
from observatory.letters.models import Channel as MailChannel
from observatory.letters.models import IncomingItem
from observatory.paper.actions import key_sheet, mark_sheet, open_batch
from observatory.paper.states import SheetState
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.phone.actions import note_shift, take_message
from observatory.phone.models import Shift
from observatory.places.queries import territory_by_nis
from observatory.questionnaires.queries import current_version
from observatory.reports.models import Report

from .people import content
from .reports import NAMESPACE, answers_of


def bring_associations(
    told: list[dict[str, Any]], people: dict[str, User], at: datetime
) -> dict[str, Association]:
    """Bring in the associations with their members; return them by key."""
    demo = system_actor("demo")
    found = {}
    for one in told:
        association = add_association(
            name=one["name"],
            joined_on=(at - timedelta(days=one["joined_days_ago"])).date(),
            territories=one["territories"],
            publics=one["publics"],
            details=one["details"],
            by=demo,
            at=at,
            is_demo=True,
        )
        for is_lead, keys in ((True, one["leads"]), (False, one["members"])):
            for key in keys:
                write_membership(association, people[key], is_lead, demo, at)
        found[one["key"]] = association
    return found


def fill_channels(
    people: dict[str, User], associations: dict[str, Association], at: datetime
) -> None:
    """Put something into each channel, so that every list has one row to look at."""
    told = content()
    _hold_group(told["group"], people["amine"], associations["maison"], at)
    _key_pile(told["pile"], people["jean"], associations["maison"], at)
    _hold_line(told["call"], people["nadia"], at)
    _receive_mail(told["mail"], at)
    _plan_visit(told["visit"], people, associations, at)
    # They came through the doors of real reports, which know nothing of fiction.
    Report.objects.filter(association__is_demo=True).update(is_demo=True)


def _hold_group(told: dict[str, Any], by: User, association: Association, at: datetime) -> None:
    values = SessionValues(
        association=association,
        kind=GroupSession.Kind.WORKSHOP,
        place=told["place"],
        held_on=at.date(),
        territory=territory_by_nis(told["report"]["nis"]),
        team=[by],
    )
    session = open_session(values=values, by=by, at=at)
    enter_group_report(
        session=session,
        uuid=uuid5(NAMESPACE, "group"),
        version=current_version("report"),
        answers=answers_of(told["report"]),
        language="fr",
        by=by,
        at=at,
    )
    GroupSession.objects.filter(pk=session.pk).update(is_demo=True)


def _key_pile(told: dict[str, Any], by: User, association: Association, at: datetime) -> None:
    batch = open_batch(
        uuid=uuid5(NAMESPACE, "pile"),
        label=told["label"],
        collected_on=at.date(),
        announced=told["announced"],
        association=association,
        territory=territory_by_nis(told["report"]["nis"]),
        by=by,
        at=at,
        is_demo=True,
    )
    key_sheet(
        batch=batch,
        number=1,
        entry=uuid5(NAMESPACE, "sheet 1"),
        version=current_version("report"),
        answers=answers_of(told["report"]),
        by=by,
        at=at,
    )
    mark_sheet(
        batch=batch,
        number=2,
        entry=uuid5(NAMESPACE, "sheet 2"),
        state=SheetState.BLANK,
        by=by,
        at=at,
    )


def _hold_line(told: dict[str, Any], by: User, at: datetime) -> None:
    for days, answered, missed in ((35, 6, 2), (28, 4, 3)):
        # In the morning, whenever the content is loaded: two hours never pass midnight.
        opened_at = localtime(at - timedelta(days=days)).replace(hour=10, minute=0, second=0)
        shift = note_shift(
            opened_at=opened_at,
            closed_at=opened_at + timedelta(hours=2),
            answered=answered,
            missed=missed,
            by=by,
            at=at,
        )
        Shift.objects.filter(pk=shift.pk).update(is_demo=True)
    take_message(
        phone=told["phone"],
        name=told["name"],
        due_on=(at + timedelta(days=1)).date(),
        language="fr",
        territory=None,
        by=by,
        at=at,
    )


def _receive_mail(raw: str, at: datetime) -> None:
    received = receive_mail(
        raw=raw.encode(), channel=MailChannel.EMAIL, by=system_actor("demo"), at=at
    )
    IncomingItem.objects.filter(pk=received.item.pk).update(is_demo=True)


def _plan_visit(
    told: dict[str, Any],
    people: dict[str, User],
    associations: dict[str, Association],
    at: datetime,
) -> None:
    by = people[told["by"]]
    plan = Plan(
        association=associations[told["association"]],
        name="",
        territory=territory_by_nis(told["nis"]),
        place=told["place"],
        starts_at=at + timedelta(days=told["in_days"]),
        people=[by],
    )
    plan_visit(plan=plan, by=by, at=at, is_demo=True)
