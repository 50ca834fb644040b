"""What several tests of rounds make."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.utils.timezone import localdate

from observatory.associations.models import Association, Membership
from observatory.observations.actions import (
    Addressee,
    Try,
    prepare_round,
    record_observation,
    send_to_authority,
)
from observatory.observations.models import Hearing, Intake, Outcome, Way
from observatory.observations.queries.hearings import term_of
from observatory.people.models import Mandate, User
from observatory.people.queries import system_actor
from observatory.places.hours import weekly_minutes
from observatory.places.models import Location, OpeningHours, Organization, Snapshot
from observatory.questionnaires.actions import publish_version
from observatory.questionnaires.queries import current_version
from observatory.vocabularies.queries import term

# The day on which rounds are made; the round itself is of March 2027.
DAY = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)
FIRST, LAST = date(2027, 3, 1), date(2027, 3, 31)
# Wednesday 3 March 2027 at 10:15 in Brussels.
SEEN_AT = datetime(2027, 3, 3, 9, 15, tzinfo=UTC)
WRITTEN_AT = SEEN_AT + timedelta(hours=3)
OFFICE = "Mo-Fr 09:00-12:00,13:00-16:00"
NUMBER = 990

YES_NO = [{"code": code, "names": {"fr": code, "nl": code, "en": code}} for code in ("yes", "no")]
WAYS = [
    {"code": code, "names": {"fr": code, "nl": code, "en": code}}
    for code in ("visit", "call", "letter", "reading")
]
TRIALS = [
    {"code": code, "names": {"fr": name, "nl": name, "en": name}}
    for code, name in (("T1", "Composition de ménage"), ("T4", "Assistante sociale"))
]


def question(key, kind="choice", **more):
    if kind == "text":
        more.setdefault("max_length", 20)
    wording = {lang: {"label": key} for lang in ("fr", "nl", "en")}
    return {"key": key, "kind": kind, "wording": wording, **more}


def publish_grid(number=NUMBER, key="observation"):
    """Publish a small grid; return the version."""
    questions = [
        question("scenario", options=TRIALS, required=True),
        question("channel", options=WAYS, required=True),
        question("k14", options=YES_NO),
        question("k16", "text"),
        question("k17", "text"),
        question("k18", "text"),
    ]
    source = {
        "key": key,
        "number": number,
        "languages": ["fr", "nl", "en"],
        "screens": [{"key": one["key"], "questions": [one]} for one in questions],
    }
    return publish_version(source=source, by=system_actor("importer"), at=DAY) or current_version(
        key
    )


def make_location(territory, code="mairie-1", name="Maison communale", hours=OFFICE, **more):
    location = Location.objects.create(
        code=code,
        organization=more.pop("organization", None)
        or Organization.objects.get(code=f"commune-{territory.nis}"),
        service=term("service", more.pop("service", "S01")),
        names={"fr": name, "nl": name},
        territory=territory,
        **more,
    )
    if hours is not None:
        post_hours(location, hours)
    return location


def post_hours(location, hours, on=date(2027, 1, 4)):
    """Record an official fact: the posted hours from that day on."""
    snapshot, _ = Snapshot.objects.get_or_create(dataset=f"test-{on}", taken_on=on, source="Test")
    return OpeningHours.objects.create(
        location=location, snapshot=snapshot, hours=hours, weekly_minutes=weekly_minutes(hours)
    )


def make_round(by, territory, locations, *, starts_on=FIRST, ends_on=LAST, at=DAY):
    return prepare_round(
        territory=territory,
        starts_on=starts_on,
        ends_on=ends_on,
        places=dict.fromkeys(locations, "T1"),
        by=by,
        at=at,
    )


def make_person(name, email, role=None, territory=None):
    user = User.objects.create(name=name, email=email)
    if role:
        Mandate.objects.create(
            user=user,
            role=role,
            territory=territory,
            given_by_id=system_actor("demo").pk,
            given_at=DAY,
        )
    return user


def make_member(user, name, territory):
    """Make someone a member of an association that works there."""
    association, _ = Association.objects.get_or_create(name=name, joined_on=DAY.date())
    association.territories.add(territory)
    Membership.objects.create(association=association, user=user, joined_at=DAY)
    return association


def one_try(waited=40, outcome=Outcome.ANSWERED, began_at=SEEN_AT):
    return Try(began_at=began_at, waited_seconds=waited, outcome=outcome)


def observe(asked, location, by, *, channel="visit", observed_at=SEEN_AT, **changes):
    """Write an observation down; return what `record_observation` returns."""
    answers = {"scenario": "T1", "channel": channel, **changes.pop("answers", {})}
    if channel == "call":
        changes.setdefault("attempts", [one_try(began_at=observed_at)])
    return record_observation(
        uuid=changes.pop("uuid", None) or uuid4(),
        asked=asked,
        location=location,
        observed_at=observed_at,
        answers=answers,
        intake=changes.pop("intake", Intake.DESK),
        by=by,
        at=changes.pop("at", observed_at + timedelta(hours=3)),
        **changes,
    )


COLLEGE = "Collège des bourgmestre et échevins"
TOWN_HALL = "Place Colignon 1\n1030 Schaerbeek"


def addressee(**changes):
    values = {
        "body_name": COLLEGE,
        "language": "fr",
        "way": Way.LETTER,
        "address": TOWN_HALL,
        "email": "",
    }
    return Addressee(**(values | changes))


def send(asked, by, at, **changes):
    """Send a closed round to its authority; return the hearing and its keys."""
    sent_on = changes.pop("sent_on", None) or localdate(at)
    return send_to_authority(asked=asked, to=addressee(**changes), sent_on=sent_on, by=by, at=at)


def make_hearing(asked, sent_on):
    """Make a hearing that no letter went with."""
    return Hearing.objects.create(
        round=asked,
        body_name=COLLEGE,
        language="fr",
        way=Way.HAND,
        sent_on=sent_on,
        due_on=term_of(sent_on),
    )
