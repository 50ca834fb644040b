"""ODK Collect: a person's secret address, and what it reads."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from defusedxml.ElementTree import fromstring
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.associations.tests.making import sign_in
from observatory.journal.models import Entry
from observatory.observations.actions import (
    close_collect_address,
    move_round,
    open_collect_address,
    purge_collect_addresses,
)
from observatory.observations.models import CollectAddress, Kind
from observatory.observations.openrosa.lists import write_lists
from observatory.people.actions import Conflict
from observatory.people.models import Mandate

from .collecting import Telephone, plan, sentence
from .making import (
    DAY,
    make_location,
    make_round,
    publish_grid,
)

XFORMS = "{http://openrosa.org/xforms/xformsList}"
MEDIA = "{http://openrosa.org/xforms/xformsManifest}"

pytestmark = pytest.mark.usefixtures("in_march")


def test_the_list_names_the_form_of_the_open_round_with_its_address(telephone, opened, settings):
    response = telephone.get("forms")
    assert response.status_code == 200
    assert response["X-OpenRosa-Version"] == "1.0"
    assert response["X-OpenRosa-Accept-Content-Length"] == "1048576"
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert parsedate_to_datetime(response["Date"])
    (form,) = fromstring(response.content)
    said = {part.tag.removeprefix(XFORMS): part.text for part in form}
    assert said["formID"] == "observation-990"
    assert said["version"] == "990"
    assert said["hash"].startswith("md5:")
    assert said["downloadUrl"] == settings.PUBLIC_URL + telephone.address("form", 990)
    assert said["manifestUrl"] == settings.PUBLIC_URL + telephone.address("manifest", 990)


def test_the_list_can_be_asked_for_one_form(telephone):
    assert len(fromstring(telephone.get("forms", formID="observation-990").content)) == 1
    assert len(fromstring(telephone.get("forms", formID="other").content)) == 0


def test_without_an_open_round_there_is_no_form(prepared, chantal):
    telephone = Telephone(chantal)
    assert len(telephone.read("forms")) == 0


def test_two_rounds_with_two_grids_are_two_forms(telephone, molenbeek, chantal, opened):
    newer = publish_grid(991)
    Mandate.objects.filter(user=chantal).update(territory=None)
    chantal = type(chantal).objects.get(pk=chantal.pk)
    other = make_round(chantal, molenbeek, [make_location(molenbeek, code="autre")])
    assert other.version == newer
    move_round(asked=other, transition="open", by=chantal, at=DAY)
    forms = [form[0].text for form in telephone.read("forms")]
    assert forms == ["observation-991", "observation-990"]
    rounds = telephone.get("list", 991, "rounds.csv").text
    assert "Molenbeek" in rounds
    assert "Schaerbeek" not in rounds


def test_beside_the_form_lie_what_is_planned_and_the_places_of_the_round(
    telephone, slot, opened, town_hall, station
):
    manifest = telephone.read("manifest", 990)
    names = [media.find(f"{MEDIA}filename").text for media in manifest]
    assert names == ["slots.csv", "rounds.csv", "places.csv"]
    slots = telephone.get("list", 990, "slots.csv").text.splitlines()
    assert slots[0] == "name,label,channel,scenario,tasks"
    assert slots[1].startswith(f"{slot.pk},")
    assert ",visit,T1," in slots[1]
    assert "Allez au guichet comme n’importe qui." in slots[1]
    assert "Maison communale" in slots[1]
    assert slots[2:] == ["none,Rien de prévu,,,"]
    places = telephone.get("list", 990, "places.csv").text.splitlines()
    assert places[1:] == [
        f"{town_hall.pk},Maison communale,{opened.pk},T1",
        f"{station.pk},Antenne Helmet,{opened.pk},T1",
    ]
    assert telephone.get("list", 990, "other.csv").status_code == 404


def test_nobody_reads_what_others_are_asked(telephone, opened, town_hall, nadia):
    plan(opened, town_hall, nadia)
    slots = telephone.get("list", 990, "slots.csv").text.splitlines()
    assert slots[1:] == ["none,Rien de prévu,,,"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_however_long_they_are(
    opened, town_hall, chantal, django_assert_num_queries, count
):
    for kind in list(Kind)[:count]:
        plan(opened, town_hall, chantal, kind)
    person, version = type(chantal).objects.get(pk=chantal.pk), opened.version
    with django_assert_num_queries(4):
        slots = write_lists(person, version)["slots.csv"].decode().splitlines()
    assert len(slots) == count + 2


def test_a_new_visit_changes_the_hash_of_the_list_and_not_of_the_form(
    telephone, opened, town_hall, chantal
):
    def hashes():
        manifest = telephone.read("manifest", 990)
        form = telephone.read("forms")[0]
        return form.find(f"{XFORMS}hash").text, manifest[0].find(f"{MEDIA}hash").text

    form, slots = hashes()
    plan(opened, town_hall, chantal)
    assert hashes()[0] == form
    assert hashes()[1] != slots


def test_a_form_or_a_list_of_a_version_that_never_was_is_not_found(telephone):
    for found in (
        telephone.get("form", 77),
        telephone.get("manifest", 77),
        telephone.get("list", 77, "slots.csv"),
    ):
        assert found.status_code == 404
        assert "n’existe pas" in sentence(found)


def test_a_wrong_address_opens_nothing_and_is_counted(client, opened, monkeypatch):
    monkeypatch.setattr("observatory.observations.views.openrosa.TRIES", 2)
    for expected in (404, 404, 429):
        response = client.get("/odk/ce-n-est-pas-elle/formList")
        assert response.status_code == expected
        assert response["X-OpenRosa-Version"] == "1.0"
    assert "trop d’essais" in sentence(response)


def test_who_knocks_wrongly_locks_nobody_out(client, telephone, monkeypatch):
    monkeypatch.setattr("observatory.observations.views.openrosa.TRIES", 0)
    assert client.get("/odk/ce-n-est-pas-elle/formList").status_code == 429
    assert telephone.get("forms").status_code == 200


def test_a_new_address_closes_the_old_one(telephone, chantal):
    newer = Telephone(chantal)
    assert telephone.get("forms").status_code == 404
    assert telephone.client.head(telephone.address("submission")).status_code == 404
    assert newer.get("forms").status_code == 200


def test_with_the_role_or_the_account_the_address_ends(telephone, chantal):
    Mandate.objects.filter(user=chantal).update(ended_at=DAY)
    assert telephone.get("forms").status_code == 404
    Mandate.objects.filter(user=chantal).update(ended_at=None)
    assert telephone.get("forms").status_code == 200
    chantal.is_active = False
    chantal.save()
    assert telephone.get("forms").status_code == 404
    assert (purge_collect_addresses(dry_run=True), purge_collect_addresses(dry_run=False)) == (1, 1)


def test_only_a_keyed_hash_of_the_address_is_stored(chantal, opened):
    token = open_collect_address(by=chantal, at=DAY)
    assert token not in str(CollectAddress.objects.values())
    assert token not in str(list(Entry.objects.values()))
    close_collect_address(by=chantal, at=DAY + timedelta(hours=1))
    with pytest.raises(Conflict):
        close_collect_address(by=chantal, at=DAY + timedelta(hours=2))


def test_nadia_prepares_her_telephone_and_closes_the_address(client, opened, nadia):
    sign_in(client, nadia)
    assert reverse("my_collect") in client.get(reverse("my_observations")).text
    page = client.post(reverse("my_collect"), {"do": "open"}).text
    token = re.search(r"/odk/([\w-]+)</p>", page)[1]
    assert "data:image/svg+xml" in page
    again = client.get(reverse("my_collect")).text
    assert token not in again
    assert "data:image/svg+xml" not in again
    assert client.get(f"/odk/{token}/formList").status_code == 200
    client.post(reverse("my_collect"), {"do": "close"})
    assert client.get(f"/odk/{token}/formList").status_code == 404
    closed = client.post(reverse("my_collect"), {"do": "close"}, follow=True).text
    assert "Quelqu’un a changé cette page" in closed


def test_who_observes_nowhere_has_no_telephone_to_prepare(client, olu):
    sign_in(client, olu)
    assert client.get(reverse("my_collect")).status_code == 403
    with pytest.raises(PermissionDenied):
        open_collect_address(by=olu, at=DAY)
