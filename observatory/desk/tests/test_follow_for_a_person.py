"""Fatima comes back to the desk, or calls the line, with her code."""

import pytest
from django.urls import reverse
from stdnum import verhoeff

from observatory.desk.tests.desk import sign_in
from observatory.journal.models import Entry
from observatory.limits.models import Tally
from observatory.people.queries import system_actor
from observatory.problems.actions import open_problem
from observatory.reports.actions import AlreadyChanged, count_report_in_problem
from observatory.reports.models import Consent, Exchange, Report, Story, Tombstone
from observatory.reports.states import State
from observatory.reports.tests.factories import make_report
from observatory.reports.views.following import TRIES_OF_ONE
from observatory.vault.actions import seal_contact
from observatory.vault.models import Contact
from observatory.vocabularies.models import Term

# A right check digit, and nobody's.
UNKNOWN_CODE = "0000 0000 0000"[:-1] + verhoeff.calc_check_digit("0" * 11)

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(molenbeek):
    return make_report(molenbeek, consents=("D1", "D2"))


@pytest.fixture
def desk(client, amine):
    return sign_in(client, amine)


@pytest.fixture
def line(client, nadia):
    return sign_in(client, nadia)


def open_with(client, code, **query):
    if query:
        client.get(reverse("desk_follow"), query)
    return client.post(reverse("desk_follow"), {"code": code})


def opened(client):
    return client.get(reverse("desk_follow_report"))


def test_a_relay_reads_the_life_of_a_report_with_the_person(desk, report):
    assert open_with(desk, report.code).status_code == 302
    page = opened(desk).content.decode()
    assert "Nous l’avons reçu" in page
    assert "Ses accords" in page
    assert report.code not in page


def test_what_is_added_is_written_in_the_name_of_the_relay(desk, report, amine):
    Report.objects.filter(pk=report.pk).update(state=State.TO_COMPLETE)
    open_with(desk, report.code)
    assert "Répondre" in opened(desk).content.decode()
    desk.post(reverse("desk_follow_add"), {"text": "C’était le guichet 3."})
    assert Exchange.objects.get().text == "C’était le guichet 3."
    assert Report.objects.get().state == State.RECEIVED
    assert Entry.objects.get(action="report.add").actor_id == amine.pk


def test_an_empty_addition_is_refused_beside_its_field(desk, report):
    open_with(desk, report.code)
    answer = desk.post(reverse("desk_follow_add"), {"text": "  "})
    assert answer.status_code == 422
    assert "Écrivez quelque chose" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "query", "intake"),
    [
        ("desk", {}, "assisted"),
        ("desk", {"par": "telephone"}, "phone"),
        ("line", {}, "phone"),
        ("line", {"par": "autre"}, "phone"),
    ],
)
def test_a_consent_changed_for_her_says_by_which_channel(request, who, query, intake, report):
    client = request.getfixturevalue(who)
    open_with(client, report.code, **query)
    client.post(reverse("desk_follow_consent"), {"code": "D2", "granted": "no"})
    changed = Consent.objects.order_by("pk").last()
    assert (changed.code, changed.granted, changed.intake) == ("D2", False, intake)


def test_the_desk_after_a_call_is_the_desk_again(desk, report):
    open_with(desk, report.code, par="telephone")
    open_with(desk, report.code, par="")
    desk.post(reverse("desk_follow_consent"), {"code": "D2", "granted": "no"})
    assert Consent.objects.order_by("pk").last().intake == "assisted"


@pytest.mark.parametrize("who", ["desk", "line"])
def test_a_withdrawal_erases_at_once_and_leaves_the_tombstone(request, who, report, now):
    client = request.getfixturevalue(who)
    user = request.getfixturevalue("amine" if who == "desk" else "nadia")
    seal_contact(
        subject=report.subject, values={"phone": "0470"}, purge_on=now.date(), by=user, at=now
    )
    open_with(client, report.code)
    page = client.get(reverse("desk_follow_withdraw")).content.decode()
    assert "On ne peut pas revenir en arrière" in page
    assert Report.objects.exists()
    answer = client.post(reverse("desk_follow_withdraw"))
    assert "Ce signalement est effacé" in answer.content.decode()
    for model in (Report, Story, Consent, Contact, Exchange):
        assert not model.objects.exists()
    stone = Tombstone.objects.get()
    assert stone.uuid == report.uuid
    entry = Entry.objects.get(action="report.withdraw")
    assert entry.actor_id == user.pk
    # The code still says what became of it, and opens nothing.
    assert "Il a été retiré" in open_with(client, report.code).content.decode()
    assert opened(client).status_code == 302


def test_a_counted_case_leaves_the_tallies_and_its_text_the_page(desk, report, mireille, now):
    worker = system_actor("worker")
    problem = open_problem(
        territory=report.territory,
        service=report.service,
        channel="counter",
        obstacle=Term.objects.get(vocabulary="obstacle", code="P05"),
        by=worker,
        at=now,
    )
    Story.objects.filter(report=report).update(public_text="Une personne n’a pas pu entrer.")
    Report.objects.filter(pk=report.pk).update(state=State.PUBLISHED)
    report.refresh_from_db()
    count_report_in_problem(report=report, problem=problem, with_text=True, by=worker, at=now)
    open_with(desk, report.code)
    desk.post(reverse("desk_follow_consent"), {"code": "D2", "granted": "no"})
    problem.refresh_from_db()
    assert (problem.report_count, problem.text_count) == (1, 0)
    desk.post(reverse("desk_follow_withdraw"))
    problem.refresh_from_db()
    assert problem.report_count == 0
    assert Tombstone.objects.get().was_counted


def test_the_report_is_closed_for_whoever_signs_in_next(desk, report, jean):
    open_with(desk, report.code)
    cookie = desk.cookies["desk_follow"].value
    sign_in(desk, jean)
    desk.cookies["desk_follow"] = cookie
    assert opened(desk).status_code == 302


def test_closing_takes_it_off_the_screen(desk, report):
    open_with(desk, report.code)
    desk.post(reverse("desk_follow_leave"))
    assert opened(desk).status_code == 302


def test_wrong_codes_are_counted_by_account(desk, report, client, jean):
    for _ in range(TRIES_OF_ONE):
        assert "Nous ne trouvons pas" in open_with(desk, UNKNOWN_CODE).content.decode()
    answer = open_with(desk, report.code)
    assert answer.status_code == 422
    assert "Trop d’essais" in answer.content.decode()
    other = sign_in(client.__class__(), jean)
    assert open_with(other, report.code).status_code == 302
    # No account and no code can be read in what is counted.
    assert not Tally.objects.filter(who__contains="@").exists()
    assert all(len(one.who) in {64, len("everyone")} for one in Tally.objects.all())


def test_right_codes_do_not_count_against_a_busy_line(line, report):
    for _ in range(TRIES_OF_ONE + 2):
        assert open_with(line, report.code).status_code == 302


def test_two_people_who_act_at_once_learn_it(desk, report, monkeypatch):
    open_with(desk, report.code)

    def too_late(**given):
        raise AlreadyChanged

    monkeypatch.setattr("observatory.reports.views.following.set_consent", too_late)
    answer = desk.post(reverse("desk_follow_consent"), {"code": "D2", "granted": "no"}, follow=True)
    assert "vient de changer" in answer.content.decode()


def test_only_relays_and_the_line_act_for_a_person(client, mireille, chantal, olu, outsider):
    for user in (mireille, chantal, olu, outsider):
        assert sign_in(client, user).get(reverse("desk_follow")).status_code == 403
