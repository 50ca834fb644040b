"""The form of Fatima without account, and what editors do with what she sends."""

from datetime import timedelta

import pytest

from observatory.journal.models import Entry
from observatory.limits.models import Tally
from observatory.problems.tests.reading import words_of
from observatory.promises.models import Promise, Proposal
from observatory.promises.views.proposing import PROPOSALS
from observatory.vault.models import Contact

from .conftest import make_promise
from .test_proposals import WORDS, propose

pytestmark = pytest.mark.django_db

PAGE, FORM = "/fr/promesses/essai-0/", "/fr/promesses/essai-0/proposer/"
DESK = "/fr/equipe/promesses/propositions/"


def sent(**other):
    return {
        "text": WORDS,
        "happened": "05/10/2026",
        "source_url": "https://example.org/avis",
        "source_on_paper": "",
        "contact": "",
        **other,
    }


def test_fatima_tells_without_account_or_e_mail(client, promise):
    assert FORM in client.get(PAGE).content.decode()
    response = client.post(FORM, sent(), follow=True)
    assert "Merci, c’est bien arrivé" in words_of(response)
    made = Proposal.objects.get()
    assert (made.text, made.happened, made.way) == (WORDS, "2026-10-05", "web")
    assert not Contact.objects.exists()
    for page in (PAGE, "/fr/promesses/"):
        assert "Karim" not in client.get(page).content.decode()


def test_a_source_on_paper_is_enough_and_the_contact_goes_to_the_vault(client, promise):
    client.post(
        FORM,
        sent(source_url="", source_on_paper="Affiche au guichet", contact="fatima@example.org"),
    )
    made = Proposal.objects.get()
    assert made.source_on_paper == "Affiche au guichet"
    assert Contact.objects.filter(subject=made.subject).exists()
    assert "fatima" not in str(Proposal.objects.values())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"source_url": ""}, "Il faut une source."),
        ({"source_url": "ftp://example.org"}, "Où peut-on le vérifier"),
        ({"text": ""}, "Que s’est-il passé"),
        ({"happened": "2099"}, "Cette date est dans le futur."),
        ({"happened": "hier"}, "Cette date n’a pas été comprise."),
        ({"text": "x" * 2001}, "Que s’est-il passé"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, promise, wrong, words):
    response = client.post(FORM, sent(contact="chez Nadia", **wrong))
    assert words in words_of(response)
    assert "chez Nadia" in response.content.decode()
    assert not Proposal.objects.exists()


def test_who_sends_too_much_is_stopped_and_nobody_knows_who(client, promise):
    for _ in range(PROPOSALS):
        assert client.post(FORM, sent()).status_code == 303
    response = client.post(FORM, sent())
    assert response.status_code == 429
    assert "Réessayez dans une heure." in response.content.decode()
    assert Proposal.objects.count() == PROPOSALS
    assert "127.0.0.1" not in str(list(Tally.objects.values()))


def test_the_page_says_whom_to_phone_when_there_is_a_line(client, promise, settings):
    assert "Ou par téléphone" not in words_of(client.get(PAGE))
    settings.PHONE_LINE = "02 000 00 00"
    assert "Ou par téléphone : 02 000 00 00." in words_of(client.get(PAGE))
    assert "Téléphonez au 02 000 00 00." in words_of(client.get(FORM))


def test_an_unknown_promise_takes_nothing(client):
    assert client.get("/fr/promesses/inconnue/proposer/").status_code == 404
    assert client.get("/fr/promesses/inconnue/merci/").status_code == 404


@pytest.fixture
def proposal(promise, now):
    return propose(promise, now, contact="fatima@example.org")


@pytest.fixture
def as_edith(client, edith):
    client.force_login(edith)
    return client


def decision(proposal, **other):
    return {
        "do": "accept",
        "revision": Promise.objects.get(pk=proposal.promise_id).revision,
        "transition": "find_not_kept",
        "happened": "05/10/2026",
        "text": "Le guichet était fermé le 5 octobre.",
        "source_url": "https://example.org/avis",
        "source_on_paper": "",
        **other,
    }


def test_edith_reads_the_oldest_first_with_what_names_someone_marked(as_edith, proposal, now):
    propose(make_promise(1, author="Plus ancienne"), now - timedelta(days=2))
    response = as_edith.get(DESK)
    assert [row["author"] for row in response.context["waiting"]] == [
        "Plus ancienne",
        "Une échevine",
    ]
    page = as_edith.get(f"{DESK}{proposal.pk}/")
    marked = {piece["text"] for piece in page.context["proposal"]["pieces"] if piece["kind"]}
    assert "0478 12 34 56" in marked
    assert any("Benali" in one for one in marked)
    form = page.context["forms"]["accept"]
    assert form.initial["happened"] == "05/10/2026"
    assert form["text"].value() is None


def test_edith_rewrites_and_everyone_reads_her_words_only(as_edith, proposal):
    address = f"{DESK}{proposal.pk}/"
    as_edith.post(address, decision(proposal))
    words = words_of(as_edith.get(PAGE))
    assert "Le guichet était fermé le 5 octobre." in words
    assert "Signalé par quelqu’un du public, vérifié et réécrit par la rédaction." in words
    assert "Karim" not in words
    assert "Acceptée" in words_of(as_edith.get(DESK))
    again = as_edith.post(address, decision(proposal, text="Autre chose."), follow=True)
    assert "Il reste" not in words_of(again)
    assert "Quelqu’un d’autre a décidé ou écrit entre-temps." in words_of(again)
    as_edith.post(address, {"do": "undo", "revision": "1", "reason": "Mauvaise page."})
    words = words_of(as_edith.get(PAGE))
    assert "Rien n’est encore noté." in words
    assert "Pourquoi : Mauvaise page." in words


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": WORDS}, {"source_url": ""}, {"transition": "x"}]
)
def test_what_cannot_be_public_is_refused_beside_the_field(as_edith, proposal, wrong):
    response = as_edith.post(f"{DESK}{proposal.pk}/", decision(proposal, **wrong))
    assert response.context["forms"]["accept"].errors
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_edith_refuses_for_a_reason_and_changes_her_mind(as_edith, proposal):
    address = f"{DESK}{proposal.pk}/"
    assert as_edith.post(address, {"do": "refuse"}).context["forms"]["refuse"].errors
    as_edith.post(address, {"do": "refuse", "reason": "opinion"})
    assert "C’est un avis, pas un fait" in words_of(as_edith.get(DESK))
    as_edith.post(address, {"do": "undo", "revision": "0"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.refusal) == ("waiting", "")


def test_who_looks_at_the_contact_stands_in_the_journal(as_edith, edith, proposal):
    address = f"{DESK}{proposal.pk}/"
    assert "fatima@example.org" not in as_edith.get(address).content.decode()
    assert "fatima@example.org" in as_edith.post(address, {"do": "contact"}).content.decode()
    entry = Entry.objects.get(action="contact.read")
    assert (entry.subject, entry.actor_id) == (proposal.subject, edith.pk)


def test_edith_enters_what_nadia_heard_on_the_phone(as_edith, promise):
    address = "/fr/equipe/promesse/essai-0/proposition/"
    assert as_edith.post(address, sent(way="web")).context["form"].errors["way"]
    assert as_edith.post(address, sent(way="phone", source_url="")).context["form"].errors
    as_edith.post(address, sent(way="phone"))
    assert Proposal.objects.get().way == "phone"
    assert "1 proposition à lire" in words_of(as_edith.get("/fr/equipe/promesses/"))
    assert "1 proposition à lire" in words_of(as_edith.get("/fr/equipe/"))


def test_nobody_else_reads_what_fatima_sent(client, proposal, outsider, edouard, now):
    addresses = (DESK, f"{DESK}{proposal.pk}/", "/fr/equipe/promesse/essai-0/proposition/")
    for address in addresses:
        assert client.get(address).status_code == 303
    client.force_login(outsider)
    for address in addresses:
        assert client.get(address).status_code == 403
    client.force_login(edouard)
    far = propose(Promise.objects.get(code="sncb-2017"), now)
    assert client.get(f"{DESK}{proposal.pk}/").status_code == 200
    assert client.get(f"{DESK}{far.pk}/").status_code == 403
    assert len(client.get(DESK).context["waiting"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_as_many_queries_whatever_waits(
    as_edith, now, count, django_assert_num_queries
):
    for number in range(count):
        propose(make_promise(number), now)
    as_edith.get(DESK)
    with django_assert_num_queries(6):
        as_edith.get(DESK)
