"""A pile is opened, found again, and seen by its people only."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.associations.models import Association, Membership
from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.apps import open_piles_panel
from observatory.paper.models import Batch
from observatory.paper.permissions import may_work_on
from observatory.paper.queries.batches import PAGE, batches_for, batches_page
from observatory.paper.states import State

from .factories import AT, close, cost_of, key, make_batch, read_again, sign_in

pytestmark = pytest.mark.django_db

TYPED = {
    "label": "Permanence du mardi, rue de la Borne",
    "announced": "20",
    "is_counted_by_two": "on",
    "collected_on": "2026-11-17",
    "territory": "21012",
    "language": "fr",
    "has_stubs": "on",
    "note": "",
}


@pytest.fixture
def typed(maison):
    return {**TYPED, "uuid": str(uuid4()), "association": str(maison.pk)}


def test_jean_opens_a_pile_for_his_association(desk, typed, maison, jean):
    answer = desk.post(reverse("batch_open"), typed)

    batch = Batch.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("batch", args=[batch.uuid])
    assert (batch.announced, batch.is_counted_by_two, batch.has_stubs) == (20, True, True)
    assert (batch.association, batch.opened_by, batch.state) == (maison, jean, State.OPEN)
    assert batch.territory.nis == "21012"


def test_the_same_pile_sent_twice_is_one(desk, typed):
    desk.post(reverse("batch_open"), typed)
    desk.post(reverse("batch_open"), typed)

    assert Batch.objects.count() == 1


def test_the_journal_has_the_number_and_no_words(desk, typed):
    desk.post(reverse("batch_open"), typed)

    entry = Entry.objects.about(Batch.objects.get().subject).get()
    assert (entry.action, entry.data) == ("batch.open", {"announced": 20})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("label", "  ", "Écrivez d’où vient la pile"),
        ("label", "x" * 121, "trop long"),
        ("announced", "", "Comptez les feuilles"),
        ("announced", "0", "au moins une feuille"),
        ("announced", "vingt", "Écrivez un nombre"),
        ("announced", "1000", "faites-en plusieurs"),
        ("collected_on", "2026-02-30", "Cette date n’existe pas"),
        ("collected_on", "2999-01-01", "pas encore là"),
        ("association", "", "Choisissez l’association"),
        ("association", "999999", "999999"),
        ("territory", "99999", "99999"),
        ("language", "tlh", "tlh"),
        ("note", "x" * 1001, "trop long"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_the_rest_stays(desk, typed, name, value, words):
    page = desk.post(reverse("batch_open"), {**typed, name: value})

    assert page.status_code == 422
    assert words in page.content.decode()
    kept = "20" if name == "label" else TYPED["label"]
    assert f'value="{kept}"' in page.content.decode()
    assert not Batch.objects.exists()


def test_what_hides_in_a_label_is_taken_out(desk, typed):
    desk.post(reverse("batch_open"), {**typed, "label": "Rue\u202e  de la\x00 Borne"})

    assert Batch.objects.get().label == "Rue de la Borne"


def test_a_relay_opens_no_pile_for_an_association_of_others(desk, typed, now):
    other = Association.objects.create(name="Ailleurs", joined_on=date(2026, 1, 1))

    assert desk.post(reverse("batch_open"), {**typed, "association": other.pk}).status_code == 422


def test_a_relay_without_association_opens_a_pile_of_her_own(client, amine):
    desk = sign_in(client, amine)

    page = desk.get(reverse("batch_open")).content.decode()
    assert 'name="association"' not in page
    desk.post(reverse("batch_open"), {**TYPED, "uuid": str(uuid4())})

    assert Batch.objects.get().association is None


def test_the_line_opens_a_pile_for_any_association(client, nadia, typed, maison):
    sign_in(client, nadia).post(reverse("batch_open"), typed)

    assert Batch.objects.get().association == maison


@pytest.mark.parametrize("who", ["outsider", "olu"])
def test_other_roles_do_not_come_in(who, client, batch, request):
    client = sign_in(client, request.getfixturevalue(who))

    assert client.get(reverse("batches")).status_code == 403
    assert client.get(reverse("batch", args=[batch.uuid])).status_code == 403
    with pytest.raises(PermissionDenied):
        make_batch(request.getfixturevalue(who))


@pytest.fixture
def elsewhere(schaerbeek, mireille):
    """A pile of Schaerbeek, of no association, that Mireille opened."""
    return make_batch(mireille, territory=schaerbeek)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("jean", (True, False)),
        ("amine", (True, False)),
        ("mireille", (False, True)),
        ("chantal", (False, True)),
        ("marc", (False, False)),
        ("nadia", (False, False)),
        ("olu", (False, False)),
        ("outsider", (False, False)),
    ],
)
def test_a_pile_is_seen_by_its_association_its_coordinators_and_who_opened_it(
    who, sees, batch, elsewhere, request
):
    by = request.getfixturevalue(who)

    assert (may_work_on(by, batch), may_work_on(by, elsewhere)) == sees
    seen = set(batches_for(by))
    assert (batch in seen, elsewhere in seen) == sees


def test_who_left_the_association_no_longer_sees_its_piles(client, batch, amine, now):
    Membership.objects.filter(user=amine).update(ended_at=now)

    client = sign_in(client, amine)
    assert client.get(reverse("batch", args=[batch.uuid])).status_code == 403
    assert "Permanence" not in client.get(reverse("batches")).content.decode()


def test_a_coordinator_of_everywhere_sees_every_pile(batch, chantal):
    chantal.mandates.update(territory=None)

    assert batch in batches_for(chantal)
    # Without a territory, only those of everywhere.
    Batch.objects.update(territory=None)
    assert may_work_on(chantal, read_again(batch))


def test_a_pile_that_is_not_there_is_not_found(desk):
    assert desk.get(reverse("batch", args=[uuid4()])).status_code == 404


def test_the_list_says_what_to_do_when_it_is_empty(desk):
    page = desk.get(reverse("batches")).content.decode()
    assert "Aucune pile ouverte" in page

    assert "Aucune pile clôturée" in desk.get(reverse("batches") + "?liste=closes").content.decode()


def test_the_list_costs_the_same_with_one_pile_and_with_three(desk, batch, jean, maison):
    key(batch, 1, jean)
    one = cost_of(desk, reverse("batches"))
    for number in (1, 2):
        key(make_batch(jean, maison), number, jean)

    assert cost_of(desk, reverse("batches")) == one


def test_many_piles_come_page_by_page(desk, jean, maison):
    for number in range(PAGE + 2):
        make_batch(jean, maison, label=f"Pile {number}")

    first = batches_page(jean, State.OPEN)
    second = batches_page(jean, State.OPEN, first.older)
    assert (len(first.batches), len(second.batches), second.older) == (PAGE, 2, "")
    assert "Pile 0<" in desk.get(reverse("batches") + f"?avant={first.older}").content.decode()
    assert desk.get(reverse("batches") + "?avant=n%27importe").status_code == 200


def test_open_and_closed_piles_stand_in_two_lists(desk, batch, jean):
    close(batch, jean, "La pile est perdue.")

    assert "Permanence" not in desk.get(reverse("batches")).content.decode()
    assert "Permanence" in desk.get(reverse("batches") + "?liste=closes").content.decode()


def test_the_team_page_names_open_piles(desk, batch, jean, amine, nadia):
    key(batch, 1, jean)
    page = desk.get(reverse("team")).content.decode()

    assert "Permanence du mardi" in page
    assert "1 sur 20 feuilles" in page
    assert open_piles_panel(nadia) is None
    for _ in range(4):
        make_batch(jean, batch.association)
    assert open_piles_panel(amine)["more"]


def test_what_is_written_of_a_pile_can_be_put_right(desk, batch, typed):
    address = reverse("batch_change", args=[batch.uuid])
    assert "Permanence du mardi" in desk.get(address).content.decode()

    answer = desk.post(address, {**typed, "label": "Permanence du jeudi", "announced": "21"})

    assert answer.status_code == 303
    found = read_again(batch)
    assert (found.label, found.announced, found.uuid) == ("Permanence du jeudi", 21, batch.uuid)


def test_the_number_announced_stays_once_a_sheet_is_keyed(desk, batch, typed, jean):
    key(batch, 1, jean)

    address = reverse("batch_change", args=[batch.uuid])
    assert "ce nombre ne change plus" in desk.get(address).content.decode()
    desk.post(address, {**typed, "announced": "19"})

    assert read_again(batch).announced == 20
    assert read_again(batch).is_counted_by_two


def test_two_people_who_change_a_pile_at_once_have_a_conflict(batch, amine, jean):
    values = {
        "label": "Autre",
        "collected_on": batch.collected_on,
        "announced": 20,
        "territory": None,
        "language": "nl",
        "is_counted_by_two": False,
        "has_stubs": False,
        "note": "",
    }
    actions.change_batch(batch=read_again(batch), revision=0, **values, by=amine, at=AT)
    with pytest.raises(actions.Conflict):
        actions.change_batch(batch=batch, revision=0, **values, by=jean, at=AT)


def test_a_closed_pile_is_not_changed(desk, batch, typed, jean):
    close(batch, jean, "La pile est perdue.")

    assert desk.post(reverse("batch_change", args=[batch.uuid]), typed).status_code == 409
    assert read_again(batch).label == "Permanence du mardi"


def test_a_page_says_the_day_the_forms_were_filled_in(desk, batch):
    page = desk.get(reverse("batch", args=[batch.uuid])).content.decode()

    assert "17 novembre 2026" in page
    assert "Molenbeek" in page
    assert timezone.is_aware(batch.opened_at)
