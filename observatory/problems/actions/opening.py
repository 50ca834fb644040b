"""Opening a problem, and making it findable once it is public."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.places.models import Territory
from observatory.places.queries import territories_by_id
from observatory.problems.models import Problem
from observatory.problems.permissions import may_open
from observatory.problems.wording import title_of
from observatory.search.actions import index_document, remove_document
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import terms_by_id


def open_problem(
    *,
    territory: Territory | None,
    service: Term,
    channel: str,
    obstacle: Term | None,
    by: Actor,
    at: datetime,
    is_demo: bool = False,
) -> Problem:
    """Return the problem of this place, service and channel, opened if there was none.

    Two who open it at once get the same one: the table holds only one, and who
    comes second reads the first's. A new problem is not public before a report
    is counted in it. Side effects when it is new: the row, a journal entry.
    Raises `PermissionDenied`.
    """
    if not may_open(by, territory.pk if territory else None):
        raise PermissionDenied
    with transaction.atomic():
        problem, is_new = Problem.objects.get_or_create(
            territory=territory,
            service=service,
            channel=channel,
            defaults={
                "obstacle": obstacle,
                "opened_at": at,
                "changed_at": at,
                "is_demo": is_demo,
            },
        )
        if is_new:
            record_entry(
                by=by,
                at=at,
                action="problems.open",
                subject=f"problem:{problem.pk}",
                after=problem.state,
                data={"service": service.code, "channel": channel},
            )
    return problem


def index_problem(problem: Problem) -> None:
    """Make the problem findable by its title in every language while it is public.

    Side effects: the documents of the search index, written or removed.
    """
    if not problem.report_count:
        remove_document(ref=f"problem:{problem.pk}")
        return
    body = [*terms_by_id()[problem.service_id].synonyms]
    if problem.territory_id is not None:
        territory = territories_by_id()[problem.territory_id]
        body += [territory.label, *territory.names.values()]
    for language, _ in settings.LANGUAGES:
        index_document(
            kind="problem",
            ref=f"problem:{problem.pk}",
            language=language,
            title=title_of(problem, language),
            body=" ".join(body),
            url_name="problem",
            url_arg=str(problem.pk),
        )
