"""What can stand on the one page for a council: of a municipality, of the region, of a federal service."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from observatory.insights.council.subject import Subject
from observatory.insights.models import CouncilPage, Snapshot
from observatory.observations.models import Observation
from observatory.places.models import Location, Organization, Territory
from observatory.reports.models import Story

# Testimonies that one chooses from, the newest first.
OFFERED = 40


def subject_of(kind: str, code: str) -> Subject | None:
    """Return the subject of an address: a NIS code, or the code of an organization. One query."""
    if kind == "organization":
        found = Organization.objects.filter(code=code).first()
        return Subject(organization=found) if found else None
    place = Territory.objects.filter(nis=code).exclude(kind=Territory.Kind.COUNTRY).first()
    return Subject(territory=place) if place else None


def page_of(subject: Subject) -> CouncilPage | None:
    """Return what the team wrote for a page; None while nobody did. One query."""
    return CouncilPage.objects.filter(**subject.key).first()


def snapshots_of(subject: Subject) -> list[Snapshot]:
    """Return the published figures that the page is about: of each municipality the newest. One query."""
    found = Snapshot.objects.select_related("territory").order_by("territory__label", "-frozen_at")
    if subject.territory is not None:
        found = found.filter(
            Q(territory=subject.territory) | Q(territory__parent=subject.territory)
        )
    if subject.figures:
        found = found.filter(slug=subject.figures)
    newest: dict[int, Snapshot] = {}
    for one in found:
        newest.setdefault(one.territory_id, one)
    return list(newest.values())


def payloads_of(subject: Subject) -> list[dict[str, Any]]:
    """Return the frozen data that the page is about. Two queries at most.

    Of an organization, the shares of its own locations only.
    """
    found = [json.loads(one.data) for one in snapshots_of(subject)]
    if subject.organization is None:
        return found
    own = set(
        Location.objects.filter(organization=subject.organization).values_list("code", flat=True)
    )
    for payload in found:
        payload["locations"] = [one for one in payload["locations"] if one["code"] in own]
        payload["together"] = [one for one in payload["shares"] if one["location"] in own]
    return [payload for payload in found if payload["locations"]]


def counts_of(subject: Subject) -> dict[str, Any]:
    """Return what the figures of a page rest on, as `figures_of` counts it. Two queries.

    Counted anew, in the rounds of which the newest figures are published: someone who observed in
    two municipalities is one person, and of an organization, its own locations count alone.
    """
    made = Observation.objects.kept().filter(round__snapshot__in=snapshots_of(subject)).order_by()
    if subject.organization is not None:
        made = made.filter(location__organization=subject.organization)
    rows = list(made.values_list("channel", "observer_id", "slot__is_double"))
    by_channel = Counter(channel for channel, _observer, is_double in rows if not is_double)
    return {
        "by_channel": dict(sorted(by_channel.items())),
        "observers": len({observer for _channel, observer, _is_double in rows}),
    }


def stories_offered(subject: Subject) -> Sequence[Story]:
    """Return approved texts that a page may quote, the newest first. One query."""
    found = Story.objects.filter(approved_at__isnull=False).exclude(public_text="")
    if subject.organization is not None:
        found = found.filter(report__service__in=subject.organization.services.all())
    elif subject.territory is not None:
        place = subject.territory
        found = found.filter(Q(report__territory=place) | Q(report__territory__parent=place))
    return list(found.select_related("report").order_by("-approved_at", "-pk")[:OFFERED])


def quoted_stories(page: CouncilPage) -> list[Story]:
    """Return the texts of a page that are public still, in its order. One query."""
    found = {
        str(one.report.uuid): one
        for one in Story.objects.filter(
            report__uuid__in=page.reports, approved_at__isnull=False
        ).select_related("report")
    }
    return [found[uuid] for uuid in page.reports if uuid in found]
