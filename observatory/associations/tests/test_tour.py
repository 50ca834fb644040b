"""The tour: planning visits, moving them, noting what came of them and what follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.associations.actions import (
    change_visit,
    finish_next_step,
    move_visit,
    plan_visit,
    purge_visits,
    record_visit,
)
from observatory.associations.actions.outreach import Plan
from observatory.associations.models import Visit
from observatory.associations.states import TRANSITIONS, State
from observatory.journal.models import Entry
from observatory.people.actions import Conflict, Refused

from .making import make_association, make_visit, sign_in


def typed(**changes):
    day = timezone.localdate() + timedelta(days=10)
    return {
        "association": "other",
        "name": "Le Puits",
        "territory": "21015",
        "place": "rue de la Borne 14",
        "day": day.isoformat(),
        "hour": "14:30",
        "seen": "0",
        **changes,
    }


def put_in(visit, state):
    Visit.objects.filter(pk=visit.pk).update(state=state)
    return Visit.objects.get(pk=visit.pk)


def test_a_coordinator_plans_a_visit_to_one_that_is_not_in_yet(client, chantal):
    sign_in(client, chantal)
    answer = client.post(reverse("visit_add"), typed(people=[str(chantal.pk)]))
    assert answer.headers["Location"] == reverse("tour")
    visit = Visit.objects.get()
    assert timezone.localtime(visit.starts_at).strftime("%H:%M") == "14:30"
    page = client.get(reverse("tour")).text
    for words in ("Le Puits", "rue de la Borne 14, Schaerbeek", "Avec Chantal", "14:30"):
        assert words in page


def test_a_visit_to_an_association_takes_the_address_of_its_desk(client, chantal):
    there = make_association(chantal, territories=["21015"], desk_address="place Colignon 1")
    sign_in(client, chantal)
    asked = client.get(reverse("visit_add") + f"?association={there.pk}").text
    assert f'<option value="{there.pk}" selected>' in asked
    client.post(reverse("visit_add"), typed(association=str(there.pk), name="", place=""))
    visit = Visit.objects.get()
    assert (visit.association, visit.name, visit.place) == (there, "", "place Colignon 1")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"association": ""}, "Quelle association"),
        ({"name": ""}, "Écrivez le nom de l’association"),
        ({"territory": ""}, "Dans quelle commune"),
        ({"territory": "21012"}, "21012"),
        ({"place": " "}, "Dites où la visite a lieu"),
        ({"day": ""}, "Donnez la date"),
        ({"day": "32/13/2026"}, "date"),
        ({"hour": ""}, "Donnez l’heure"),
        ({"hour": "25 h"}, "Écrivez l’heure ainsi"),
        ({"people": ["999999"]}, "999999"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_still_there(client, chantal, wrong, words):
    sign_in(client, chantal)
    values = typed(**wrong)
    page = client.post(reverse("visit_add"), values).text
    assert words in page
    kept = values["place"].strip() or values["name"]
    assert f'value="{kept}"' in page
    assert not Visit.objects.exists()


def test_a_visit_has_someone_to_visit(chantal, schaerbeek, now):
    plan = Plan(None, "", schaerbeek, "ici", now, [])
    with pytest.raises(Refused, match="no_one_to_visit"):
        plan_visit(plan=plan, by=chantal, at=now)


def test_a_coordinator_plans_and_sees_in_her_own_territories(
    client, chantal, olu, schaerbeek, molenbeek
):
    with pytest.raises(PermissionDenied):
        make_visit(chantal, molenbeek)
    elsewhere = make_visit(olu, molenbeek, name="Ailleurs")
    with pytest.raises(PermissionDenied):
        move_visit(visit=elsewhere, transition="cancel", by=chantal, at=elsewhere.changed_at)
    here = make_visit(olu, schaerbeek, name="Ici même")
    sign_in(client, chantal)
    page = client.get(reverse("tour")).text
    assert "Ici même" in page
    assert "Ailleurs" not in page
    assert client.get(reverse("visit", args=[here.pk])).status_code == 200
    assert client.get(reverse("visit", args=[elsewhere.pk])).status_code == 404


@pytest.mark.parametrize("who", ["amine", "mireille", "nadia", "outsider"])
def test_the_tour_is_for_who_coordinates(who, request, client, schaerbeek):
    person = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        make_visit(person, schaerbeek)
    sign_in(client, person)
    for route in ("tour", "visit_add", "my_calendar"):
        assert client.get(reverse(route)).status_code == 403


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", sorted(TRANSITIONS))
def test_each_step_leads_from_its_states_and_from_no_other(state, name, olu, schaerbeek, now):
    visit = put_in(make_visit(olu, schaerbeek, days=-1), state)

    def move():
        if name == "record":
            record_visit(visit=visit, outcome="Oui.", by=olu, at=now)
        else:
            move_visit(visit=visit, transition=name, by=olu, at=now)

    if state in TRANSITIONS[name].before:
        move()
        assert Visit.objects.get(pk=visit.pk).state == TRANSITIONS[name].after
        entry = Entry.objects.get(action=f"visit.{name}")
        assert (entry.state_before, entry.state_after) == (state, TRANSITIONS[name].after)
    else:
        with pytest.raises(Conflict):
            move()
        assert Visit.objects.get(pk=visit.pk).state == state


def test_two_people_who_move_the_same_visit_are_a_conflict(olu, chantal, schaerbeek, now):
    visit = make_visit(olu, schaerbeek)
    same = Visit.objects.get(pk=visit.pk)
    move_visit(visit=visit, transition="cancel", by=olu, at=now)
    with pytest.raises(Conflict):
        move_visit(visit=same, transition="cancel", by=chantal, at=now)


def test_a_visit_is_changed_unless_someone_was_quicker(client, chantal, schaerbeek):
    visit = make_visit(chantal, schaerbeek, at=timezone.now())
    sign_in(client, chantal)
    address = reverse("visit_edit", args=[visit.pk])
    assert 'value="rue de la Borne 14"' in client.get(address).text
    assert client.post(address, typed(place="place Liedts")).status_code == 302
    page = client.post(address, typed(place="gare du Nord")).text
    assert "Quelqu’un a changé cette page" in page
    assert 'value="gare du Nord"' in page
    visit.refresh_from_db()
    assert (visit.place, visit.revision) == ("place Liedts", 1)


def test_a_visit_that_is_over_is_not_changed(chantal, schaerbeek, now):
    visit = put_in(make_visit(chantal, schaerbeek), State.CANCELLED)
    plan = Plan(None, "Autre", schaerbeek, "ici", now, [])
    with pytest.raises(Conflict):
        change_visit(visit=visit, plan=plan, seen=visit.revision, by=chantal, at=now)


def test_what_came_of_a_visit_and_what_follows(client, chantal, schaerbeek):
    visit = make_visit(chantal, schaerbeek, days=-1, at=timezone.now())
    sign_in(client, chantal)
    page = client.get(reverse("tour")).text
    assert "Passées, sans nouvelles" in page
    address = reverse("visit_record", args=[visit.pk])
    assert f'action="{address}"' in client.get(reverse("visit", args=[visit.pk])).text
    wrong = client.post(address, {"outcome": "", "next_step": "Rappeler"})
    assert wrong.status_code == 422
    assert "Écrivez une phrase" in wrong.text
    wrong = client.post(address, {"outcome": "Ils sont intéressés.", "next_step": "Rappeler"})
    assert "Donnez aussi une date" in wrong.text
    assert "Ils sont intéressés." in wrong.text
    wrong = client.post(address, {"outcome": "Oui.", "next_on": "2026-01-01"})
    assert "Dites aussi ce qu’il faut faire" in wrong.text
    yesterday = timezone.localdate() - timedelta(days=1)
    values = {"outcome": "Oui.", "next_step": "Rappeler", "next_on": yesterday.isoformat()}
    client.post(address, values)
    page = client.get(reverse("tour")).text
    assert "Passées, sans nouvelles" not in page
    assert "À faire ensuite" in page
    assert "en retard" in page
    client.post(reverse("visit_next_done", args=[visit.pk]))
    assert "À faire ensuite" not in client.get(reverse("tour")).text
    page = client.get(reverse("visit", args=[visit.pk])).text
    assert "Oui." in page
    assert "Fait le" in page
    answer = client.post(reverse("visit_next_done", args=[visit.pk]), follow=True)
    assert "Quelqu’un a changé cette page" in answer.text


def test_nothing_is_noted_of_a_visit_to_come(client, chantal, schaerbeek, now):
    visit = make_visit(chantal, schaerbeek, at=timezone.now())
    with pytest.raises(Refused, match="not_yet"):
        record_visit(visit=visit, outcome="Oui.", by=chantal, at=now)
    sign_in(client, chantal)
    answer = client.post(reverse("visit_record", args=[visit.pk]), {"outcome": "Oui."})
    assert answer.status_code == 422
    assert "n’a pas encore eu lieu" in answer.text


def test_a_visit_is_called_off_and_planned_again_by_a_button(client, chantal, schaerbeek):
    visit = make_visit(chantal, schaerbeek, at=timezone.now())
    sign_in(client, chantal)
    for transition, words in (("cancel", "annulée"), ("reopen", "prévue")):
        address = reverse("visit_move", args=[visit.pk, transition])
        assert client.get(address).status_code == 405
        assert words in client.post(address, follow=True).text
    for transition in ("record", "nonsense"):
        address = reverse("visit_move", args=[visit.pk, transition])
        assert client.post(address).status_code == 404


def test_the_journal_holds_no_word_of_a_visit(chantal, schaerbeek, now):
    visit = make_visit(chantal, schaerbeek, days=-1, name="Nom secret")
    record_visit(
        visit=visit,
        outcome="Chose secrète.",
        next_step="Pas secret du tout",
        next_on=date(2026, 12, 1),
        by=chantal,
        at=now,
    )
    finish_next_step(visit=Visit.objects.get(), by=chantal, at=now)
    entries = list(Entry.objects.about(visit.subject).values())
    assert [one["action"] for one in entries] == [
        "visit.planned",
        "visit.record",
        "visit.next_done",
    ]
    assert "secret" not in repr(entries).lower()


@pytest.mark.parametrize("count", [1, 3])
def test_the_tour_costs_the_same_however_long(
    client, chantal, schaerbeek, count, django_assert_num_queries
):
    sign_in(client, chantal)
    for n in range(count):
        for days in (-1, 5):
            visit = make_visit(chantal, schaerbeek, days=days, at=timezone.now(), people=[chantal])
        put_in(visit, State.DONE)
        Visit.objects.filter(pk=visit.pk).update(next_step="x", next_on=date(2026, 1, n + 1))
        make_visit(chantal, schaerbeek, at=timezone.now(), people=[chantal])
    with django_assert_num_queries(14):
        client.get(reverse("tour"))


def test_an_empty_tour_says_so(client, olu):
    sign_in(client, olu)
    assert "Aucune visite n’est prévue" in client.get(reverse("tour")).text


def test_the_past_is_shown_page_by_page(client, chantal, schaerbeek):
    for n in range(51):
        put_in(make_visit(chantal, schaerbeek, days=-n - 1, name=f"Visite {n:02}"), State.DONE)
    sign_in(client, chantal)
    first = client.get(reverse("tour")).text
    assert "Visite 49" in first
    assert "Visite 50" not in first
    assert "Visite 50" in client.get(reverse("tour") + "?page=2").text


def test_the_first_page_of_the_team_tells_the_next_visit_and_what_waits(
    client, chantal, amine, schaerbeek
):
    make_visit(chantal, schaerbeek, at=timezone.now(), name="Le Puits")
    make_visit(chantal, schaerbeek, at=timezone.now(), days=-2, name="L’Oubliée")
    sign_in(client, chantal)
    page = client.get(reverse("team")).text
    assert "Prochaine visite" in page
    assert "Le Puits" in page
    assert "1 chose attend un mot de vous" in page
    client.post(reverse("account_logout"))
    sign_in(client, amine)
    assert "Prochaine visite" not in client.get(reverse("team")).text


def test_visits_are_erased_after_two_years_unless_something_is_still_to_do(
    chantal, schaerbeek, now
):
    old = make_visit(chantal, schaerbeek, days=-731, at=now, people=[chantal])
    kept = put_in(make_visit(chantal, schaerbeek, days=-731, at=now), State.DONE)
    Visit.objects.filter(pk=kept.pk).update(next_on=date(2027, 1, 1))
    make_visit(chantal, schaerbeek, days=-729, at=now)
    assert purge_visits(at=now, dry_run=True) == 1
    assert purge_visits(at=now, dry_run=False) == 1
    assert not Visit.objects.filter(pk=old.pk).exists()
    assert Visit.objects.count() == 2


def test_the_hour_of_winter_and_of_summer_is_the_one_that_was_typed(client, chantal):
    sign_in(client, chantal)
    for day, utc in (("2027-01-11", 13), ("2027-07-12", 12)):
        client.post(reverse("visit_add"), typed(day=day))
        visit = Visit.objects.get(starts_at__date=day)
        assert visit.starts_at == datetime.fromisoformat(f"{day}T{utc}:30").replace(tzinfo=UTC)
