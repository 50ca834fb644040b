"""A number and a duration in a call: typed, refused with the reason, read back."""

import pytest

from observatory.kit.remembered import memory
from observatory.moderation.tests.factories import sign_in
from observatory.people.queries import system_actor
from observatory.phone.script import say_answer
from observatory.questionnaires.actions import publish_version
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.tests.definitions import REPORT, question, report_source

from .calling import Caller

pytestmark = pytest.mark.django_db


def worded(asked):
    words = next(iter(asked["wording"].values()))
    return {**asked, "wording": dict.fromkeys(REPORT["languages"], words)}


@pytest.fixture
def asks_for_amounts(now):
    """A report that also asks how long one waited and how often one came."""
    source = report_source(number=current_version("report").number + 1)
    asked = [
        question("wait", "duration", most=900),
        question("trips", "number", unit="times", most=20),
    ]
    source["screens"][1:1] = [{"key": one["key"], "questions": [worded(one)]} for one in asked]
    yield publish_version(source=source, by=system_actor("importer"), at=now)
    # The version goes with the test; the process must not think it is still there.
    memory.forget_all()


def test_amounts_are_typed_in_a_call(client, nadia, asks_for_amounts):
    sign_in(client, nadia)
    caller = Caller(client).go_to("ask:wait")

    page = caller.press(wait="3")
    assert page.status_code == 422
    assert "par exemple 3:20" in page.text
    assert 'value="3"' in page.text
    caller.press(wait="3 min 20")
    assert caller.step == "ask:trips"
    caller.press(trips="2")
    assert caller.call.answers["wait"] == "3:20"
    assert caller.call.answers["trips"] == "2"


def test_who_does_not_know_is_not_asked_again(client, nadia, asks_for_amounts):
    sign_in(client, nadia)
    caller = Caller(client).go_to("ask:wait")

    caller.press("0")
    assert caller.step == "ask:trips"
    assert "wait" not in caller.call.answers


def test_an_amount_is_read_back_with_its_unit(asks_for_amounts):
    asked = compiled(asks_for_amounts).questions

    assert say_answer(asked["wait"], "3:20", "fr").endswith("3\u202fmin\u202f20\u202fs.")
    assert say_answer(asked["trips"], "2", "fr").endswith("2 fois.")
