""" "It happened to me too": where and when, nothing else. Never part of n."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.actors import Actor
from observatory.limits.actions import hit
from observatory.places.models import Territory
from observatory.problems.models import MeToo, Problem, ProblemMonth

# More than so many within an hour look organised: what comes on top is set aside.
BURST = 10
BURST_WINDOW = timedelta(hours=1)
DAY = timedelta(days=1)


def say_me_too(
    *,
    problem: Problem,
    territory: Territory | None,
    month: date | None,
    client_hash: str,
    by: Actor,
    at: datetime,
) -> None:
    """Note that it happened to someone else too.

    `client_hash` comes from `limits.queries.who_is` and is kept in the day's
    limits only, not beside what was said. The same client counts once a day
    for one problem; what comes again that day is thanked for and not written.
    More than `BURST` within an hour for one problem are written and set aside:
    the team sees them, the public tally does not hold them.

    Side effects: the row; when it counts, the problem's tally and that of the
    month, and the edition; a journal entry. Nothing is returned, so that the
    answer is the same for all.
    """
    with transaction.atomic():
        # Only one at a time for one problem; on SQLite a write stands alone anyway.
        Problem.objects.select_for_update().get(pk=problem.pk)
        if not hit(scope=f"me-too:{problem.pk}", who=client_hash, limit=1, window=DAY, at=at):
            return
        recent = MeToo.objects.filter(problem=problem, said_at__gt=at - BURST_WINDOW)
        is_set_aside = len(recent.values_list("pk")[:BURST]) >= BURST
        MeToo.objects.create(
            problem=problem,
            territory=territory,
            month=month,
            said_at=at,
            is_set_aside=is_set_aside,
        )
        if not is_set_aside:
            _count(problem, month)
            advance_edition()
        record_entry(
            by=by,
            at=at,
            action="problems.me_too",
            subject=f"problem:{problem.pk}",
            data={"set_aside": is_set_aside},
        )


def _count(problem: Problem, month: date | None) -> None:
    Problem.objects.filter(pk=problem.pk).update(me_too_count=F("me_too_count") + 1)
    if month is not None:
        tally, _ = ProblemMonth.objects.get_or_create(problem=problem, month=month)
        ProblemMonth.objects.filter(pk=tally.pk).update(me_too=F("me_too") + 1)
