"""The pages that explain: they agree with the data, the settings and the code that erases."""

import json

import pytest

from observatory.journal.actions import advance_edition
from observatory.pages import queries
from observatory.problems.wording import state_name
from observatory.vocabularies.models import Term

pytestmark = pytest.mark.django_db


def read(client, path):
    advance_edition()
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/fr/aide/", "/fr/methode/", "/fr/vie-privee/", "/fr/accessibilite/", "/fr/mentions/"],
)
@pytest.mark.parametrize("language", ["fr"])
def test_a_plain_page_asks_the_database_only_for_the_edition(
    client, path, language, django_assert_num_queries
):
    client.get(path)
    advance_edition()

    with django_assert_num_queries(1):
        assert client.get(path).status_code == 200


def test_all_seven_consents_are_listed(client):
    page = read(client, "/fr/vie-privee/")

    names = [term.name for term in Term.objects.of("consent")]
    assert len(names) == 7
    for name in names:
        assert name.replace("'", "&#x27;") in page


def test_the_schedule_on_screen_is_the_one_the_code_keeps(client):
    from observatory.escalations.actions.withdrawing import KEPT_AFTER_THE_END
    from observatory.events.states import REGISTRATION_KEPT
    from observatory.outbox.actions import KEPT_AFTER_SENDING
    from observatory.promises.actions.proposals import KEPT_AFTER, KEPT_AT_MOST
    from observatory.reports.jobs import CONTACT_KEPT, ORIGINAL_KEPT
    from observatory.vault.actions import DRAFT_LIFE

    page = read(client, "/fr/vie-privee/")

    assert DRAFT_LIFE.total_seconds() == 48 * 3600
    assert "48 heures" in page
    assert ORIGINAL_KEPT.days == 30
    assert "30 jours après la décision" in page
    assert CONTACT_KEPT.days == 183
    assert "6 mois après la décision" in page
    assert KEPT_AFTER_SENDING.days == 30
    assert (KEPT_AFTER.days, KEPT_AT_MOST.days) == (30, 183)
    assert "30 jours après la décision, 6 mois au plus" in page
    assert KEPT_AFTER_THE_END.days == 365
    assert "un an après la fin" in page
    assert REGISTRATION_KEPT.days == 30
    assert "30 jours après, ou tout de suite si vous l’annulez" in page


def test_every_state_of_a_problem_is_explained(client):
    page = read(client, "/fr/methode/")

    states = list(Term.objects.of("problem_state"))
    assert len(queries.problem_states()["states"]) == len(states) == 6
    for state in states:
        assert state_name(state.code) in page


def test_the_display_rules_on_screen_are_those_of_the_code(client):
    from observatory.kit import small_numbers

    page = read(client, "/fr/methode/")

    assert (small_numbers.MINIMUM, small_numbers.INTERVAL_FROM) == (3, 10)
    assert small_numbers.PERCENTAGE_FROM == 30
    for words in ("1 ou 2", "3 à 9", "10 à 29", "30 ou plus"):
        assert words in page


def test_a_possible_gap_is_never_called_illegal(client):
    page = read(client, "/fr/methode/")

    assert "possible écart avec la garantie" in page
    assert "illégal" not in page


def test_every_contact_has_a_source_a_date_and_words_in_three_languages():
    contacts = json.loads(queries.HELP_FILE.read_text())["contacts"]

    assert contacts
    for contact in contacts:
        assert contact["sources"]
        assert contact["as_of"]
        for words in ("name", "when", "hours", "before"):
            assert set(contact[words]) in ({"fr", "nl", "en"}, set()), contact["code"]


def test_help_can_be_called_from_the_page(client):
    page = read(client, "/fr/aide/")

    assert 'href="tel:112"' in page
    assert 'href="tel:025496700"' in page
    assert 'href="tel:080012800"' in page


def test_help_speaks_the_language_of_the_address(client):
    assert "Federale Ombudsman" in read(client, "/nl" + reverse_in("nl", "help"))
    assert "Federal Ombudsman" in read(client, "/en" + reverse_in("en", "help"))


def reverse_in(language, name):
    from django.urls import reverse
    from django.utils.translation import override

    with override(language):
        return reverse(name).removeprefix(f"/{language}")


def test_privacy_and_legal_name_the_controller_or_say_that_none_is_named(client, settings):
    assert "doivent encore nommer le responsable" in read(client, "/fr/vie-privee/")
    assert "doivent encore nommer l’éditeur" in read(client, "/fr/mentions/")
    settings.CONTROLLER = "Association <Exemple>"
    assert "Association &lt;Exemple&gt;" in read(client, "/fr/vie-privee/")
    assert "Association &lt;Exemple&gt;" in read(client, "/fr/mentions/")


def test_the_plan_of_the_site_leads_to_pages_that_exist(client):
    for section in queries.site_map()["sections"]:
        for link in section["links"]:
            assert client.get(link["href"]).status_code in {200, 302, 303}, link["href"]
