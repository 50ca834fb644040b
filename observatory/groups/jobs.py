"""Once a day: one e-mail for everyone who leads a group and agreed, about the new calls of others."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from observatory.journal.actions import record_entry
from observatory.outbox.actions import queue_message
from observatory.people.models import User
from observatory.people.queries import system_actor

from .emails import write_calls
from .models import HelpCall, Membership
from .states import Call, Standing


def tell_calls(at: datetime) -> int:
    """Queue the e-mails about calls that nobody was told of; return how many. Safe to run twice.

    Each call is claimed first: told once, in the transaction that queues the
    e-mails. A call that was withdrawn or whose day has gone by is told to nobody.
    """
    worker = system_actor("worker")
    with transaction.atomic():
        waiting = HelpCall.objects.filter(
            told_at=None, state=Call.OPEN, needed_on__gte=localdate(at), is_demo=False
        )
        claimed = [
            one
            for one in waiting.select_related("group")
            if HelpCall.objects.filter(pk=one.pk, told_at=None).update(told_at=at)
        ]
        if not claimed:
            return 0
        letters = _readers()
        sent = 0
        for person, led in letters:
            others = [one for one in claimed if one.group_id not in led]
            if not others:
                continue
            letter = write_calls(person=person, calls=others)
            queue_message(
                kind="help_calls",
                to=person.email,
                subject_line=letter.subject_line,
                body=letter.body,
                language=person.language,
                by=worker,
                at=at,
            )
            sent += 1
        for one in claimed:
            record_entry(by=worker, at=at, action="groups.tell_call", subject=one.subject)
    return sent


def _readers() -> list[tuple[User, set[int]]]:
    """Return who leads a group and agreed, each with the groups that the person is in."""
    current = Membership.objects.filter(left_on=None, user__is_active=True)
    agreed = current.filter(hears_calls=True, standing=Standing.LEAD).values("user_id")
    people: dict[int, User] = {}
    groups: dict[int, set[int]] = defaultdict(set)
    for one in current.filter(user_id__in=agreed).select_related("user").order_by("pk"):
        people[one.user_id] = one.user
        groups[one.user_id].add(one.group_id)
    return [(person, groups[key]) for key, person in people.items()]
