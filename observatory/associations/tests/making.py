"""What several tests of associations make."""

from datetime import UTC, datetime, timedelta

from django.core.cache import cache

from observatory.associations.actions import Plan, add_association, plan_visit
from observatory.associations.models import Association, Membership
from observatory.people.tests.journey import sign_in as people_sign_in

DAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "quatre mots sans rapport"


def sign_in(client, user):
    """Sign someone in, second factor and all; return the client."""
    cache.clear()
    people_sign_in(client, user)
    return client


def make_association(by, name="Le Puits", territories=("21012",), at=DAY, **details):
    return add_association(
        name=name,
        joined_on=at.date(),
        territories=list(territories),
        details=details,
        by=by,
        at=at,
    )


def fresh(association):
    return Association.objects.get(pk=association.pk)


def join(association, user, *, is_lead=False, at=DAY):
    return Membership.objects.create(
        association=association, user=user, is_lead=is_lead, joined_at=at
    )


def make_visit(by, territory, *, association=None, days=3, people=(), at=DAY, name="Le Puits"):
    plan = Plan(
        association=association,
        name="" if association else name,
        territory=territory,
        place="rue de la Borne 14",
        starts_at=at + timedelta(days=days),
        people=list(people),
    )
    return plan_visit(plan=plan, by=by, at=at)
