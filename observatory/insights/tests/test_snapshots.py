"""Figures are frozen when they are published: an address, two files, and words that stay."""

import csv
import hashlib
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from observatory.associations.tests.making import sign_in
from observatory.insights.actions import publish_figures
from observatory.insights.models import Snapshot
from observatory.insights.queries import municipality_rows
from observatory.journal.models import Entry
from observatory.observations.models import Hearing, Observation, Round
from observatory.observations.tests.replying import reply
from observatory.people.actions import Conflict, Refused
from observatory.places.models import Location

from .rounds import DUE_AT, SENT_AT, Made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
SLUG = "21015-2027-05-12"


@pytest.fixture
def made(chantal, schaerbeek):
    """A round of which the figures can be published."""
    made = Made(chantal, schaerbeek)
    for outcome in ("now", "later", "online", "refused"):
        made.see(0, k80=outcome, k14="yes")
    made.close()
    return made


@pytest.fixture
def published(made, chantal):
    made.send()
    return made.publish()


def page(client, name="snapshot", *args):
    return client.get(reverse(name, args=args or [SLUG]))


def test_published_figures_have_an_address_two_files_and_their_hashes(client, published):
    assert published.slug == SLUG
    shown = page(client)
    assert shown.status_code == 200
    assert "2 sur 4" in shown.text
    assert published.data_sha256 in shown.text
    data = page(client, "snapshot_data").content
    assert hashlib.sha256(data).hexdigest() == published.data_sha256
    assert json.loads(data)["counts"]["by_channel"] == {"visit": 4}
    table = page(client, "snapshot_table").content
    assert hashlib.sha256(table).hexdigest() == published.table_sha256
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    done = [row for row in rows if (row["item"], row["answer"]) == ("k80", "done")]
    assert [(row["location"], row["successes"], row["n"]) for row in done] == [
        ("", "2", "4"),
        ("mairie-1", "2", "4"),
    ]
    assert all(row["from"] == "2027-03-03" and "Wilson" in row["note"] for row in rows)
    # Each file says by itself how it was made, and where that is told whole.
    where = f"{settings.PUBLIC_URL}{reverse('method')}"
    assert rows[0]["note"] == json.loads(data)["method"]
    assert rows[0]["note"].endswith(f"Method: {where}")
    entry = Entry.objects.get(action="figures.publish")
    assert entry.data == {"slug": SLUG, "sha256": published.data_sha256}


def test_what_was_published_stays_as_it_was_after_new_data(client, published, made):
    before = [
        page(client, name).content for name in ("snapshot", "snapshot_data", "snapshot_table")
    ]
    Observation.objects.update(answers={"scenario": "T1", "channel": "visit", "k80": "refused"})
    Location.objects.update(names={"fr": "Autre nom"})
    after = [page(client, name).content for name in ("snapshot", "snapshot_data", "snapshot_table")]
    assert before == after


def test_figures_older_than_a_language_of_the_site_are_shown_in_french(client, published):
    published.bodies.pop("en")
    published.save()
    with override("en"):
        for address in (reverse("snapshot", args=[SLUG]), reverse("municipality", args=["21015"])):
            assert '<div lang="fr"><p class="made">4 visites' in client.get(address).text


def test_the_newest_figures_stand_on_the_page_of_the_municipality(client, published):
    shown = client.get(reverse("municipality", args=["21015"])).text
    assert "2 sur 4" in shown
    assert reverse("snapshot", args=[SLUG]) in shown
    assert "Pas encore de relevé" not in shown
    assert "la dernière fois le 3 mars 2027" in shown
    assert "1 publiée" in shown


def test_a_municipality_of_a_published_round_is_one_where_we_looked(made):
    def shown():
        return next(one for one in municipality_rows("fr") if one["nis"] == "21015")

    made.send()
    assert shown()["visited"] == "Pas encore"
    made.publish()
    assert (shown()["visited"], shown()["level"], shown()["note"]) == ("mars 2027", 2, "Visité")


def test_a_second_round_of_one_day_has_another_address(published, made):
    made.round = Round.objects.get(pk=made.round.pk)
    made.round.pk, made.round.state = None, "closed"
    made.round.starts_on = made.round.starts_on.replace(day=2)
    made.round.save(force_insert=True)
    made.send()
    assert made.publish().slug == f"{SLUG}-2"


def test_nothing_is_published_before_the_authority_has_it(made):
    with pytest.raises(Conflict):
        made.publish()
    assert not Snapshot.objects.exists()


def test_the_reply_stands_whole_on_the_page_and_silence_with_its_date(client, made):
    hearing = made.send()
    reply(hearing, came_on=SENT_AT.date(), at=SENT_AT)
    made.publish(SENT_AT + timedelta(hours=1))
    slug = f"21015-{SENT_AT.date()}"
    for shown in (page(client, "snapshot", slug).text, client.get("/fr/communes/21015/").text):
        assert "Nous ouvrons un second guichet." in shown
        assert "Le service Population" in shown


def test_silence_is_shown_with_its_date(client, published):
    assert "Rien ne nous est parvenu au 23 avril 2027." in page(client).text


def test_nothing_is_published_while_the_authority_may_answer(made):
    made.send()
    with pytest.raises(Refused, match="too_early"):
        made.publish(SENT_AT + timedelta(days=3))
    assert not Snapshot.objects.exists()


def test_a_reply_that_came_meanwhile_is_read_before_publishing(made, chantal):
    hearing = made.send()
    made.round.refresh_from_db()
    seen = made.round.revision
    reply(hearing, came_on=SENT_AT.date(), at=SENT_AT)
    made.round.refresh_from_db()
    with pytest.raises(Conflict):
        publish_figures(asked=made.round, seen=seen, by=chantal, at=DUE_AT)


def test_who_does_not_coordinate_there_publishes_nothing(made, amine):
    with pytest.raises(PermissionDenied):
        publish_figures(asked=made.round, seen=made.round.revision, by=amine, at=DUE_AT)


def test_the_coordinator_sees_the_figures_first_and_publishes_them(client, made, chantal):
    sign_in(client, chantal)
    address = reverse("round_figures", args=[made.round.pk])
    assert address in client.get(reverse("round", args=[made.round.pk])).text
    shown = client.get(address).text
    assert "Rien n’est encore public." in shown
    assert "2 sur 4" in shown
    assert "Publier les chiffres" not in shown
    made.send()
    waiting = client.get(address).text
    assert "L’autorité peut répondre jusqu’au" in waiting
    assert "Publier les chiffres" not in waiting
    # Nothing came, and the day has passed.
    Hearing.objects.update(sent_on=date(2026, 1, 4), due_on=date(2026, 1, 5))
    shown = client.get(address).text
    seen = re.search(r'name="seen" value="(\d+)"', shown)[1]
    publish = reverse("round_publish", args=[made.round.pk])
    assert client.post(publish, {"seen": "0"}).status_code == 422
    answer = client.post(publish, {"seen": seen}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "Les chiffres sont publiés." in answer.text
    snapshot = Snapshot.objects.get()
    assert snapshot.round == made.round
    assert reverse("snapshot", args=[snapshot.slug]) in answer.text
    # Said once, and not again on the next page.
    assert "Les chiffres sont publiés." not in client.get(address).text


def test_an_unknown_address_is_not_found(client, db):
    assert page(client, "snapshot", "21015-2020-01-01").status_code == 404
