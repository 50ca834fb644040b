"""Fatima reports, one screen at a time, with JavaScript off."""

import re

import pytest

from observatory.kit.remembered import memory
from observatory.people.queries import system_actor
from observatory.questionnaires.actions import publish_version
from observatory.questionnaires.queries import current_version
from observatory.questionnaires.tests.definitions import options, question, report_source
from observatory.reports.models import Consent, Report, Story
from observatory.vault.models import Contact, Draft

from .walk import FATIMA, START, screen_of, send, shown, ticked, walk

pytestmark = pytest.mark.django_db


def test_the_first_page_is_the_first_question(client):
    page = shown(client, START)

    assert "Où est-ce que ça s’est passé" in page
    assert page.count('name="where"') == 21
    assert "1030" in page
    assert "Schaerbeek" in page
    assert ticked(page).get("where") is None


def test_nothing_is_stored_for_who_only_looks(client):
    client.get(START)

    assert "report" not in client.cookies
    assert not Draft.objects.exists()


def test_fatima_reports_without_javascript(client):
    response = send(client)

    assert response.status_code == 303
    assert response["Location"] == "/fr/signaler/merci/"
    report = Report.objects.get()
    assert (report.territory.nis, report.service.code, report.intake) == ("21015", "S27", "web")
    assert set(report.terms.values_list("code", flat=True)) == {
        *("P01", "P05", "C06", "R1", "A3", "Q1")
    }
    assert Story.objects.get().original == "Le guichet était fermé."
    assert report.answers == {
        "told_service": "yes",
        "told_month": "2026-10",
        "told_how": ["counter"],
        "ask_bodies": "yes",
    }
    assert dict(Consent.objects.values_list("code", "granted")) == {
        "D1": True,
        "D2": True,
        "D3": False,
    }
    assert not Contact.objects.exists()


def test_the_shortest_way_through_answers_only_what_must_be(client):
    response = send(
        client,
        {
            "where": {"where": "unknown"},
            "service-group": {"group": "option:S99"},
            "count": {"consent_count": "yes"},
        },
    )

    assert response.status_code == 303
    report = Report.objects.get()
    assert (report.territory, report.whereabouts, report.service.code) == (None, "unknown", "S99")
    assert not Story.objects.exists()


def test_the_last_page_leads_to_the_code(client):
    response = send(client)

    page = shown(client, response["Location"])
    assert re.search(r"\d{4}", page)


def test_nothing_is_ticked_before_she_ticks_it(client):
    address = START
    answers = {**FATIMA, "publish": {"consent_publish": "no"}, "speaks": {"speaks_for": "R4"}}
    while screen_of(address) != "check":
        page = shown(client, address)
        assert "checked" not in page, address
        response = client.post(address.partition("?")[0], answers.get(screen_of(address), {}))
        address = response["Location"]


def test_every_question_has_its_words_and_every_consent_is_yes_or_no(client):
    walk(client, until="check")

    page = shown(client, "/fr/signaler/count/")
    assert "Pouvons-nous compter votre cas, sans votre nom" in page
    assert 'value="yes"' in page
    assert 'value="no"' in page


@pytest.mark.parametrize(
    ("language", "start", "words"),
    [
        ("fr", "/fr/signaler/", "Où est-ce que ça s’est passé"),
        ("nl", "/nl/", "Waar is het gebeurd?"),
        ("en", "/en/", "Where did it happen?"),
    ],
)
def test_the_wizard_speaks_three_languages(client, language, start, words):
    from django.urls import reverse
    from django.utils import translation

    with translation.override(language):
        address = reverse("report_start")

    assert address.startswith(start[:4])
    assert words in shown(client, address)


def test_answers_given_in_french_are_there_in_dutch(client):
    from django.urls import reverse
    from django.utils import translation

    walk(client, until="words")
    with translation.override("nl"):
        address = reverse("report_screen", args=["what"])

    page = shown(client, address)
    assert "Er is geen loket" in page
    assert ticked(page)["obstacles"] == ["P01", "P05"]


def test_each_page_shows_what_was_answered(client):
    walk(client)

    assert ticked(shown(client, "/fr/signaler/"))["where"] == ["21015"]
    assert ticked(shown(client, "/fr/signaler/service-group/"))["group"] == ["group:transport"]
    assert ticked(shown(client, "/fr/signaler/service/"))["service"] == ["S27"]
    assert ticked(shown(client, "/fr/signaler/led/"))["consequences"] == ["C06"]
    told = ticked(shown(client, "/fr/signaler/told/"))
    assert (told["told_service"], told["selected"]) == (["yes"], ["2026-10"])
    assert ticked(shown(client, "/fr/signaler/words/"))["story"] == ["Le guichet était fermé."]


def test_back_is_a_link_to_the_page_before(client):
    address = walk(client, until="what")

    assert 'class="button quiet back" href="/fr/signaler/speaks/"' in shown(client, address)
    assert "back" not in re.findall(r'class="button ([^"]*)"', shown(client, START))


def test_the_services_of_the_chosen_picture_are_offered(client):
    address = walk(client, until="service")

    page = shown(client, address)
    assert re.findall(r'name="service" value="(\w+)"', page) == ["S09", "S12", "S27"]


def test_a_picture_with_one_service_answers_at_once(client):
    address = walk(client, {**FATIMA, "service-group": {"group": "group:telecom"}}, until="speaks")

    assert screen_of(address) == "speaks"
    assert 'href="/fr/signaler/service-group/"' in shown(client, address)


def test_another_picture_asks_for_the_service_again(client):
    walk(client)

    response = client.post(
        "/fr/signaler/service-group/", {"group": "group:health", "back": "check"}
    )
    assert response["Location"] == "/fr/signaler/service/?back=check"
    page = shown(client, response["Location"])
    assert ticked(page).get("service") is None
    response = client.post("/fr/signaler/service/", {"service": "S40", "back": "check"})
    assert response["Location"] == "/fr/signaler/check/"
    assert "Mutuelle" in shown(client, response["Location"])


def test_a_page_asked_for_too_early_leads_to_the_first_question_without_answer(client):
    client.post(START, {"where": "21015"})

    for key in ("service", "what", "count", "check"):
        response = client.get(f"/fr/signaler/{key}/")
        assert response["Location"] == "/fr/signaler/service-group/", key


def test_a_page_that_does_not_exist_is_not_found(client):
    assert client.get("/fr/signaler/n-importe-quoi/").status_code == 404


def test_a_page_that_does_not_concern_her_is_passed_over(client):
    walk(client)

    assert client.get("/fr/signaler/protected/")["Location"] == "/fr/signaler/what/"
    assert client.get("/fr/signaler/reach/")["Location"] == "/fr/signaler/check/"


def test_who_works_in_the_service_reads_first_where_a_protected_channel_is(client):
    address = walk(client, {**FATIMA, "speaks": {"speaks_for": "R4"}}, until="protected")

    page = shown(client, address)
    assert "Ombuds Bruxelles" in page
    assert "02 549 67 00" in page
    response = client.post(address, {})
    assert screen_of(response["Location"]) == "what"


def test_everything_is_repeated_before_it_is_sent_and_each_answer_can_be_changed(client):
    address = walk(client)

    page = shown(client, address)
    for words in (
        "1030 Schaerbeek",
        "Train (SNCB)",
        "Il n’y a pas de guichet",
        "Le guichet était fermé.",
        "octobre 2026",
        "45 à 59 ans",
    ):
        assert words in page
    links = re.findall(r'<a href="([^"]+\?back=check)">', page)
    assert len(links) >= 15
    for link in links:
        assert client.get(link, follow=True).status_code == 200
    assert not Report.objects.exists()


def test_a_changed_answer_leads_back_to_the_check(client):
    walk(client)

    page = shown(client, "/fr/signaler/led/?back=check")
    assert 'name="back" value="check"' in page
    response = client.post("/fr/signaler/led/", {"consequences": ["C03"], "back": "check"})

    assert response["Location"] == "/fr/signaler/check/"
    assert "J’ai eu du retard" in shown(client, response["Location"])


def test_a_change_that_opens_a_new_question_asks_it(client):
    walk(client)

    response = client.post("/fr/signaler/after/", {"consent_contact": "yes", "back": "check"})

    assert response["Location"] == "/fr/signaler/reach/?back=check"


def test_without_the_consent_to_be_counted_nothing_is_stored(client):
    address = walk(client, {**FATIMA, "count": {"consent_count": "no"}}, until="not-counted")

    page = shown(client, address)
    assert "nous ne gardons rien" in page
    assert 'action="/fr/signaler/effacer/"' in page
    assert client.get("/fr/signaler/check/")["Location"] == address
    client.post("/fr/signaler/check/")
    assert not Report.objects.exists()


def test_a_contact_is_sealed_when_she_may_be_called(client):
    send(
        client,
        {
            **FATIMA,
            "after": {"consent_contact": "yes"},
            "reach": {"contact-phone": "0470 12 34 56", "contact-name": "Fatima"},
            "press": {"consent_press": "no"},
        },
    )

    assert Contact.objects.count() == 1
    report = Report.objects.get()
    assert "0470" not in str(report.answers)
    assert dict(report.consents.values_list("code", "granted")) == {
        "D1": True,
        "D2": True,
        "D3": True,
        "D7": False,
    }


def test_a_question_added_to_the_data_appears_with_no_change_of_code(client, now):
    memory.forget_all()
    source = report_source(number=current_version("report").number + 1)
    source["screens"].insert(
        6,
        {
            "key": "trips",
            "questions": [
                {
                    "key": "trips",
                    "kind": "choice",
                    "options": [
                        {**one, "names": dict.fromkeys(source["languages"], one["code"])}
                        for one in options("once", "often")
                    ],
                    "wording": {
                        language: {"label": f"Combien de trajets {language}"}
                        for language in source["languages"]
                    },
                }
            ],
        },
    )
    free = question("remark", max_length=50)
    free["wording"] = {language: {"label": "Une remarque"} for language in source["languages"]}
    source["screens"].insert(7, {"key": "remark", "questions": [free]})
    try:
        version = publish_version(source=source, by=system_actor("importer"), at=now)
        address = walk(client, until="trips")
        assert "Combien de trajets fr" in shown(client, address)
        address = walk(client, {"trips": {"trips": "often"}}, start=address, until="remark")
        assert "Une remarque" in shown(client, address)
        answers = {**FATIMA, "remark": {"remark": "Merci"}}
        address = walk(client, answers, start=address)
        assert "often" in shown(client, address)
        client.post(address)
        report = Report.objects.get()
        assert report.questionnaire == version
        assert (report.answers["trips"], report.answers["remark"]) == ("often", "Merci")
    finally:
        memory.forget_all()


def test_a_sitting_keeps_the_version_it_began_with(client, now):
    memory.forget_all()
    old = current_version("report")
    walk(client, until="what")
    try:
        publish_version(
            source=report_source(number=old.number + 1), by=system_actor("importer"), at=now
        )
        client.post(walk(client, start="/fr/signaler/what/"))
        assert Report.objects.get().questionnaire == old
    finally:
        memory.forget_all()
