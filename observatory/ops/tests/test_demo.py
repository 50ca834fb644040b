"""The fictional content comes through the same doors as real content, and goes without a trace."""

import pytest
from django.core.management import call_command

from observatory.associations.models import Association, Visit
from observatory.campaigns.models import Campaign
from observatory.desk.models import GroupSession
from observatory.groups.models import HelpCall, Meeting, Offer, Task
from observatory.insights.council.content import content_of
from observatory.insights.council.subject import Subject
from observatory.insights.council.typesetting import typeset_page
from observatory.insights.models import CouncilPage, Snapshot
from observatory.journal.models import Entry
from observatory.letters.models import IncomingItem
from observatory.observations.models import Observation, Round
from observatory.ops.demo import accounts, banner, is_loaded, load_demo, remove_demo
from observatory.paper.actions.printing import print_forms
from observatory.paper.models import Batch, PrintRun, Upload
from observatory.paper.states import State as BatchState
from observatory.paper.tests.scanned import foreign_page, scan_pages
from observatory.people.models import Mandate, User
from observatory.phone.models import CallBack, Shift
from observatory.places.models import Location
from observatory.problems.models import MeToo, Problem
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.reports.models import Report, Tombstone
from observatory.reports.states import State
from observatory.reports.tests.factories import make_report
from observatory.search.models import Document
from observatory.vault.models import Blob

pytestmark = pytest.mark.django_db

CHANNELS = (Association, Visit, GroupSession, Batch, CallBack, Shift, IncomingItem)


@pytest.fixture
def loaded(now):
    yield load_demo(at=now)
    remove_demo(at=now)


def test_every_state_a_newcomer_should_see_is_there(loaded):
    states = set(Report.objects.values_list("state", flat=True))
    assert {
        State.RECEIVED,
        State.TO_COMPLETE,
        State.PROPOSED,
        State.CHECKED,
        State.PUBLISHED,
        State.REJECTED,
    } <= states
    assert Report.objects.filter(is_demo=False).count() == 0
    assert Report.objects.filter(is_urgent=True).exists()
    assert MeToo.objects.exists()


def test_each_channel_has_something_to_look_at(loaded):
    for model in (*CHANNELS, HelpCall, Offer, Meeting, Task):
        assert model.objects.exists(), model
    assert {"web", "assisted", "phone", "paper", "group"} <= set(
        Report.objects.values_list("intake", flat=True)
    )


def test_a_round_is_published_with_its_reply_and_its_page_for_the_council(loaded, client):
    snapshot = Snapshot.objects.get()
    assert snapshot.round.observations.filter(is_demo=True).count() == 24
    shown = client.get(f"/fr/chiffres/{snapshot.slug}/").content.decode()
    assert "Un deuxième guichet sans rendez-vous" in shown
    page = CouncilPage.objects.get()
    assert len(page.reports) == 3
    content = content_of(Subject(territory=snapshot.territory), page, "nl")
    assert content.kicker.startswith("Fictieve inhoud")
    assert typeset_page(content).startswith(b"%PDF")


def test_its_struggle_leads_from_a_problem_to_a_demand_and_what_came_of_it(loaded, client):
    campaign = Campaign.objects.get(is_demo=True)
    page = client.get(campaign.get_absolute_url()).content.decode()
    assert "Lutte fictive" in page
    assert "Obtenu en partie" in page
    problem = campaign.problems.get()
    assert f'href="{problem.get_absolute_url()}"' in page
    back = client.get(problem.get_absolute_url()).content.decode()
    assert f'href="{campaign.get_absolute_url()}"' in back


@pytest.mark.parametrize("hour", [1, 12, 20, 21, 22, 23])
def test_it_can_be_loaded_at_any_hour(now, hour):
    at = now.replace(hour=hour, minute=50)
    assert load_demo(at=at)
    remove_demo(at=at)


def test_it_says_on_every_page_that_it_is_fictional(loaded, client):
    for address in ("/fr/", "/fr/communes/", "/fr/signaler/", "/fr/methode/"):
        assert "Contenu fictif" in client.get(address).content.decode()


def test_loading_twice_adds_nothing(loaded, now):
    before = Report.objects.count(), User.objects.count()
    assert load_demo(at=now) == 0
    assert (Report.objects.count(), User.objects.count()) == before


def test_one_command_removes_it_and_leaves_what_is_real(loaded, schaerbeek, now):
    real = make_report(schaerbeek)
    texts = Document.objects.filter(kind__in=["text", "problem"])
    assert texts.exists()
    call_command("demo", "remove")
    for model in (Snapshot, CouncilPage, Round, Observation):
        assert not model.objects.exists(), model
    assert not Location.objects.filter(names__fr__startswith="Guichet fictif").exists()
    assert list(Report.objects.all()) == [real]
    assert not is_loaded()
    assert banner() is None
    assert not texts.exists()
    assert not Problem.objects.exists()
    assert not MeToo.objects.exists()
    assert not Tombstone.objects.exists()
    assert not Campaign.objects.filter(is_demo=True).exists()
    assert not User.objects.filter(kind="person", is_active=True).exists()
    assert not Mandate.objects.filter(ended_at=None).exists()
    for model in (*CHANNELS, HelpCall, Offer, Meeting, Task):
        assert not model.objects.exists(), model
    assert not User.objects.filter(email__endswith="demo.example").exists()


def test_what_was_printed_and_scanned_with_it_goes_too(loaded, now):
    pile = Batch.objects.filter(state=BatchState.OPEN).first()
    version = QuestionnaireVersion.objects.filter(questionnaire__key="report").latest("number")
    print_forms(
        version=version, language="fr", association=pile.association, by=pile.opened_by, at=now
    )
    scan_pages(pile, [foreign_page()], pile.opened_by)
    assert Upload.objects.exists()
    call_command("demo", "remove")
    assert not Upload.objects.exists()
    assert not Blob.objects.filter(subject__startswith="upload:").exists()
    # That so many forms are out stays known: they may come back.
    assert PrintRun.objects.get().association is None


def test_it_can_be_loaded_again(loaded, now):
    remove_demo(at=now)
    assert load_demo(at=now) > 0


def test_the_secrets_of_the_accounts_are_nowhere_in_the_journal(loaded):
    said = str(list(Entry.objects.values_list("data", "subject")))
    for account in accounts():
        assert account.password not in said
        assert account.totp_secret not in said


def test_no_account_is_printed_without_the_content(db, capsys):
    call_command("demo", "accounts")
    assert "No demo accounts" in capsys.readouterr().out


def test_two_fictional_events_come_and_go_with_the_rest(now):
    from observatory.documents.actions import keep_document
    from observatory.documents.models import Document
    from observatory.documents.tests.test_documents import a_pdf
    from observatory.events.models import Event, Registration
    from observatory.groups.models import Meeting
    from observatory.people.queries import system_actor
    from observatory.search.models import Document as Found
    from observatory.vault.models import Contact

    load_demo(at=now)
    assert list(Event.objects.values_list("state", "is_demo")) == [
        ("held", True),
        ("published", True),
    ]
    assert Registration.objects.count() == 2
    kinds = ("event", "escalation")
    assert set(Found.objects.values_list("url_name", flat=True)) >= set(kinds)
    campaign = Campaign.objects.get(is_demo=True)
    meeting = Meeting.objects.filter(is_demo=True).first()
    for one in (Event.objects.first(), campaign, campaign.steps.first(), meeting):
        keep_document(
            subject=one.subject,
            data=a_pdf(),
            titles={"fr": "Le procès-verbal"},
            is_public=True,
            by=system_actor("demo"),
            at=now,
        )
    remove_demo(at=now)
    assert not Event.objects.exists()
    assert not Document.objects.exists()
    assert not Found.objects.filter(url_name__in=kinds).exists()
    assert not Registration.objects.exists()
    assert not Contact.objects.filter(subject__startswith="registration:").exists()
