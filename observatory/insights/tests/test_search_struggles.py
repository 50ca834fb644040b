"""Events, groups and dossiers are found among the struggles, while everyone may see them."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from observatory.escalations.actions import correct_dossier
from observatory.escalations.tests.making import (
    APPROVED,
    counted_report,
    fill,
    make_dossier,
    officer,
    send,
)
from observatory.escalations.tests.making import agree as agree_to_body
from observatory.events.actions import correct_event, move_event, write_series
from observatory.events.recurrence import Rule
from observatory.events.tests.making import NOW, again, event_values, make_event
from observatory.groups.actions import describe_group, load_groups, move_group
from observatory.groups.models import Group
from observatory.groups.tests.making import group_of
from observatory.people.queries import system_actor
from observatory.search.models import Document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def found(client, text):
    return client.get("/fr/recherche/", {"q": text}).context["struggles"]


def move(event, transition):
    event = again(event)
    move_event(event=event, transition=transition, by=system_actor("demo"), at=NOW)


def test_an_event_is_found_with_its_day_but_not_while_it_is_a_draft(client, schaerbeek):
    event = make_event(schaerbeek, public=False, titles={"fr": "Fanfare de la lenteur"})
    assert found(client, "fanfare") == []
    move(event, "publish")
    line = ("Fanfare de la lenteur (6 décembre 2096)", event.get_absolute_url())
    assert found(client, "fanfare") == [line]
    assert line in found(client, "salle rosa")
    move(event, "withhold")
    assert found(client, "fanfare") == []


def test_an_event_that_is_called_off_is_found_and_says_so(client, schaerbeek):
    event = make_event(schaerbeek, titles={"fr": "Fanfare de la lenteur"})
    move(event, "cancel")
    assert found(client, "fanfare")[0][0] == "Fanfare de la lenteur (6 décembre 2096, annulé)"


def test_an_event_is_found_by_its_new_words_only(client, schaerbeek):
    event = make_event(schaerbeek, titles={"fr": "Fanfare de la lenteur"})
    correct_event(
        event=event,
        revision=event.revision,
        values={"titles": {"fr": "Chorale"}},
        by=system_actor("demo"),
        at=NOW,
    )
    assert found(client, "fanfare") == []
    assert found(client, "chorale")[0][1] == event.get_absolute_url()


def test_a_series_is_found_once_by_its_next_day(client, schaerbeek):
    first, second, third = write_series(
        values=event_values(schaerbeek, titles={"fr": "Fanfare"}),
        rule=Rule("weekly", 1, count=3),
        by=system_actor("demo"),
        at=NOW,
    )
    for one in (third, second, first):
        move(one, "publish")
    assert [href for _, href in found(client, "fanfare")] == [first.get_absolute_url()]
    move(first, "cancel")
    assert [href for _, href in found(client, "fanfare")] == [second.get_absolute_url()]
    for one in (first, second, third):
        if again(one).state == "published":
            move(one, "cancel")
    assert [href for _, href in found(client, "fanfare")] == [third.get_absolute_url()]


def test_a_group_is_found_while_it_meets(client, schaerbeek):
    group = group_of(schaerbeek)
    describe_group(
        group=group,
        revision=group.revision,
        values={"habits": {"fr": "Le jeudi, à la menuiserie."}},
        by=system_actor("demo"),
        at=NOW,
    )
    assert found(client, "menuiserie") == [(group.name, group.get_absolute_url())]
    for transition, count in (("rest", 0), ("wake", 1)):
        group.refresh_from_db()
        move_group(group=group, transition=transition, by=system_actor("demo"), at=NOW)
        assert len(found(client, "menuiserie")) == count


def test_the_groups_that_ship_are_found_also_when_they_were_loaded_before(client, schaerbeek):
    group = group_of(schaerbeek)
    assert Document.objects.filter(url_name="group").values("ref").distinct().count() == 8
    Document.objects.filter(url_name="group").delete()
    assert load_groups(by=system_actor("importer"), at=NOW) == 0
    active = Group.objects.filter(state="active").count()
    assert Document.objects.filter(url_name="group").values("ref").distinct().count() == active
    assert (group.name, group.get_absolute_url()) in found(client, "groupe 1030")


def test_a_dossier_is_found_once_it_left_and_never_by_the_words_of_a_report(client, schaerbeek):
    solange = officer()
    dossier = make_dossier(solange, schaerbeek, summaries={"fr": "Rouvrir la passerelle."})
    report = counted_report(schaerbeek)
    agree_to_body(report)
    fill(dossier, solange, report)
    dossier.refresh_from_db()
    assert found(client, "passerelle") == []
    send(dossier, solange, dated_on=date(2026, 11, 20))
    [(title, href)] = found(client, "passerelle")
    assert href == dossier.get_absolute_url()
    assert title.startswith("Dossier envoyé")
    assert not Document.objects.filter(ref=dossier.subject, excerpt__contains=APPROVED).exists()
    assert dossier.get_absolute_url() not in [href for _, href in found(client, "attendu heures")]
    dossier.refresh_from_db()
    correct_dossier(
        escalation=dossier,
        revision=dossier.revision,
        summaries={"fr": "Rouvrir le perron."},
        problem=None,
        demand=None,
        by=solange,
        at=NOW,
    )
    assert found(client, "passerelle") == []
    assert len(found(client, "perron")) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_found_costs_no_more_queries(client, schaerbeek, count, django_assert_num_queries):
    for number in range(count):
        begins = datetime(2096, 12, 1 + number, 18, tzinfo=UTC)
        ends = begins.replace(hour=20)
        make_event(schaerbeek, titles={"fr": "Fanfare"}, starts_at=begins, ends_at=ends)
    found(client, "fanfare")
    # The edition, the texts, the problems, the struggles; on PostgreSQL the texts twice.
    with django_assert_num_queries(4 if connection.vendor == "sqlite" else 5):
        assert len(found(client, "fanfare")) == count
