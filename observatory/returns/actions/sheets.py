"""The monthly sheet by e-mail, and who wants it."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.associations.models import Association, Membership
from observatory.journal.actions import record_entry
from observatory.outbox.actions import queue_message
from observatory.people.models import User
from observatory.returns.emails import language_of, write_sheet
from observatory.returns.models import MailWish, SentSheet
from observatory.returns.queries.months import write_month
from observatory.returns.queries.recipients import members_who_want
from observatory.returns.queries.sheet import month_sheet


class AlreadySent(Exception):
    """The sheet of this month went out before, or does just now."""


def send_sheet(*, association: Association, month: date, by: User, at: datetime) -> SentSheet:
    """Put the sheet of a month in the outbox for each member who wants it, once.

    Side effects, in order, in one transaction: the row that says it went, one
    message a member in her language, one journal entry. A worker that is killed
    on the way leaves nothing behind, and another does all of it. Raises
    `AlreadySent`, `PermissionDenied`.
    """
    if by.kind != User.Kind.SYSTEM:
        raise PermissionDenied
    members = members_who_want(association)
    try:
        with transaction.atomic():
            sent = SentSheet.objects.create(
                association=association,
                month=month,
                sent_at=at,
                recipient_count=len(members),
            )
            _queue(association, month, members, by, at)
            record_entry(
                by=by,
                at=at,
                action="returns.send_sheet",
                subject=association.subject,
                data={"month": write_month(month), "recipients": len(members)},
            )
    except IntegrityError as error:
        raise AlreadySent from error
    return sent


def _queue(
    association: Association, month: date, members: list[User], by: User, at: datetime
) -> None:
    if not members:
        return
    sheet = month_sheet(association, month, at)
    for member in members:
        letter = write_sheet(sheet, member)
        queue_message(
            kind="return_sheet",
            to=member.email,
            subject_line=letter.subject_line,
            body=letter.body,
            language=language_of(member.language),
            subject=association.subject,
            by=by,
            at=at,
        )


def choose_mail(*, membership: Membership, is_wanted: bool, by: User, at: datetime) -> None:
    """Note whether a member wants the sheet by e-mail. Raises `PermissionDenied` for another's."""
    if membership.user_id != by.pk or membership.ended_at is not None:
        raise PermissionDenied
    MailWish.objects.update_or_create(
        membership=membership, defaults={"is_wanted": is_wanted, "chosen_at": at}
    )
