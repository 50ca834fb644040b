"""The same sheet twice is caught; two people with the same trouble are not drowned in questions."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from observatory.paper.models import Sheet
from observatory.paper.queries.likeness import find_likenesses, read_alike
from observatory.paper.states import SheetState
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.validation import validate_answers
from observatory.reports.actions import submit_report, withdraw_report
from observatory.reports.models import Report, Story

from .factories import AT, key, make_batch, sheet_answers, sheet_of, typed

pytestmark = pytest.mark.django_db

STORY = (
    "Je suis allée trois fois à la maison communale. Au guichet on m’a dit de prendre"
    " rendez-vous sur internet, et je n’ai pas d’ordinateur."
)
# The same handwriting, read by another pair of eyes.
STORY_AGAIN = (
    "je suis allée 3 fois à la maison communale , au guichet on m'a dit de prendre"
    " rendez vous sur internet et je n'ai pas d'ordinateur"
)
OTHER_STORY = (
    "Le bureau de poste a fermé. Pour retirer ma pension je dois prendre deux bus, et"
    " la machine refuse ma carte une fois sur deux."
)


def likenesses(batch, number=1, *, at=AT, **answers):
    definition = compiled(current_version("report"))
    cleaned, errors = validate_answers(definition, sheet_answers(number, **answers), language="fr")
    assert not errors
    return find_likenesses(batch, definition, cleaned, at=at)


def test_the_same_sheet_without_a_story_is_noticed(batch, jean):
    key(batch, 7, jean)

    (found,) = likenesses(batch, 7)
    assert (found.number, found.by_text) == (7, False)


@pytest.mark.parametrize(
    "other",
    [
        {"where": "21015"},
        {"where": "unknown"},
        {"service": "S09"},
        {"obstacles": ["P05"]},
        {"consequences": ["C02"]},
        {"age": ["A4"]},
        {"told_service": "yes"},
        {"consent_contact": "no"},
        {"story": STORY},
        {"positives": ["G01"]},
    ],
    ids=lambda other: next(iter(other)),
)
def test_one_difference_is_enough_to_ask_nothing(batch, jean, other):
    key(batch, 7, jean)

    assert likenesses(batch, 7, **other) == []


def test_the_same_story_read_by_other_eyes_is_noticed(batch, jean):
    key(batch, 7, jean, story=STORY, consent_publish="yes")

    (found,) = likenesses(batch, 7, story=STORY_AGAIN, consent_publish="no", told_service="no")
    assert (found.number, found.by_text) == (7, True)


def test_two_stories_with_the_same_ticks_are_two_people(batch, jean):
    key(batch, 7, jean, story=STORY)

    assert likenesses(batch, 7, story=OTHER_STORY) == []


def test_the_same_story_about_another_service_is_not_asked_about(batch, jean):
    key(batch, 7, jean, story=STORY)

    assert likenesses(batch, 7, story=STORY, service="S09") == []


def test_a_few_words_that_everyone_writes_tell_nobody_apart(batch, jean):
    key(batch, 7, jean, story="Guichet fermé.")

    assert likenesses(batch, 7, story="guichet ferme")[0].by_text is False
    assert likenesses(batch, 7, story="Trop loin.") == []
    assert likenesses(batch, 7, story="guichet ferme", told_service="no") == []


def test_a_story_whose_original_was_erased_is_compared_with_nothing(batch, jean, now):
    key(batch, 7, jean, story=STORY)
    Story.objects.update(original="", original_erased_at=now)

    assert likenesses(batch, 7, story=STORY) == []
    assert likenesses(batch, 7) == []


def test_ticks_that_many_people_share_are_asked_about_once(batch, jean):
    """Ten people whose paper is the same: one question, not nine."""
    asked = 0
    for number in range(1, 11):
        same = sheet_answers(1)
        asked += bool(likenesses(batch, 1))
        key(batch, number, jean, **same)

    assert asked == 1


def test_a_pile_of_ordinary_sheets_asks_nothing(batch, jean):
    for number in range(1, 21):
        assert likenesses(batch, number) == []
        key(batch, number, jean)


def test_a_sheet_of_another_pile_of_the_association_is_noticed_for_two_weeks(batch, jean, maison):
    key(make_batch(jean, maison), 7, jean)

    assert likenesses(batch, 7)[0].number is None
    assert likenesses(batch, 7, at=AT + timedelta(days=13))
    assert likenesses(batch, 7, at=AT + timedelta(days=15)) == []


def test_in_the_pile_itself_it_is_noticed_however_long_it_takes(batch, jean):
    key(batch, 7, jean)

    assert likenesses(batch, 7, at=AT + timedelta(days=60))


def test_a_report_from_the_desk_of_the_association_is_noticed(batch, jean, maison):
    enter_at_the_desk(jean, maison)

    assert likenesses(batch, 7)


def test_what_others_reported_is_not_looked_at(batch, jean, maison):
    enter_at_the_desk(jean, None)
    key(make_batch(jean), 7, jean)

    assert likenesses(batch, 7) == []


def enter_at_the_desk(by, association):
    submit_report(
        uuid=uuid4(),
        version=current_version("report"),
        answers=sheet_answers(7),
        language="fr",
        intake="assisted",
        photos=[],
        association=association,
        by=by,
        at=AT,
    )


def test_the_sheets_of_the_pile_come_first(batch, jean, maison):
    enter_at_the_desk(jean, maison)
    key(batch, 7, jean)
    enter_at_the_desk(jean, maison)

    assert [one.number for one in likenesses(batch, 7)] == [7, None, None]


def test_a_withdrawn_report_is_no_longer_looked_at(batch, jean):
    key(batch, 7, jean)
    withdraw_report(report=Report.objects.get(), by=jean, at=AT)

    assert likenesses(batch, 7) == []


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (STORY, STORY, True),
        (STORY, STORY_AGAIN, True),
        (STORY, OTHER_STORY, False),
        ("Élève à l’école", "eleve a l'ecole", True),
        ("", "", True),
        ("أغلقوا المكتب", "أغلقوا المكتب.", True),
    ],
)
def test_two_texts_are_alike_whatever_the_commas(first, second, alike):
    assert read_alike(first, second) is alike


@pytest.fixture
def address(batch):
    return reverse("batch_key", args=[batch.uuid])


@pytest.fixture
def asked(desk, address, batch, jean):
    """What Jean sent of sheet 8, the same as sheet 7, and the question he got."""
    key(batch, 7, jean)
    sent = typed(8, **sheet_answers(7))
    return sent, desk.post(address, sent)


def test_jean_is_asked_before_anything_is_stored(asked):
    _, page = asked
    text = page.content.decode()

    assert page.status_code == 200
    assert "La feuille 8 ressemble à la feuille 7" in text
    assert "Molenbeek" in page.context["facts"][0]
    assert len(page.context["facts"]) == 6
    assert Sheet.objects.count() == 1


def test_the_same_sheet_is_counted_as_a_double_and_not_kept(asked, desk, address, batch):
    sent, _ = asked

    page = desk.post(address, {**sent, "decision": "same", "repeats": "7"}, follow=True)

    sheet = sheet_of(batch, 8)
    assert (sheet.state, sheet.report) == (SheetState.DOUBLE, None)
    assert sheet.repeats == sheet_of(batch, 7)
    assert Report.objects.count() == 1
    assert "Double" in page.content.decode()
    assert "la même que la 7" in desk.get(reverse("batch", args=[batch.uuid])).content.decode()


def test_two_people_are_both_kept(asked, desk, address, batch):
    sent, _ = asked

    desk.post(address, {**sent, "decision": "two"})

    assert sheet_of(batch, 8).state == SheetState.REPORT
    assert Report.objects.count() == 2


def test_one_can_go_back_to_what_was_typed(asked, desk, address):
    sent, _ = asked

    page = desk.post(address, {**sent, "decision": "back"})

    assert page.context["form"]["service"].value() == sent["service"]
    assert page.context["head"]["entry"].value() == sent["entry"]
    assert Sheet.objects.count() == 1


def test_everything_typed_travels_with_the_question(asked):
    sent, page = asked
    text = page.content.decode()

    assert f'name="entry" value="{sent["entry"]}"' in text
    for obstacle in sent["obstacles"]:
        assert f'name="obstacles" value="{obstacle}"' in text


def test_a_made_up_sheet_to_repeat_harms_nothing(asked, desk, address, batch):
    sent, _ = asked

    desk.post(address, {**sent, "decision": "same", "repeats": "555"})

    assert sheet_of(batch, 8).repeats is None


def test_the_question_does_not_come_when_the_same_entry_is_sent_again(desk, address):
    sent = typed(1)
    desk.post(address, sent)

    assert desk.post(address, sent).status_code == 303
