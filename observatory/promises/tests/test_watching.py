"""Amine's association watches a promise; who wants an e-mail gets one for each event."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from observatory.associations.models import Association, Membership
from observatory.outbox.models import Message
from observatory.outbox.queries import read_letter
from observatory.people.queries import system_actor
from observatory.problems.tests.reading import words_of
from observatory.promises.actions import (
    choose_promise_mail,
    confirm_update,
    correct_promise,
    record_update,
    tell_due,
    unwatch_promise,
    watch_promise,
)
from observatory.promises.jobs import tell_overdue
from observatory.promises.models import Watch

from .conftest import make_promise, sign_in
from .test_replies import reply

pytestmark = pytest.mark.django_db

LIST, WATCH = "/fr/equipe/promesses/suivies/", "/fr/equipe/promesse/essai-0/suivre/"
DUE = {"due": "2026-11", "due_on": date(2026, 11, 30)}


def watch(promise, association, by, now, *, mail=True):
    watch_promise(promise=promise, association=association, by=by, at=now)
    if mail:
        choose_promise_mail(association=association, is_wanted=True, by=by, at=now)


def news(promise, by, now, transition=""):
    promise.refresh_from_db()
    return record_update(
        promise=promise,
        revision=promise.revision,
        transition=transition,
        happened="2026-10",
        texts={"fr": "Une phrase secrète."},
        source_url="https://example.org/journal",
        by=by,
        at=now,
    )


def letters():
    return [read_letter(one) for one in Message.objects.filter(kind="promise_news")]


def subjects():
    return [one.subject_line.replace("\u202f", " ") for one in letters()]


def test_who_wants_it_gets_one_message_for_an_update_and_who_did_not_ask_gets_none(
    edith, amine, jean, maison, *, promise, now
):
    watch(promise, maison, amine, now)
    news(promise, edith, now)
    (letter,) = letters()
    assert letter.to == amine.email
    assert subjects() == ["Promesse de Une échevine : du nouveau"]
    assert "/fr/promesses/essai-0/" in letter.body
    assert "secrète" not in letter.body


def test_a_person_of_two_associations_hears_it_once(edith, amine, maison, promise, now):
    other = Association.objects.create(name="Autre maison", joined_on=date(2026, 1, 5))
    Membership.objects.create(association=other, user=amine, joined_at=now)
    watch(promise, maison, amine, now)
    watch(promise, other, amine, now)
    news(promise, edith, now)
    assert len(letters()) == 1


def test_a_correction_and_a_reply_are_told_too(edith, amine, maison, promise, now):
    watch(promise, maison, amine, now)
    correct_promise(
        promise=promise, revision=0, part="role", after="Bourgmestre", reason="x", by=edith, at=now
    )
    reply(promise, edith, now)
    assert subjects() == [
        "Promesse de Une échevine : une correction",
        "Promesse de Une échevine : une réponse",
    ]


def test_a_finding_that_waits_is_told_once_it_counts(edith, aicha, amine, maison, now):
    promise = make_promise(is_contested=True)
    watch(promise, maison, amine, now)
    waiting = news(promise, edith, now, "find_kept")
    assert letters() == []
    confirm_update(update=waiting, by=aicha, at=now)
    assert len(letters()) == 1


def test_a_due_date_that_goes_by_is_told_once(amine, maison, now):
    promise = make_promise(**DUE)
    watch(promise, maison, amine, now)
    assert tell_overdue(now) == 0
    later = now + timedelta(days=9)
    assert tell_overdue(later) == 1
    assert "l’échéance est passée" in letters()[0].subject_line
    assert tell_overdue(later + timedelta(days=1)) == 0
    # Another date is another event.
    promise.due, promise.due_on = "2026-12", date(2026, 12, 31)
    promise.save()
    assert tell_overdue(later + timedelta(days=60)) == 1


def test_what_was_overdue_when_one_began_to_watch_or_was_found_is_no_news(amine, maison, now):
    old = make_promise(due="2026-03", due_on=date(2026, 3, 31))
    kept = make_promise(1, state="kept", **DUE)
    for promise in (old, kept):
        watch(promise, maison, amine, now)
    assert tell_due(by=system_actor("worker"), at=now + timedelta(days=30)) == 0


@pytest.mark.parametrize("ending", ["unwatch", "wish", "membership", "association", "account"])
def test_who_no_longer_watches_or_belongs_hears_nothing(
    edith, amine, maison, *, promise, now, ending
):
    watch(promise, maison, amine, now)
    if ending == "unwatch":
        unwatch_promise(promise=promise, association=maison, by=amine, at=now)
    elif ending == "wish":
        choose_promise_mail(association=maison, is_wanted=False, by=amine, at=now)
    elif ending == "membership":
        Membership.objects.filter(user=amine).update(ended_at=now)
    elif ending == "association":
        Association.objects.filter(pk=maison.pk).update(ended_on=date(2026, 11, 1))
    else:
        amine.is_active = False
        amine.save()
    news(promise, edith, now)
    assert letters() == []


def test_only_a_member_watches_for_an_association(chantal, outsider, maison, promise, now):
    for by in (chantal, outsider):
        with pytest.raises(PermissionDenied):
            watch_promise(promise=promise, association=maison, by=by, at=now)
        with pytest.raises(PermissionDenied):
            unwatch_promise(promise=promise, association=maison, by=by, at=now)
        with pytest.raises(PermissionDenied):
            choose_promise_mail(association=maison, is_wanted=True, by=by, at=now)
    assert not Watch.objects.exists()


def test_watching_twice_is_watching_once(amine, jean, maison, promise, now):
    watch(promise, maison, amine, now)
    watch(promise, maison, jean, now)
    assert Watch.objects.count() == 1
    unwatch_promise(promise=promise, association=maison, by=jean, at=now)
    unwatch_promise(promise=promise, association=maison, by=jean, at=now)
    watch(promise, maison, amine, now)
    assert Watch.objects.current().count() == 1


def test_amine_watches_from_the_page_and_sees_overdue_ones_first(client, amine, maison, promise):
    sign_in(client, amine)
    assert "aucune promesse" in words_of(client.get(LIST))
    assert "Maison de quartier" in words_of(client.get(WATCH))
    client.post(WATCH, {"do": "watch", "association": maison.pk})
    late = make_promise(1, author="En retard", due="2026-03", due_on=date(2026, 3, 31))
    client.post("/fr/equipe/promesse/essai-1/suivre/", {"do": "watch", "association": maison.pk})
    (shown,) = client.get(LIST).context["associations"]
    assert [row["author"] for row in shown["promises"]] == [late.author, promise.author]
    team = words_of(client.get("/fr/equipe/"))
    assert "Votre association suit 2 promesses. L’échéance de 1 promesse est passée." in team
    client.post(
        "/fr/equipe/promesses/suivies/e-mails/", {"association": maison.pk, "wanted": "yes"}
    )
    assert "Ne plus recevoir d’e-mails" in words_of(client.get(LIST))
    client.post(WATCH, {"do": "unwatch", "association": maison.pk})
    (shown,) = client.get(LIST).context["associations"]
    assert [row["author"] for row in shown["promises"]] == [late.author]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"do": "watch"}, {"do": "x", "association": "1"}, {"do": "watch", "association": "²"}],
)
def test_watching_nothing_is_not_found(client, amine, maison, promise, wrong):
    sign_in(client, amine)
    assert client.post(WATCH, wrong).status_code == 404


def test_who_is_no_member_is_told_so_and_may_not(client, outsider, maison, promise):
    assert client.get(LIST).status_code == 303
    client.force_login(outsider)
    assert "Vous n’êtes membre d’aucune association" in words_of(client.get(LIST))
    assert "Vous n’êtes membre d’aucune association" in words_of(client.get(WATCH))
    refused = client.post(WATCH, {"do": "watch", "association": maison.pk})
    assert refused.status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_whatever_is_watched(
    client, amine, maison, *, now, count, django_assert_num_queries
):
    for number in range(count):
        watch(make_promise(number), maison, amine, now)
    sign_in(client, amine)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
