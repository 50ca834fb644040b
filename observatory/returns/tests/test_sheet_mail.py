"""The sheet by e-mail: once a month, to who wants it, in her language, without a word of anyone."""

from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest

from observatory.associations.models import Membership
from observatory.journal.models import Entry
from observatory.outbox.jobs import send_due_messages
from observatory.outbox.models import Message
from observatory.people.models import Mandate, User
from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report
from observatory.returns.actions import AlreadySent, choose_mail, send_sheet
from observatory.returns.jobs import send_sheets
from observatory.returns.models import SentSheet

from .factories import bring, decide, moment, other_association

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def marc(marc):
    Mandate.objects.filter(user=marc).update(territory=None)
    return marc


@pytest.fixture
def brought(maison, molenbeek, marc):
    """Three reports: one of September published in October, one waits, one was withdrawn."""
    text = "Monsieur Untel m’a refusé l’entrée."
    decide(bring(maison, molenbeek, moment(9, 3), text=text), "publish", marc, moment(10, 4))
    bring(maison, molenbeek, moment(10, 8))
    gone = bring(maison, molenbeek, moment(10, 9))
    withdraw_report(report=gone, by=system_actor("public"), at=moment(10, 10))


def wish(association, user, is_wanted):
    choose_mail(
        membership=Membership.objects.get(association=association, user=user),
        is_wanted=is_wanted,
        by=user,
        at=moment(10, 1),
    )


def letters(post):
    """Return (recipient, subject, text) of what the mail server took."""
    parsed = [(to, message_from_bytes(raw, policy=default)) for to, raw in post.taken]
    return sorted(
        (to, one["Subject"], one.get_content().replace("\r\n", "\n")) for to, one in parsed
    )


def test_who_leads_gets_the_figures_and_the_link(post, brought, maison, amine, settings):
    assert send_sheets(moment(11, 1, 8)) == 1
    send_due_messages(moment(11, 1, 8))
    [(to, subject, text)] = letters(post)
    assert to == amine.email
    assert subject == "Feuille de retour : octobre 2026"
    assert "Bonjour Amine" in text
    assert "vos 2 signalements sont devenus (Maison de quartier)" in text
    assert "- 1 signalement reçu\n" in text
    assert "- 1 signalement a bougé\n" in text
    assert "- 1 signalement retiré par la personne\n" in text
    assert "- 1 publié\n" in text
    assert "- 1 en attente\n" in text
    assert f"{settings.PUBLIC_URL}/fr/relais/retour/{maison.pk}/2026-10/" in text.split()
    assert "Untel" not in text


def test_each_reads_it_in_her_language_and_only_if_she_wants_it(post, brought, maison, amine, jean):
    User.objects.filter(pk=jean.pk).update(language="nl")
    wish(maison, jean, True)
    send_sheets(moment(11, 1, 8))
    assert Message.objects.count() == 2
    send_due_messages(moment(11, 1, 8))
    assert {to: "/nl/" in text for to, _, text in letters(post)} == {
        amine.email: False,
        jean.email: True,
    }
    assert Message.objects.exclude(sealed=b"").count() == 0


def test_nobody_gets_it_who_does_not_want_it_left_or_has_no_account_any_more(
    brought, maison, amine, jean
):
    wish(maison, amine, False)
    wish(maison, jean, True)
    Membership.objects.filter(user=jean).update(ended_at=moment(10, 20))
    send_sheets(moment(11, 1, 8))
    assert not Message.objects.exists()
    assert SentSheet.objects.get().recipient_count == 0
    SentSheet.objects.all().delete()
    wish(maison, amine, True)
    User.objects.filter(pk=amine.pk).update(is_active=False)
    send_sheets(moment(11, 1, 9))
    assert not Message.objects.exists()


def test_nobody_chooses_for_another(maison, amine, jean):
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        choose_mail(
            membership=Membership.objects.get(user=amine),
            is_wanted=False,
            by=jean,
            at=moment(10, 1),
        )


def test_it_goes_once_however_often_workers_look(brought, maison):
    assert send_sheets(moment(11, 1, 8)) == 1
    assert send_sheets(moment(11, 1, 8)) == 0
    assert send_sheets(moment(11, 25)) == 0
    with pytest.raises(AlreadySent):
        send_sheet(association=maison, month=OCTOBER, by=system_actor("worker"), at=moment(11, 2))
    assert Message.objects.count() == 1
    assert Entry.objects.filter(action="returns.send_sheet").count() == 1


def test_a_worker_that_was_off_catches_up_later_in_the_month(brought):
    assert send_sheets(moment(11, 28)) == 1
    assert SentSheet.objects.get().month == OCTOBER
    assert send_sheets(moment(12, 1, 8)) == 1


def test_a_worker_killed_on_the_way_leaves_nothing_and_another_does_it(
    brought, maison, monkeypatch
):
    def killed(**entry):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("observatory.returns.actions.sheets.record_entry", killed)
        with pytest.raises(SystemExit):
            send_sheets(moment(11, 1, 8))
    assert not Message.objects.exists()
    assert not SentSheet.objects.exists()
    assert send_sheets(moment(11, 1, 9)) == 1
    assert Message.objects.count() == 1


def test_a_clock_that_goes_back_sends_nothing_twice(brought):
    send_sheets(moment(11, 1, 8))
    send_sheets(moment(10, 28))
    send_sheets(moment(11, 2))
    assert sorted(SentSheet.objects.values_list("month", flat=True)) == [
        date(2026, 9, 1),
        OCTOBER,
    ]


def test_a_quiet_month_brings_a_short_kind_message(post, maison, molenbeek, marc):
    decide(bring(maison, molenbeek, moment(8, 3)), "count", marc, moment(8, 4))
    send_sheets(moment(11, 1, 8))
    send_due_messages(moment(11, 1, 8))
    [(_, _, text)] = letters(post)
    assert "Le mois a été calme pour Maison de quartier (octobre 2026)" in text
    assert "Votre signalement est toujours là." in text
    assert "0" not in text.split("http")[0].replace("2026", "")


def test_who_never_brought_a_report_is_not_written_to(maison, molenbeek):
    assert send_sheets(moment(11, 1, 8)) == 0
    bring(maison, molenbeek, moment(11, 1, 7))  # after October
    assert send_sheets(moment(11, 1, 8)) == 0
    other = other_association(molenbeek)
    withdraw_report(
        report=bring(other, molenbeek, moment(9, 5)), by=system_actor("public"), at=moment(9, 6)
    )
    # What it brought was withdrawn: it did bring something.
    assert send_sheets(moment(11, 1, 8)) == 1


def test_an_association_that_left_gets_nothing(brought, maison):
    maison.ended_on = date(2026, 10, 20)
    maison.save()
    assert send_sheets(moment(11, 1, 8)) == 0
