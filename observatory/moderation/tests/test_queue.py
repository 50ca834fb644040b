"""The queue: my territories only, oldest first, at a fixed cost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from observatory.moderation.apps import waiting_panel
from observatory.moderation.queries import queue
from observatory.people.models import Mandate, User
from observatory.people.queries import system_actor
from observatory.reports.models import Report
from observatory.reports.states import State

from .factories import AT, add_photo, cost_of, make_report, propose, publish, put_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return reverse("moderation_queue")


@pytest.fixture
def desk(client, mireille):
    """Mireille, signed in."""
    return sign_in(client, mireille)


def make_many(place, count, **fields):
    return [
        make_report(place, received_at=AT - timedelta(days=10) + timedelta(minutes=n), **fields)
        for n in range(count)
    ]


def test_who_is_not_signed_in_is_asked_to(client, address):
    response = client.get(address)

    assert response.status_code in {302, 303}
    assert "next=" in response["Location"]


def test_who_has_no_second_factor_sees_no_report(client, address, mireille):
    client.force_login(mireille)

    assert client.get(address).status_code == 302


@pytest.mark.parametrize("who", ["outsider", "chantal", "amine", "olu"])
def test_other_roles_do_not_come_in(who, client, address, request):
    sign_in(client, request.getfixturevalue(who))

    assert client.get(address).status_code == 403


def test_an_empty_queue_says_so(client, address, mireille):
    page = sign_in(client, mireille).get(address)

    assert "Rien à lire pour le moment" in page.text
    assert page["Cache-Control"] == "no-store"
    for name in ("second", "asked", "nonsense"):
        assert client.get(f"{address}?list={name}&after=x_y").status_code == 200


def test_the_oldest_comes_first_and_the_urgent_one_is_marked(client, address, schaerbeek, mireille):
    new = make_report(schaerbeek, received_at=AT, service="S02")
    old = make_report(schaerbeek, received_at=AT - timedelta(days=3), is_urgent=True)

    page = sign_in(client, mireille).get(address).text

    assert page.index(str(old.uuid)) < page.index(str(new.uuid))
    assert page.count("tag urgent") == 1


def test_only_what_waits_in_my_territories_is_shown(desk, address, schaerbeek, molenbeek, marc):
    mine = make_report(schaerbeek)
    other = make_report(molenbeek)
    nowhere = make_report(None)
    decided = publish(make_report(schaerbeek), marc)
    proposed = propose(make_report(schaerbeek), marc)

    page = desk.get(address).text

    assert str(mine.uuid) in page
    for report in (other, nowhere, decided, proposed):
        assert str(report.uuid) not in page


def test_a_moderator_of_everywhere_sees_reports_without_a_place(client, address, molenbeek):
    everywhere = User.objects.create(email="everywhere@example.org", name="Partout")
    Mandate.objects.create(
        user=everywhere, role="moderator", given_by_id=system_actor("demo").pk, given_at=AT
    )
    reports = [make_report(None), make_report(molenbeek)]

    page = sign_in(client, everywhere).get(address).text

    assert all(str(report.uuid) in page for report in reports)


def test_what_waits_for_a_second_person_stands_apart(client, address, schaerbeek, mireille, marc):
    by_me = propose(make_report(schaerbeek), mireille)
    by_marc = propose(make_report(schaerbeek), marc)

    page = sign_in(client, mireille).get(f"{address}?list=second").text

    assert str(by_me.uuid) in page
    assert str(by_marc.uuid) in page
    assert page.count("Proposé par vous") == 1


def test_pages_follow_one_another_without_losing_or_repeating(schaerbeek, mireille, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 3)
    reports = make_many(schaerbeek, 7)
    # Two that arrived at the same moment.
    Report.objects.filter(pk=reports[3].pk).update(received_at=reports[2].received_at)

    seen, after = [], ""
    for _ in range(4):
        page = queue.queue_page(mireille, "read", after)
        seen += [row.report.pk for row in page.rows]
        after = page.after
        if not after:
            break

    assert sorted(seen) == [report.pk for report in reports]
    assert len(seen) == 7


def test_a_long_queue_has_a_link_to_what_follows(
    client, address, schaerbeek, mireille, monkeypatch
):
    monkeypatch.setattr(queue, "PAGE", 2)
    monkeypatch.setattr(queue, "COUNTED_UP_TO", 2)
    make_many(schaerbeek, 3)
    sign_in(client, mireille)

    first = client.get(address)
    following = queue.queue_page(mireille, "read").after
    second = client.get(address, {"list": "read", "after": following})

    assert "Les suivants" in first.text
    assert "Les suivants" not in second.text
    assert "Revenir au début" in second.text


def test_the_queue_costs_the_same_with_one_and_with_three(desk, address, schaerbeek):
    costs = []
    for count in (1, 2):
        for report in make_many(schaerbeek, count, obstacles=("P05", "P21")):
            add_photo(report)
        costs.append(cost_of(desk, address))

    # Edition, session, person, mandates, second factor; rows, obstacles, four sizes.
    assert costs[0] == costs[1] <= 11


def test_the_decisions_cost_the_same_with_one_and_with_three(desk, schaerbeek, mireille):
    address, costs = reverse("moderation_decisions"), []
    for count in (1, 2):
        for report in make_many(schaerbeek, count):
            publish(report, mireille)
        costs.append(cost_of(desk, address))

    assert costs[0] == costs[1] <= 6
    assert desk.get(address).text.count('class="queue-title"') == 3


def test_decisions_of_other_territories_are_not_shown(client, molenbeek, schaerbeek, mireille):
    publish(make_report(molenbeek), system_actor("demo"))

    page = sign_in(client, mireille).get(reverse("moderation_decisions"))

    assert "Aucune décision pour le moment" in page.text
    assert client.get(reverse("moderation_decisions") + "?before=x").status_code == 200


def test_the_teams_home_says_how_many_wait_and_since_when(schaerbeek, mireille, outsider):
    assert waiting_panel(outsider) is None
    assert waiting_panel(mireille) == {
        "to_read": 0,
        "is_more": False,
        "second": 0,
        "oldest": None,
    }

    first = make_report(schaerbeek, received_at=AT - timedelta(days=4))
    make_report(schaerbeek)
    propose(make_report(schaerbeek), mireille)
    put_in(make_report(schaerbeek), State.TO_COMPLETE)
    put_in(make_report(schaerbeek), State.CHECKED)

    panel = waiting_panel(mireille)
    assert (panel["to_read"], panel["second"]) == (2, 1)
    assert panel["oldest"] == min(first.received_at, make_report(schaerbeek).received_at)
