"""A round of March 2027 in Schaerbeek with the real grid, as tests of figures need it."""

from datetime import timedelta

from observatory.insights.actions import publish_figures
from observatory.observations.actions import Addressee, move_round, send_to_authority
from observatory.observations.models import Round, Way
from observatory.observations.tests.making import (
    SEEN_AT,
    make_location,
    make_member,
    make_person,
    make_round,
    observe,
)

CLOSED_AT = SEEN_AT + timedelta(days=30)
# Fifteen working days later, and more.
SENT_AT, DUE_AT = CLOSED_AT + timedelta(days=1), CLOSED_AT + timedelta(days=40)


class Made:
    """A round and what is needed to add observations to it."""

    def __init__(self, chantal, schaerbeek, places=("mairie-1", "mairie-2"), people=()):
        self.chantal, self.territory = chantal, schaerbeek
        self.places = [
            make_location(schaerbeek, code, name=f"Guichet {code}", hours=None) for code in places
        ]
        self.round = make_round(chantal, schaerbeek, self.places)
        self.people = list(people) or [
            make_person(name, f"{name}@example.org", "relay", schaerbeek) for name in ("ana", "ben")
        ]
        for person in self.people:
            make_member(person, f"Maison de {schaerbeek.name}", schaerbeek)
        self.step("open", SEEN_AT - timedelta(days=1))
        self.count = 0

    def step(self, transition, at):
        self.round.refresh_from_db()
        move_round(
            asked=self.round, transition=transition, by=self.chantal, at=at, knows_missing=True
        )
        self.round.refresh_from_db()

    def again(self, starts_on, ends_on):
        """Open another round at the same places, and go on with it."""
        points = list(self.round.points.all())
        again = Round.objects.get(pk=self.round.pk)
        again.pk, again.state, again.closed_at, again.published_at = None, "open", None, None
        again.starts_on, again.ends_on = starts_on, ends_on
        again.save(force_insert=True)
        for point in points:
            point.pk, point.round = None, again
            point.save(force_insert=True)
        self.round = Round.objects.get(pk=again.pk)

    def see(self, place=0, channel="visit", **answers):
        """Write one more observation down, on the next moment of the period."""
        self.count += 1
        moment = SEEN_AT + timedelta(minutes=7 * self.count)
        return observe(
            self.round,
            self.places[place],
            self.people[self.count % 2],
            channel=channel,
            observed_at=moment,
            answers=answers,
            confirmed=["holiday", "closed", "outside_hours", "outside_period"],
        ).observation

    def send(self, at=SENT_AT):
        """Give the authority its right of reply; return the hearing."""
        self.round.refresh_from_db()
        to = Addressee("Administration communale", "fr", Way.HAND)
        hearing, _keys = send_to_authority(
            asked=self.round, to=to, sent_on=at.date(), by=self.chantal, at=at
        )
        self.round.refresh_from_db()
        return hearing

    def publish(self, at=DUE_AT):
        """Publish the figures, the term being over; return the snapshot."""
        self.round.refresh_from_db()
        return publish_figures(asked=self.round, seen=self.round.revision, by=self.chantal, at=at)

    def close(self):
        self.step("close", CLOSED_AT)
        return Round.objects.get(pk=self.round.pk)
