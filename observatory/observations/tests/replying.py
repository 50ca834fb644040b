"""What the tests of the right of reply do on pages."""

from datetime import timedelta

from django.utils import timezone

from observatory.observations.actions import move_round, record_reply
from observatory.observations.models import Round, Way
from observatory.people.queries import system_actor

TEXT = "Nous ouvrons un second guichet.\n\nMerci."
ANSWER = {"text": TEXT, "language": "fr", "signed_as": "Le service Population", "seen": "0"}


def again(asked):
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


def plain(response):
    return response.text.replace("\u202f", " ")


def publish(asked, by, days=0):
    at = timezone.now() + timedelta(days=days)
    move_round(asked=again(asked), transition="publish", by=by, at=at)


def reply(hearing, **changes):
    values = {
        "text": TEXT,
        "language": "fr",
        "signed_as": "Le service Population",
        "way": Way.LINK,
        "came_on": timezone.localdate(),
        "seen": 0,
        "at": timezone.now(),
    }
    return record_reply(hearing=hearing, by=system_actor("public"), **(values | changes))
