"""A call: every answer by number, nothing kept before the caller agrees."""

import json

import pytest
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.moderation.tests.factories import sign_in
from observatory.phone.models import Shift
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Report

from .calling import USUAL, Caller, count_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(client, nadia):
    """Nadia, signed in, the line open."""
    sign_in(client, nadia)
    client.post(reverse("phone_shift_open"))
    return client


def test_a_call_taken_with_number_keys_only_becomes_a_report(line):
    caller = Caller(line)
    caller.go_to("never")
    assert "C’est enregistré" in caller.page.text
    report = Report.objects.get()
    assert (report.intake, report.language, report.service.code) == ("phone", "fr", "S01")
    assert {term.code for term in report.terms.all()} >= {"R1", "P05", "C01", "A3"}
    assert {one.code: one.granted for one in report.consents.all()} == {
        "D1": True,
        "D3": False,
        "D5": False,
    }
    assert {one.intake for one in report.consents.all()} == {"phone"}
    assert report.association is None
    groups = caller.page.context["groups"]
    assert [len(group) for group in groups] == [4, 4, 4]
    assert "".join(groups) not in str(list(Entry.objects.values()))
    assert Shift.objects.get().answered == 1


def test_the_end_sent_twice_is_one_report_and_one_call(line):
    caller = Caller(line).go_to("ask:consent_contact")
    packed = caller.packed
    first = caller.press("2")
    second = line.post(reverse("phone_call"), {"call": packed, "keys": "2"})
    assert first.context["groups"] == second.context["groups"]
    assert Report.objects.count() == 1
    assert Shift.objects.get().answered == 1


def test_the_code_stays_until_the_worker_says_that_it_was_noted(line):
    caller = Caller(line).go_to("never")
    groups = caller.page.context["groups"]
    # The page that spells the code holds nothing of what was said.
    assert "S01" not in caller.packed
    for keys in ("", "3", "-"):
        caller.press(keys)
        assert caller.page.context["groups"] == groups
    assert caller.press("1").status_code == 302
    assert Report.objects.count() == 1
    assert Shift.objects.get().answered == 1


def test_a_page_sent_again_does_not_bring_back_what_was_withdrawn(line, nadia, now):
    caller = Caller(line).go_to("ask:consent_contact")
    packed = caller.packed
    caller.press("2")
    withdraw_report(report=Report.objects.get(), by=nadia, at=now)
    assert line.post(reverse("phone_call"), {"call": packed, "keys": "2"}).status_code == 302
    assert caller.press("").status_code == 302
    assert not Report.objects.exists()
    assert "a été effacé depuis" in line.get(reverse("phone_home")).text


STEPS = ["ask:where", "ask:obstacles:counter", "ask:story", "check", "ask:consent_count"]


@pytest.mark.parametrize("step", STEPS)
def test_who_hangs_up_before_agreeing_leaves_no_row_anywhere(line, step):
    before = count_rows()
    caller = Caller(line).go_to(step, **{"ask:story": ""})
    caller.press("98")
    assert caller.step == "hang-up"
    answer = caller.press("1")
    assert answer.status_code == 302
    assert count_rows() == before
    page = line.get(reverse("phone_home"))
    assert "Rien de cet appel n’a été gardé" in page.text
    # A number went up: somebody answered the line.
    assert Shift.objects.get().answered == 1


def test_what_was_said_is_neither_in_the_session_nor_in_an_address(line):
    caller = Caller(line).go_to("ask:story")
    caller.press("", story="Le guichet était fermé, reviens-y demain.")
    caller.go_to("check")
    assert "reviens-y demain" in caller.page.text
    kept = json.dumps(dict(line.session.items()), default=str)
    assert "reviens-y" not in kept
    assert "S01" not in kept
    assert caller.page.request["QUERY_STRING"] == ""
    assert caller.page.headers["Cache-Control"] == "no-store"


def test_hanging_up_can_be_taken_back(line):
    caller = Caller(line).go_to("ask:speaks_for")
    caller.press("98")
    caller.press("-")
    assert caller.step == "ask:speaks_for"
    assert caller.call.answers["service"] == "S01"


def test_who_does_not_agree_is_told_kindly_and_nothing_is_kept(line):
    before = count_rows()
    caller = Caller(line).go_to("ask:consent_count")
    caller.press("2")
    assert "nous ne gardons rien" in caller.page.text
    assert caller.press("").status_code == 302
    assert count_rows() == before


def test_who_changes_her_mind_can_agree_after_all(line):
    caller = Caller(line).go_to("ask:consent_count")
    caller.press("2")
    caller.press("-")
    caller.press("1")
    caller.go_to("never")
    assert Report.objects.count() == 1


def test_zero_means_i_do_not_know(line):
    caller = Caller(line).go_to("ask:where")
    assert "Je ne sais pas" in caller.page.text
    caller.press("0")
    caller.press("0")
    assert caller.step == "ask:speaks_for"
    assert caller.call.answers == {"where": "unknown", "service": "S99"}


def test_a_consent_is_not_passed_over_by_enter(line):
    caller = Caller(line).go_to("ask:consent_health")
    assert caller.press("").status_code == 422
    assert caller.press("0").status_code == 200
    assert "consent_health" not in caller.call.answers
    # What rests on it is not asked.
    assert caller.step == "ask:story"
    caller.go_to("ask:consent_count")
    assert caller.press("0").status_code == 422


def test_health_is_asked_after_a_yes_only(line):
    caller = Caller(line).go_to("ask:consent_health")
    caller.press("1")
    assert caller.step == "ask:health_consequences"
    caller.press("1 2")
    assert caller.call.answers["health_consequences"] == ["C11", "C12"]
    caller.press("0")
    caller.go_to("never")
    assert Report.objects.get().needs_second_look


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("77", "Le numéro 77 n’est pas dans la liste"),
        ("trois", "Tapez des chiffres"),
        ("1 2", "Un seul numéro ici"),
        ("0 3", "se tapent seuls"),
        ("3 -", "se tapent seuls"),
        ("", "Choisissez une commune"),
        ("9" * 80, "Tapez des chiffres"),
    ],
)
def test_a_wrong_number_is_said_beside_the_field_and_stays_there(line, keys, message):
    caller = Caller(line).go_to("ask:where")
    page = caller.press(keys)
    assert page.status_code == 422
    assert message in page.text
    assert page.text.count('id="id_keys_error"') == 1
    assert "obligatoire" not in page.text
    assert f'value="{keys}"' in page.text or not keys
    assert caller.step == "ask:where"


@pytest.mark.parametrize("keys", ["1 4 7", "1,4,7", "1.4.7", " 1  4 7 ", "１ ４ ７", "7/4/1"])
def test_several_answers_are_typed_with_anything_between(line, keys):
    caller = Caller(line).go_to("ask:consequences")
    caller.press(keys)
    assert caller.call.answers["consequences"] == ["C01", "C04", "C07"]


def test_obstacles_of_several_groups_are_asked_group_by_group(line):
    caller = Caller(line).go_to("groups:obstacles")
    caller.press("1 2 10")
    assert caller.step == "ask:obstacles:counter"
    caller.press("5 8")
    assert caller.step == "ask:obstacles:phone"
    caller.press("2")
    # "Another problem" stands alone in its group: it came with the group.
    assert caller.call.answers["obstacles"] == ["P05", "P08", "P21", "P98"]
    caller.press("-")
    assert caller.step == "ask:obstacles:phone"
    caller.press("-")
    caller.press("-")
    caller.press("2")
    assert caller.call.answers["obstacles"] == ["P21"]


def test_clicking_works_too(line):
    caller = Caller(line)
    caller.click(**{"pick-one": "1"})
    caller.click(**{"pick-one": "1"})
    caller.click(**{"pick-one": "1"})
    caller.click(**{"pick-one": "2"})
    assert caller.call.answers["service"] == "S02"
    caller.click(action="zero")
    caller.click(action="next", pick=["1", "3"])
    assert caller.call.groups["obstacles"] == ["counter", "post"]
    caller.click(action="back")
    assert caller.step == "groups:obstacles"
    # A box that was unticked is no answer any more.
    caller.click(action="next")
    assert "obstacles" not in caller.call.groups or not caller.call.groups["obstacles"]


@pytest.mark.parametrize("pick", ["x", "1e9", "٣٣٣٣٣٣٣", "-1", "999"])
def test_a_number_that_no_button_has_is_refused(line, pick):
    caller = Caller(line).go_to("ask:consequences")
    assert caller.click(action="next", pick=pick).status_code == 422


def test_going_back_keeps_the_answer_and_enter_keeps_it_again(line):
    caller = Caller(line).go_to("groups:service")
    caller.press("-")
    assert caller.step == "ask:where"
    assert "chosen" in caller.page.text
    caller.press("")
    assert caller.step == "groups:service"


def test_everything_is_read_back_and_each_answer_changes_by_its_number(line):
    caller = Caller(line).go_to("check", **{"ask:consequences": "1 3"})
    said = {one.step: one for one in caller.page.context["sentences"]}
    assert said["ask:where"].text.startswith("Cela s’est passé ici")
    assert "Rendez-vous seulement par internet" in said["groups:obstacles"].text
    assert said["ask:equipment"].text == ""
    caller.press(str(said["ask:consequences"].number))
    assert caller.step == "ask:consequences"
    caller.press("2")
    assert caller.step == "check"
    assert caller.call.answers["consequences"] == ["C02"]
    # A changed group asks what follows from it, then comes back.
    caller.press(str(said["groups:service"].number))
    assert caller.step == "groups:service"
    caller.press("2")
    assert caller.step == "ask:service:social"
    caller.press("1")
    assert caller.step == "check"
    assert caller.call.answers["service"] != "S01"
    assert caller.press("88").status_code == 422


def test_an_answer_that_opens_other_questions_asks_them_before_coming_back(line):
    caller = Caller(line).go_to("check")
    said = {one.step: one.number for one in caller.page.context["sentences"]}
    caller.press(str(said["ask:told_service"]))
    caller.press("1")
    assert caller.step == "ask:told_month"
    caller.press("2")
    assert caller.step == "ask:told_how"
    caller.press("2")
    assert caller.step == "check"


def test_who_works_in_the_service_is_warned_first(line):
    caller = Caller(line).go_to("ask:speaks_for")
    caller.press("4")
    assert caller.step == "words:protected"
    assert "canal protégé" in caller.page.text


def test_the_script_is_in_the_callers_language_and_the_page_in_the_workers(line):
    caller = Caller(line, language="nl")
    assert '<html lang="fr"' in caller.page.text
    caller.press("1")
    assert "In welke gemeente is het gebeurd?" in caller.page.text
    assert "À dire" in caller.page.text
    caller.go_to("never")
    assert Report.objects.get().language == "nl"
    assert Report.objects.get().consents.get(code="D1").wording.startswith("Mogen wij")


def test_how_to_reach_the_person_is_typed_and_can_be_wrong(line):
    caller = Caller(line).go_to("ask:consent_contact")
    caller.press("1")
    assert caller.step == "ask:contact"
    page = caller.press("", **{"contact-phone": "12"})
    assert page.status_code == 422
    assert 'value="12"' in page.text
    caller.press("", **{"contact-phone": "02 000 00 00"})
    assert caller.step == "ask:consent_press"
    caller.press("2")
    assert Report.objects.count() == 1
    assert "02 000" not in str(list(Report.objects.values())) + str(list(Entry.objects.values()))


@pytest.mark.parametrize(("key", "step"), [("-", "ask:consent_contact"), ("98", "hang-up")])
def test_the_keys_work_in_a_field_that_is_typed_too(line, key, step):
    caller = Caller(line).go_to("ask:consent_contact")
    caller.press("1")
    caller.press("", **{"contact-phone": key})
    assert caller.step == step


def test_a_story_too_long_stays_on_the_page(line):
    caller = Caller(line).go_to("ask:story")
    page = caller.press("", story="a" * 3001)
    assert page.status_code == 422
    assert "a" * 3001 in page.text


def test_a_caller_with_a_code_is_followed_up(line):
    caller = Caller(line)
    assert caller.press("3").status_code == 302
    assert Shift.objects.get().answered == 1


@pytest.mark.parametrize(
    "packed",
    ["", "nonsense", "{}", "[]", '{"version": 999}', "[" * 5000, '{"version": 1, "answers": 3}'],
)
def test_a_page_that_holds_no_call_leads_back_to_the_start(line, packed):
    answer = line.post(reverse("phone_call"), {"call": packed, "keys": "1"})
    assert answer.status_code == 302
    assert "n’a pas pu être lu" in line.get(reverse("phone_home")).text


def test_a_page_that_was_altered_gains_nothing(line):
    caller = Caller(line).go_to("ask:consent_contact")
    raw = json.loads(caller.packed)
    raw["answers"].pop("consent_count")
    raw["answers"]["where"] = "99999"
    page = line.post(reverse("phone_call"), {"call": json.dumps(raw), "keys": "2"})
    assert page.status_code in {200, 422}
    assert not Report.objects.exists()


def test_a_call_cannot_be_opened_by_its_address(line):
    assert line.get(reverse("phone_call")).status_code == 302


@pytest.mark.parametrize("keys", ["", "9", "x"])
def test_a_call_needs_a_language(line, keys):
    page = line.post(reverse("phone_start"), {"keys": keys})
    assert page.status_code == 422
    assert "Choisissez la langue" in page.text


def test_the_language_is_a_number_too(line):
    page = line.post(reverse("phone_start"), {"keys": "2"})
    assert 'lang="nl"' in page.text


@pytest.mark.parametrize("name", ["amine", "chantal", "mireille", "olu", "outsider"])
def test_only_the_line_takes_calls(client, name, request):
    sign_in(client, request.getfixturevalue(name))
    for address in ("phone_start", "phone_call", "phone_hang_up"):
        assert client.post(reverse(address), {"language": "fr"}).status_code == 403


# Words a minute of somebody who reads aloud calmly, and seconds for an answer.
PACE, ANSWER = 150, 6
MOST_SECONDS = 360


@pytest.mark.parametrize("language", ["fr", "nl", "en", "ar"])
def test_a_usual_call_takes_less_than_six_minutes(line, language):
    caller = Caller(line, language=language)
    words = turns = 0
    while caller.step != "done":
        script = caller.page.context["script"]
        said = [*script.before, script.main, *script.after]
        said += [one.text for one in caller.page.context["sentences"]]
        words += sum(len(line.split()) for line in said)
        turns += 1
        caller.press(USUAL.get(caller.step, ""))
    assert Report.objects.count() == 1
    assert words / PACE * 60 + turns * ANSWER < MOST_SECONDS, (words, turns)
