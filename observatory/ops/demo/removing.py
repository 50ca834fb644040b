"""Taking the fictional content away, and nothing else."""

from datetime import datetime

from django.db import transaction

from observatory.associations.models import Association, Membership, Visit
from observatory.desk.models import GroupSession
from observatory.journal.actions import advance_edition
from observatory.kit.remembered import memory
from observatory.letters.models import IncomingItem
from observatory.paper.actions import destroy_pile
from observatory.paper.models import Batch, PrintRun
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.phone.models import CallBack, Shift
from observatory.problems.models import MeToo, Problem, ProblemEvent, ProblemMonth
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Report, Tombstone
from observatory.returns.models import SentSheet
from observatory.search.actions import remove_document

from .escalations import remove_dossiers
from .events import remove_events
from .groups import remove_groups
from .rounds import remove_rounds
from .struggles import remove_campaigns


def remove_demo(*, at: datetime) -> int:
    """Take away every demo report, what hangs on them, and the accounts; return how many reports.

    Real reports that joined a demo problem stay, and the problem with them.
    The journal keeps its entries, which hold no content; accounts lose their
    name and their rights because the journal names them.
    """
    with transaction.atomic():
        reports = list(Report.objects.filter(is_demo=True))
        touched = {report.problem_id for report in reports if report.problem_id}
        remove_dossiers(at)
        remove_campaigns(at)
        remove_rounds()
        remove_groups(at)
        remove_events(at)
        subjects = [report.subject for report in reports]
        CallBack.objects.filter(subject__in=subjects).delete()
        for report in reports:
            withdraw_report(report=report, by=system_actor("demo"), at=at)
        Tombstone.objects.filter(uuid__in=[report.uuid for report in reports]).delete()
        _remove_channels(at)
        MeToo.objects.filter(problem_id__in=touched).delete()
        ProblemMonth.objects.filter(problem_id__in=touched).update(me_too=0)
        Problem.objects.filter(pk__in=touched).update(me_too_count=0)
        ProblemEvent.objects.filter(recorded_by__is_demo=True).delete()
        empty = Problem.objects.filter(pk__in=touched, report_count=0)
        for problem in empty:
            _unlist(problem)
        empty.delete()
        _close_accounts(at)
        advance_edition()
    memory.forget_all()
    return len(reports)


def _remove_channels(at: datetime) -> None:
    """Take away what went through the channels, then the associations themselves."""
    for batch in Batch.objects.filter(is_demo=True):
        destroy_pile(batch=batch, by=system_actor("demo"), at=at)
    CallBack.objects.filter(planned_by__is_demo=True).delete()
    for model in (Shift, IncomingItem, Batch, GroupSession, Visit):
        model.objects.filter(is_demo=True).delete()
    theirs = Association.objects.filter(is_demo=True)
    PrintRun.objects.filter(association__in=theirs).update(association=None)
    SentSheet.objects.filter(association__in=theirs).delete()
    Membership.objects.filter(association__in=theirs).delete()
    # A real report that somebody entered in a fictional association's name stays, and keeps it.
    used = Report.objects.filter(association__in=theirs).values("association_id")
    theirs.exclude(pk__in=used).delete()


def _unlist(problem: Problem) -> None:

    remove_document(ref=f"problem:{problem.pk}")


def _close_accounts(at: datetime) -> None:
    for user in User.objects.filter(is_demo=True):
        user.mandates.filter(ended_at=None).update(ended_at=at)
        user.authenticator_set.all().delete()
        user.emailaddress_set.all().delete()
        User.objects.filter(pk=user.pk).update(
            name="Compte fictif",
            email=f"demo-{user.pk}@system.invalid",
            is_active=False,
            is_demo=False,
            password="!",  # noqa: S106
        )
