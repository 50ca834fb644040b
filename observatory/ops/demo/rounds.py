"""A fictional round of observations, ended, answered and published: what a municipality's page becomes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from django.utils.timezone import localdate

from observatory.insights.actions import publish_figures, save_council_page
from observatory.insights.council.subject import Subject
from observatory.insights.models import CouncilPage, Snapshot
from observatory.observations.actions import (
    Addressee,
    Try,
    move_round,
    prepare_round,
    record_observation,
    record_reply,
    send_to_authority,
)
from observatory.observations.models import (
    Intake,
    Kind,
    Observation,
    Oddity,
    Outcome,
    Round,
    RoundLocation,
    Way,
)
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.places.actions import add_location
from observatory.places.models import Location, Organization, Territory
from observatory.places.queries import territory_by_nis
from observatory.reports.models import Story
from observatory.vocabularies.queries import term

from .people import content
from .reports import NAMESPACE

# Everything that is odd about a moment: the fictional ones are not asked about.
CONFIRMED = [one.value for one in Oddity]


def make_round(people: dict[str, User], at: datetime) -> Snapshot:
    """Make the round of the demo content and publish it; every step by its own action."""
    told = content()["round"]
    territory = territory_by_nis(told["nis"])
    chantal, mireille = people["chantal"], people["mireille"]
    began = at - timedelta(days=told["began_days_ago"])
    places = _places(told, territory, began)
    made = prepare_round(
        territory=territory,
        starts_on=localdate(began),
        ends_on=localdate(began + timedelta(days=told["days"])),
        places=places,
        by=chantal,
        at=began,
    )
    move_round(asked=made, transition="open", by=chantal, at=began)
    made = _again(made)
    for number, one in enumerate(told["observations"]):
        by = (chantal, mireille)[number % 2]
        _observe(made, one, list(places)[one["place"]], number=number, by=by, began=began)
    closed = began + timedelta(days=told["days"] + 1)
    move_round(asked=_again(made), transition="close", by=chantal, at=closed, knows_missing=True)
    hearing, _keys = send_to_authority(
        asked=_again(made),
        to=Addressee(told["reply"]["from"], "fr", Way.HAND),
        sent_on=localdate(closed),
        by=chantal,
        at=closed,
    )
    answered = closed + timedelta(days=9)
    record_reply(
        hearing=hearing,
        text=told["reply"]["text"],
        language="fr",
        signed_as=told["reply"]["signed_as"],
        way=Way.LETTER,
        came_on=localdate(answered),
        seen=0,
        by=chantal,
        at=answered,
    )
    made = _again(made)
    snapshot = publish_figures(
        asked=made, seen=made.revision, by=chantal, at=answered + timedelta(days=2)
    )
    _write_page(territory, told["asks"], chantal, at)
    return snapshot


def _again(made: Round) -> Round:
    return Round.objects.select_related("territory", "version").get(pk=made.pk)


def _places(told: dict[str, Any], territory: Territory, at: datetime) -> dict[Location, str]:
    organization = Organization.objects.get(code=f"commune-{territory.nis}")
    return {
        add_location(
            organization=organization,
            service=term("service", "S01"),
            territory=territory,
            name=name,
            by=system_actor("demo"),
            at=at,
        ): told["scenario"]
        for name in told["places"]
    }


def _observe(
    made: Round, told: dict[str, Any], place: Location, *, number: int, by: User, began: datetime
) -> None:
    moment = began + timedelta(days=1 + number, hours=number % 5)
    channel = told["channel"]
    attempts = []
    if channel == Kind.CALL:
        is_answered = told["answers"].get("k32") == "yes"
        outcome = Outcome.ANSWERED if is_answered else Outcome.NO_ANSWER
        attempts = [Try(moment, 90 if is_answered else 300, outcome)]
    record_observation(
        uuid=uuid5(NAMESPACE, f"observation {number}"),
        asked=made,
        location=place,
        observed_at=moment,
        answers={
            "scenario": content()["round"]["scenario"],
            "channel": channel,
            **told["answers"],
        },
        attempts=attempts,
        confirmed=CONFIRMED,
        intake=Intake.DESK,
        by=by,
        at=moment + timedelta(hours=3),
        is_demo=True,
    )


def _write_page(
    territory: Territory, asks: dict[str, list[str]], by: User, at: datetime
) -> CouncilPage:
    stories = Story.objects.filter(report__territory=territory, approved_at__isnull=False)
    found = stories.order_by("pk").values_list("report__uuid", flat=True)[:3]
    return save_council_page(
        subject=Subject(territory=territory),
        asks=asks,
        reports=[str(one) for one in found],
        by=by,
        at=at,
    )


def remove_rounds() -> None:
    """Take away the fictional rounds, with what was published of them and their places."""
    rounds = Round.objects.filter(observations__is_demo=True).distinct()
    pks = list(rounds.values_list("pk", flat=True))
    territories = list(rounds.values_list("territory_id", flat=True))
    places = list(RoundLocation.objects.filter(round__in=pks).values_list("location_id", flat=True))
    Snapshot.objects.filter(round__in=pks).delete()
    CouncilPage.objects.filter(territory__in=territories).delete()
    Observation.objects.filter(round__in=pks).delete()
    Round.objects.filter(pk__in=pks).delete()
    Location.objects.filter(pk__in=places, names__fr__in=content()["round"]["places"]).delete()
