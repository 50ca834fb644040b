"""Publishing the figures of a round: they are frozen, and shown as they were from then on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from observatory.insights.council.subject import Subject
from observatory.insights.exports import as_csv, as_json, hash_of, method_note
from observatory.insights.models import CouncilPage, Snapshot
from observatory.insights.permissions import may_publish, may_write_page
from observatory.insights.queries.before import payload_of
from observatory.insights.queries.figures import LANGUAGES
from observatory.insights.wording import figures_context
from observatory.journal.actions import advance_edition, record_entry
from observatory.observations.actions import move_round
from observatory.observations.models import Round
from observatory.people.actions import Conflict
from observatory.people.models import User


def publish_figures(*, asked: Round, seen: int, by: User, at: datetime) -> Snapshot:
    """Freeze the figures of a round that the authority could answer, and publish them.

    `seen` is the revision of the round that was read: a reply that came since is read
    first. Side effects, in one transaction: the round is published (`move_round`), the
    snapshot with its files, their hashes and its page in each language, one journal
    entry, a new edition. Raises `PermissionDenied`, and what `move_round` does: `Conflict`
    ("changed") when the round is not with the authority or is not as it was read, `Refused` while the authority may still answer.
    """
    if not may_publish(by, asked):
        raise PermissionDenied
    if asked.revision != seen:
        raise Conflict("changed")
    with transaction.atomic():
        move_round(asked=asked, transition="publish", by=by, at=at)
        payload = payload_of(asked)
        with override("fr"):
            method = settings.PUBLIC_URL + reverse("method")
        data, table = as_json(payload | {"method": method_note(method)}), as_csv(payload, method)
        made = Snapshot.objects.create(
            round=asked,
            territory=asked.territory,
            slug=_free_slug(asked, at),
            frozen_at=at,
            data=data,
            table=table,
            bodies={language: render_figures(payload, language) for language in LANGUAGES},
            data_sha256=hash_of(data),
            table_sha256=hash_of(table),
        )
        record_entry(
            by=by,
            at=at,
            action="figures.publish",
            subject=asked.subject,
            data={"slug": made.slug, "sha256": made.data_sha256},
        )
        advance_edition()
    return made


def save_council_page(
    *,
    subject: Subject,
    asks: Mapping[str, Sequence[str]],
    reports: Sequence[str],
    by: User,
    at: datetime,
) -> CouncilPage:
    """Keep what the team puts on the page for a council beside the figures.

    `asks`: demands by language; `reports`: UUIDs of reports whose approved text is quoted, three
    at most. Side effects: the page, one journal entry with numbers only. Raises
    `PermissionDenied`.
    """
    if not may_write_page(by, subject):
        raise PermissionDenied
    with transaction.atomic():
        page, _is_new = CouncilPage.objects.update_or_create(
            **subject.key,
            defaults={
                "asks": {language: list(lines) for language, lines in asks.items()},
                "reports": list(reports),
                "changed_at": at,
            },
        )
        record_entry(
            by=by,
            at=at,
            action="council_page.save",
            subject=subject.subject,
            data={"asks": sum(map(len, asks.values())), "quotes": len(reports)},
        )
    return page


def render_figures(payload: dict, language: str) -> str:
    """Return the figures as HTML in a language."""
    with override(language):
        return render_to_string("insights/figures.html", figures_context(payload, language))


def _free_slug(asked: Round, at: datetime) -> str:
    """Return the municipality and the day; a second one of that day has a number."""
    start = f"{asked.territory.nis}-{timezone.localdate(at).isoformat()}"
    taken = set(Snapshot.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return next(
        slug
        for slug in (start if n == 1 else f"{start}-{n}" for n in count(1))
        if slug not in taken
    )
