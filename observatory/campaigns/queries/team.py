"""What the team sees of campaigns: its own, drafts among them, and what may be undone."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from observatory.campaigns.models import Campaign, Change, Check, Demand, Step
from observatory.campaigns.wording import STATES
from observatory.documents.queries import documents_at_desk
from observatory.people.models import Role, User

from .public import whom_words


def last_change(campaign: Campaign) -> Change | None:
    """Return the last change that stands, or None."""
    return Change.objects.filter(campaign=campaign, undone_at=None).order_by("-pk").first()


def last_check(demand: Demand) -> Check | None:
    """Return the last check of a demand that stands, or None."""
    return Check.objects.filter(demand=demand, undone_at=None).order_by("-pk").first()


def campaigns_for(user: User) -> QuerySet[Campaign]:
    """Return the campaigns that a person may write, newest change first."""
    places = {
        where for role, where in user.held_mandates() if role in {Role.EDITOR, Role.COORDINATOR}
    }
    if None in places:
        return Campaign.objects.all()
    return Campaign.objects.filter(Q(territory_id__in=places))


def undoable_change(campaign: Campaign) -> Change | None:
    """Return the last change if its row is still as it left it, or None."""
    change = last_change(campaign)
    if change is None:
        return None
    row = {"campaign": Campaign, "demand": Demand, "step": Step}[change.kind]
    same = row._default_manager.filter(pk=change.key, revision=change.revision)
    return change if same.exists() else None


def written_rows(campaigns: Iterable[Campaign]) -> list[dict[str, str]]:
    """Return campaigns as the team's list shows them."""
    return [
        {
            "href": reverse("campaign_desk", args=[one.pk]),
            "title": one.title,
            "state": one.state,
            "state_words": str(STATES[one.state]),
            "whom": whom_words(one.level, one.territory_id, one.company),
        }
        for one in campaigns
    ]


def documents_of_desk(campaign: Campaign) -> list[dict[str, Any]]:
    """Return the documents of a campaign and of its steps, with what can be done to each. Two queries."""
    subjects = [campaign.subject, *(step.subject for step in campaign.steps.all())]
    return documents_at_desk(
        subjects,
        read=lambda pk: reverse("campaign_document", args=[campaign.pk, pk]),
        move=lambda pk: reverse("campaign_document_move", args=[campaign.pk, pk]),
    )
