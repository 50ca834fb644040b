"""Figures are frozen when they are published: an address, two files, and words that stay."""

import csv
import hashlib
import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.associations.tests.making import sign_in
from observatory.insights.actions import publish_figures
from observatory.insights.models import Snapshot
from observatory.journal.models import Entry
from observatory.observations.models import Observation
from observatory.people.actions import Conflict
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
    made.step("send_to_authority", SENT_AT)
    return publish_figures(asked=made.round, by=chantal, at=DUE_AT)


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


def test_the_newest_figures_stand_on_the_page_of_the_municipality(client, published):
    shown = client.get(reverse("municipality", args=["21015"])).text
    assert "2 sur 4" in shown
    assert reverse("snapshot", args=[SLUG]) in shown
    assert "Pas encore de relevé" not in shown


def test_a_second_round_of_one_day_has_another_address(published, made, chantal, schaerbeek):
    other = Made.__new__(Made)
    other.__dict__ = {**made.__dict__}
    from observatory.observations.models import Round

    other.round = Round.objects.get(pk=made.round.pk)
    other.round.pk = None
    other.round.starts_on = other.round.starts_on.replace(day=2)
    other.round.state = "with_authority"
    other.round.save(force_insert=True)
    assert publish_figures(asked=other.round, by=chantal, at=DUE_AT).slug == f"{SLUG}-2"


def test_nothing_is_published_before_the_authority_has_it(made, chantal):
    with pytest.raises(Conflict):
        publish_figures(asked=made.round, by=chantal, at=DUE_AT)
    assert not Snapshot.objects.exists()


def test_who_does_not_coordinate_there_publishes_nothing(made, amine):
    with pytest.raises(PermissionDenied):
        publish_figures(asked=made.round, by=amine, at=DUE_AT)


def test_the_coordinator_sees_the_figures_first_and_publishes_them(client, made, chantal):
    sign_in(client, chantal)
    address = reverse("round_figures", args=[made.round.pk])
    assert address in client.get(reverse("round", args=[made.round.pk])).text
    shown = client.get(address).text
    assert "Rien n’est encore public." in shown
    assert "2 sur 4" in shown
    assert "Publier les chiffres" not in shown
    made.step("send_to_authority", SENT_AT)
    assert "Publier les chiffres" in client.get(address).text


def test_an_unknown_address_is_not_found(client, db):
    assert page(client, "snapshot", "21015-2020-01-01").status_code == 404
