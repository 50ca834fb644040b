"""Words of urgency stop the survey and open the card of help; one number is kept, and no word."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.moderation.tests.factories import cost_of, sign_in
from observatory.people.queries import system_actor
from observatory.phone.actions import (
    NoWord,
    WordTaken,
    add_urgent_word,
    change_urgent_word,
    count_urgency,
    load_urgent_words,
)
from observatory.phone.models import PRESSED, UrgentCount, UrgentKind, UrgentWord
from observatory.phone.queries.urgency import urgent_kinds
from observatory.reports.models import Report

from .calling import Caller, count_rows

pytestmark = pytest.mark.django_db

URGENT = {
    "energy": [
        "Ils ont coupé l’électricité ce matin.",
        "On est SANS CHAUFFAGE depuis lundi",
        "l'eau est coupée depuis hier",
        "Sibelga va couper le gaz",
        "Je n’ai plus d’électricité.",
        "We zitten zonder verwarming.",
        "Ze hebben de stroom afgesloten",
        "Wij hebben geen elektriciteit meer",
        "They cut off the gas yesterday.",
        "We have no heating at home",
    ],
    "eviction": [
        "Nous allons être expulsés demain.",
        "J’ai reçu un avis d’EXPULSION",
        "Le propriétaire nous a mis dehors.",
        "Je suis à la rue avec ma fille.",
        "Je dors dans ma voiture",
        "Wij worden uit huis gezet.",
        "Ik ben dakloos sinds maandag",
        "Ik slaap op straat",
        "We are being evicted on Friday.",
        "I have nowhere to sleep",
    ],
    "money": [
        "Je n’ai plus d’argent.",
        "Je n'ai plus rien à manger",
        "Mon compte bancaire est bloqué depuis un mois",
        "Nous n’avons plus aucun revenu.",
        "Les enfants ont faim.",
        "Ik heb geen geld meer.",
        "Mijn kinderen hebben honger",
        "Ik heb geen inkomen",
        "I have no money left.",
        "There is nothing to eat",
    ],
    "care": [
        "Je suis sans médicaments depuis trois jours.",
        "l'hôpital a refusé de me soigner",
        "Mon mari respire mal.",
        "J’ai besoin d’un médecin tout de suite",
        "Ma mère est gravement malade.",
        "Ik zit zonder medicijnen.",
        "Zij is bewusteloos",
        "Ik heb een dokter nodig",
        "I cannot breathe.",
        "He is without insulin",
    ],
    "violence": [
        "Mon mari me frappe.",
        "J’ai peur de mon compagnon",
        "J’ai reçu des menaces de mort.",
        "Je n’ai plus envie de vivre",
        "il va me tuer",
        "Mijn man slaat mij.",
        "Ik denk aan zelfmoord",
        "Zij wordt mishandeld",
        "My husband hits me.",
        "I want to die",
    ],
}
PHRASES = [(kind, phrase) for kind, phrases in URGENT.items() for phrase in phrases]

ORDINARY = [
    "Le guichet était fermé et personne n’a répondu au téléphone.",
    "Je suis au courant de la procédure, mais le site ne marche pas.",
    "J’ai frappé à la porte, personne n’a ouvert.",
    "Je me suis battu pour avoir un rendez-vous.",
    "La file allait jusqu’à la rue.",
    "L’eau de pluie coulait dans la salle d’attente.",
    "J’ai coupé la parole à la dame, pardon.",
    "Le gaz est cher et la facture est en ligne seulement.",
    "Mon compte itsme est bloqué.",
    "Il faut un compte en banque pour s’inscrire.",
    "On m’a parlé d’un médecin-conseil.",
    "J’ai payé avec mon argent.",
    "Le service a coupé la ligne au milieu de l’appel.",
    "Je n’ai pas mal compris, c’est écrit en petit.",
    "La violette de ma voisine.",
    "Ik sta al een uur in de rij op straat.",
    "Het loket was dicht en de lijn viel weg.",
    "De factuur van het gas komt alleen online.",
    "Mijn rekening komt nu per e-mail.",
    "Ik wil niet meer wachten.",
    "De deur viel dicht.",
    "The line was cut off after ten minutes.",
    "They beat around the bush.",
    "I am afraid of computers.",
    "The office threatened to close my file.",
    "It hit me that nobody would answer.",
    "My money is at the bank, but the branch has closed.",
    "",
    "   ",
]


@pytest.mark.parametrize(("kind", "phrase"), PHRASES)
def test_every_urgent_phrase_is_heard(kind, phrase):
    assert kind in urgent_kinds(phrase)


@pytest.mark.parametrize("phrase", ORDINARY)
def test_an_ordinary_story_raises_no_alarm(phrase):
    assert urgent_kinds(phrase) == []


@pytest.fixture
def line(client, nadia):
    sign_in(client, nadia)
    client.post(reverse("phone_shift_open"))
    return client


@pytest.mark.parametrize("kind", UrgentKind.values)
def test_an_urgent_story_opens_the_card_and_only_a_number_is_kept(line, kind):
    before = count_rows()
    caller = Caller(line).go_to("ask:story")
    caller.press("", story=URGENT[kind][0])
    assert caller.step == "urgent"
    assert "112" in caller.page.text
    assert "Reprendre le récit" in caller.page.text
    counted = UrgentCount.objects.get()
    assert (counted.kind, counted.count) == (kind, 1)
    assert count_rows() == before | {"phone.UrgentCount": 1}
    assert URGENT[kind][0] not in json.dumps(list(Entry.objects.values()), default=str)


def test_the_card_speaks_the_callers_language(line):
    caller = Caller(line, language="en").go_to("ask:story")
    caller.press("", story="They cut off the gas.")
    assert "Ambulance, fire brigade, police." in caller.page.text


def test_the_story_goes_on_if_the_person_wants_and_the_card_opens_once(line):
    caller = Caller(line).go_to("ask:story")
    caller.press("", story="Ils ont coupé le gaz.")
    caller.press("1")
    assert caller.step == "ask:story"
    assert "Ils ont coupé le gaz." in caller.page.text
    caller.press("", story="Ils ont coupé le gaz. Le CPAS est fermé.")
    assert caller.step == "ask:told_service"
    assert UrgentCount.objects.get().count == 1
    caller.go_to("never")
    # The report does not say that the call was urgent.
    assert not Report.objects.get().is_urgent


def test_the_key_of_urgency_works_at_any_step(line):
    caller = Caller(line)
    for step in ("open", "ask:where", "ask:consequences", "check", "ask:consent_count"):
        caller.go_to(step)
        caller.press("99")
        assert caller.step == "urgent"
        caller.press("")
        assert caller.step == step
    # Once for the call, however often it was pressed.
    assert [(one.kind, one.count) for one in UrgentCount.objects.all()] == [(PRESSED, 1)]


def test_from_the_card_one_can_hang_up(line):
    caller = Caller(line).go_to("ask:where")
    caller.click(action="urgent")
    caller.press("98")
    assert caller.press("1").status_code == 302
    assert not Report.objects.exists()


def test_counts_are_kept_by_month_and_kind(nadia, now):
    for _call in range(2):
        count_urgency(kinds=["money", "care"], by=nadia, at=now)
    count_urgency(kinds=["money"], by=nadia, at=now.replace(month=12))
    assert {(one.month, one.kind): one.count for one in UrgentCount.objects.all()} == {
        (date(2026, 11, 1), "money"): 2,
        (date(2026, 11, 1), "care"): 2,
        (date(2026, 12, 1), "money"): 1,
    }
    with pytest.raises(ValueError, match="no such kind"):
        count_urgency(kinds=["boredom"], by=nadia, at=now)


def test_loading_the_list_again_keeps_what_the_team_changed(nadia, now):
    word = UrgentWord.objects.get(text="faim")
    change_urgent_word(word=word, text="très faim", is_active=False, by=nadia, at=now)
    assert load_urgent_words(by=system_actor("importer"), at=now) == 0
    word.refresh_from_db()
    assert (word.text, word.is_active) == ("très faim", False)


def test_a_new_word_of_the_file_is_added(tmp_path, now):
    path = tmp_path / "words.json"
    path.write_text(json.dumps({"words": {"care": {"fr": ["rupture de stock d’insuline"]}}}))
    assert load_urgent_words(by=system_actor("importer"), at=now, path=path) == 1
    assert urgent_kinds("Rupture de stock d'insuline !") == ["care"]


def test_a_word_that_is_switched_off_is_heard_no_more(nadia, now):
    assert urgent_kinds("j’ai faim") == ["money"]
    word = UrgentWord.objects.get(text="faim")
    change_urgent_word(word=word, text="faim", is_active=False, by=nadia, at=now)
    assert urgent_kinds("j’ai faim") == []


def test_the_team_adds_a_word(line):
    page = line.post(
        reverse("phone_urgent_words"),
        {"kind": "energy", "language": "fr", "text": "plus de mazout"},
    )
    assert page.status_code == 302
    assert urgent_kinds("On n’a plus de MAZOUT") == ["energy"]
    entry = Entry.objects.get(action="urgent_word.add")
    assert "mazout" not in json.dumps(entry.data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Écrivez un mot"),
        ("***", "au moins trois lettres"),
        ("ex*", "au moins trois lettres"),
        ("faim", "déjà dans la liste"),
        ("x" * 200, "80"),
    ],
)
def test_a_word_that_cannot_be_is_refused_beside_its_field(line, text, message):
    page = line.post(
        reverse("phone_urgent_words"), {"kind": "money", "language": "fr", "text": text}
    )
    assert page.status_code == 422
    assert message in page.text


def test_a_line_of_the_list_is_changed_and_switched_off(line):
    word = UrgentWord.objects.get(text="faim")
    address = reverse("phone_urgent_word", args=[word.pk])
    assert line.post(address, {"text": "très faim", "is_active": "on"}).status_code == 302
    assert line.post(address, {"text": "très faim", "is_active": ""}).status_code == 302
    word.refresh_from_db()
    assert (word.text, word.is_active) == ("très faim", False)
    page = line.post(address, {"text": "*", "is_active": "on"})
    assert page.status_code == 422
    assert 'value="*"' in page.text


def test_the_list_costs_the_same_with_more_words(line, nadia, now):
    before = cost_of(line, reverse("phone_urgent_words"))
    for text in ("plus de mazout", "plus de bois"):
        add_urgent_word(kind="energy", language="fr", text=text, by=nadia, at=now)
    assert cost_of(line, reverse("phone_urgent_words")) == before


@pytest.mark.parametrize("name", ["amine", "mireille", "outsider"])
def test_others_do_not_touch_the_list(name, request, now):
    by = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        add_urgent_word(kind="energy", language="fr", text="mazout", by=by, at=now)
    with pytest.raises(PermissionDenied):
        count_urgency(kinds=["energy"], by=by, at=now)


def test_two_lines_do_not_become_the_same(nadia, now):
    word = UrgentWord.objects.get(text="faim")
    with pytest.raises(WordTaken):
        change_urgent_word(word=word, text="sans argent", is_active=True, by=nadia, at=now)
    with pytest.raises(NoWord):
        change_urgent_word(word=word, text=" ", is_active=True, by=nadia, at=now)
