"""The right of reply: fifteen working days to answer before a round is published."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.kit.return_codes import group_code
from observatory.observations.actions import (
    move_round,
    note_opened,
    purge_hearings,
    record_reply,
    renew_link,
)
from observatory.observations.models import LONGEST_REPLY, Hearing, Reply, Round, Way
from observatory.observations.queries.hearings import (
    days_left,
    hearing_by_secret,
    may_be_published,
    public_reply,
)
from observatory.outbox.models import Message
from observatory.people.actions import Conflict, Refused
from observatory.people.queries import system_actor
from observatory.questionnaires.text import TextRefused
from observatory.vault.sealing import unseal

from .making import COLLEGE, DAY, addressee, send

# Monday 22 February 2027; fifteen working days later, no holiday between, is Monday 15 March.
SENT_ON, DUE_ON = date(2027, 2, 22), date(2027, 3, 15)
WORDS = "Un second guichet ouvre en mai.\n\nLe service Population"


def again(asked):
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


def answer(hearing, by=None, **changes):
    values = {
        "text": WORDS,
        "language": "fr",
        "signed_as": "Le service Population",
        "way": Way.LINK,
        "came_on": SENT_ON,
        "seen": 0,
        "at": DAY + timedelta(days=2),
    }
    return record_reply(hearing=hearing, by=by or system_actor("public"), **(values | changes))


def publish(asked, by, at):
    move_round(asked=again(asked), transition="publish", by=by, at=at)


@pytest.fixture
def sent(closed, chantal):
    """The round of 1030, with its authority since 22 February: the hearing and its keys."""
    return send(closed, chantal, DAY)


@pytest.fixture
def hearing(sent):
    return sent[0]


def test_the_authority_has_fifteen_working_days(closed, chantal, sent):
    hearing, keys = sent
    assert again(closed).state == "with_authority"
    assert (hearing.sent_on, hearing.due_on) == (SENT_ON, DUE_ON)
    assert days_left(hearing, SENT_ON) == 15
    assert days_left(hearing, DUE_ON) == 0
    assert days_left(hearing, DUE_ON + timedelta(days=30)) == 0
    assert hearing_by_secret(keys.token) == hearing_by_secret(keys.code) == hearing


def test_holidays_do_not_count_in_the_term(closed, chantal):
    """From 26 March 2026 on: Easter Monday, 6 April, is free."""
    at = DAY.replace(year=2026, month=3, day=26)
    hearing, _ = send(closed, chantal, at)
    assert hearing.due_on == date(2026, 4, 17)


def test_only_keyed_hashes_of_the_link_and_the_code_are_stored(sent):
    _, keys = sent
    stored = json.dumps(list(Hearing.objects.values()), default=str)
    journal = json.dumps(list(Entry.objects.values()), default=str)
    for secret in (keys.token, keys.token.replace("-", ""), keys.code, group_code(keys.code)):
        assert secret not in stored
        assert secret not in journal
    assert COLLEGE not in journal


def test_the_link_and_the_code_may_be_typed_as_people_type(sent):
    hearing, keys = sent
    for typed in (
        keys.token.upper(),
        keys.token.replace("-", ""),
        group_code(keys.code),
        group_code(keys.code).replace(" ", "-"),
    ):
        assert hearing_by_secret(typed) == hearing
    for wrong in ("", "x", "000000000000", keys.token[:-1], "9" * 10_000):
        assert hearing_by_secret(wrong) is None


@pytest.mark.parametrize("who", ["amine", "mireille", "nadia", "outsider"])
def test_a_round_is_sent_by_who_coordinates_there(who, request, closed):
    with pytest.raises(PermissionDenied):
        send(closed, request.getfixturevalue(who), DAY)
    assert not Hearing.objects.exists()


def test_a_round_is_sent_once_and_only_when_it_is_over(closed, opened, chantal, sent):
    for asked in (closed, again(closed), opened):
        with pytest.raises(Conflict, match="changed"):
            send(asked, chantal, DAY)
    assert Hearing.objects.count() == 1


def test_an_open_round_is_not_sent(opened, chantal):
    with pytest.raises(Conflict, match="changed"):
        send(opened, chantal, DAY)
    assert not Hearing.objects.exists()


def test_a_round_never_goes_to_the_authority_without_its_right_of_reply(closed, chantal):
    with pytest.raises(Refused, match="no_hearing"):
        move_round(asked=closed, transition="send_to_authority", by=chantal, at=DAY)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"body_name": "  "}, "no_body"),
        ({"address": " "}, "no_address"),
        ({"way": Way.EMAIL}, "no_email"),
        ({"sent_on": SENT_ON - timedelta(days=1)}, "sent_on"),
        ({"sent_on": SENT_ON + timedelta(days=8)}, "sent_on"),
    ],
)
def test_what_a_letter_needs(change, reason, closed, chantal):
    with pytest.raises(Refused, match=reason):
        send(closed, chantal, DAY, **change)
    assert again(closed).state == "closed"


def test_a_letter_that_leaves_tomorrow_has_its_whole_term(closed, chantal):
    hearing, _ = send(closed, chantal, DAY, sent_on=SENT_ON + timedelta(days=1))
    assert hearing.due_on == DUE_ON + timedelta(days=1)


def test_by_hand_neither_address_is_needed_and_no_mail_leaves(closed, chantal):
    send(closed, chantal, DAY, way=Way.HAND, address="")
    assert not Message.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("fr", "15 jours ouvrables"), ("nl", "/nl/")])
def test_with_an_e_mail_address_the_link_leaves_by_the_outbox(closed, chantal, language, words):
    _, keys = send(
        closed, chantal, DAY, way=Way.EMAIL, email="college@example.org", language=language
    )
    message = Message.objects.get(kind="right_of_reply")
    letter = json.loads(unseal(message.sealed, purpose="message", about=message.kind))
    assert letter["to"] == "college@example.org"
    assert letter["language"] == language
    assert keys.token in letter["body"]
    assert words in letter["body"]
    assert keys.code not in letter["body"]
    assert "\n" not in letter["subject_line"]


def test_a_lost_letter_is_replaced_and_the_former_link_stops(hearing, sent, chantal):
    _, former = sent
    later = DAY + timedelta(days=10)
    note_opened(hearing=hearing, by=system_actor("public"), at=DAY)
    renewed, keys = renew_link(
        hearing=hearing,
        to=addressee(body_name="Le CPAS", email="cpas@example.org"),
        restarts=True,
        seen=0,
        by=chantal,
        at=later,
    )
    assert hearing_by_secret(former.token) is hearing_by_secret(former.code) is None
    assert hearing_by_secret(keys.code).body_name == "Le CPAS"
    assert renewed.opened_at is None
    assert renewed.due_on == date(2027, 3, 25)
    assert Message.objects.get().kind == "right_of_reply"
    with pytest.raises(Conflict, match="changed"):
        renew_link(hearing=hearing, to=addressee(), restarts=False, seen=0, by=chantal, at=later)
    assert hearing_by_secret(keys.token) is not None


def test_a_new_letter_leaves_the_term_as_it_is_unless_one_says_so(hearing, chantal, olu):
    later = DAY + timedelta(days=10)
    renewed, _ = renew_link(
        hearing=hearing, to=addressee(), restarts=False, seen=0, by=olu, at=later
    )
    assert (renewed.sent_on, renewed.due_on) == (SENT_ON, DUE_ON)


def test_after_the_term_another_letter_begins_it_again(hearing, chantal):
    late = DAY + timedelta(days=30)
    values = {"hearing": hearing, "to": addressee(), "seen": 0, "by": chantal, "at": late}
    with pytest.raises(Refused, match="term_over"):
        renew_link(restarts=False, **values)
    renewed, _ = renew_link(restarts=True, **values)
    assert (renewed.sent_on, days_left(renewed, late.date())) == (late.date(), 15)
    # What came after the first letter is still an answer.
    answer(renewed, by=chantal, way=Way.LETTER, came_on=SENT_ON + timedelta(days=5), at=late)


def test_nobody_else_renews_or_types(hearing, mireille, amine):
    for person in (mireille, amine):
        with pytest.raises(PermissionDenied):
            renew_link(hearing=hearing, to=addressee(), restarts=False, seen=0, by=person, at=DAY)
        for way in (Way.LETTER, Way.LINK):
            with pytest.raises(PermissionDenied):
                answer(hearing, by=person, way=way)


def test_a_link_opened_twice_is_one_line_in_the_journal(hearing):
    for days in (1, 2):
        note_opened(hearing=hearing, by=system_actor("public"), at=DAY + timedelta(days=days))
    hearing.refresh_from_db()
    assert hearing.opened_at == DAY + timedelta(days=2)
    assert Entry.objects.filter(action="hearing.opened").count() == 1


def test_the_authority_changes_its_answer_and_the_journal_holds_no_text(hearing, closed, chantal):
    answer(hearing)
    answer(hearing, text="Finalement, deux guichets.", seen=1)
    assert list(Reply.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert public_reply(again(closed), SENT_ON).text == ""
    publish(closed, chantal, DAY + timedelta(days=3))
    assert public_reply(again(closed), SENT_ON).text == "Finalement, deux guichets."
    assert "guichet" not in json.dumps(list(Entry.objects.values()), default=str)


def test_two_people_who_answer_at_once_do_not_lose_each_others_words(hearing):
    answer(hearing)
    for seen in (0, 2, 30_000):
        with pytest.raises(Conflict, match="replied"):
            answer(hearing, text="Autre chose", seen=seen)
    assert Reply.objects.get().text == WORDS


def test_an_answer_on_paper_is_typed_by_who_coordinates(hearing, closed, chantal):
    came_on = SENT_ON + timedelta(days=1)
    answer(hearing, by=chantal, way=Way.LETTER, came_on=came_on)
    publish(closed, chantal, DAY + timedelta(days=3))
    shown = public_reply(again(closed), SENT_ON)
    assert (shown.kind, shown.text, shown.on) == ("reply", WORDS, came_on)
    assert shown.way_words == "par la poste"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " \n "}, "no_text"),
        ({"signed_as": " "}, "no_function"),
        ({"came_on": SENT_ON - timedelta(days=1)}, "came_on"),
        ({"came_on": SENT_ON + timedelta(days=30)}, "came_on"),
    ],
)
def test_what_an_answer_needs(change, reason, hearing, chantal):
    with pytest.raises(Refused, match=reason):
        answer(hearing, by=chantal, **({"way": Way.LETTER} | change))
    assert not Reply.objects.exists()


def test_an_answer_is_four_pages_at_most_and_kept_whole(hearing):
    with pytest.raises(TextRefused):
        answer(hearing, text="x" * (LONGEST_REPLY + 1))
    assert answer(hearing, text="x" * LONGEST_REPLY).text == "x" * LONGEST_REPLY


def test_nothing_is_published_before_the_term_or_the_answer(hearing, closed, chantal):
    assert not may_be_published(closed, DUE_ON)
    for days in (0, 21):  # 15 March is the last day
        with pytest.raises(Refused, match="too_early"):
            publish(closed, chantal, DAY + timedelta(days=days))
    assert may_be_published(closed, DUE_ON + timedelta(days=1))
    answer(hearing)
    assert may_be_published(closed, SENT_ON)
    publish(closed, chantal, DAY)
    assert again(closed).published_at == DAY


def test_silence_is_published_with_its_date(hearing, closed, chantal):
    assert public_reply(again(closed), DUE_ON).kind == "waiting"
    assert public_reply(again(closed), DUE_ON + timedelta(days=1)).kind == "silence"
    publish(closed, chantal, DAY + timedelta(days=22))
    shown = public_reply(again(closed), DUE_ON + timedelta(days=400))
    assert (shown.kind, shown.on, shown.sent_on, shown.text) == ("silence", DUE_ON, SENT_ON, "")


def test_before_publication_one_knows_that_an_answer_came_and_not_what_it_says(hearing, closed):
    answer(hearing)
    shown = public_reply(again(closed), SENT_ON)
    assert (shown.kind, shown.on, shown.text, shown.signed_as) == ("received", SENT_ON, "", "")


def test_a_round_that_nobody_was_asked_about_has_no_reply(closed):
    assert public_reply(closed, SENT_ON) is None
    assert not may_be_published(closed, date(2040, 1, 1))


def test_an_answer_after_the_term_is_taken_until_publication(hearing, closed, chantal):
    late = DAY + timedelta(days=40)
    answer(hearing, came_on=late.date(), at=late)
    publish(closed, chantal, late)
    for change in ({}, {"by": chantal, "way": Way.LETTER}):
        with pytest.raises(Conflict, match="published"):
            answer(hearing, seen=1, at=late, **change)
    with pytest.raises(Conflict, match="published"):
        renew_link(hearing=hearing, to=addressee(), restarts=False, seen=0, by=chantal, at=late)
    assert Reply.objects.count() == 1


def test_who_publishes_has_read_the_newest_answer(hearing, closed, chantal):
    answer(hearing)
    read = again(closed)
    answer(hearing, text="Une autre", seen=1)
    with pytest.raises(Conflict, match="changed"):
        move_round(asked=read, transition="publish", by=chantal, at=DAY)


def test_links_go_thirty_days_after_publication_and_what_is_public_stays(sent, closed, chantal):
    hearing, keys = sent
    answer(hearing)
    answer(hearing, text="Finalement", seen=1)
    published_at = DAY + timedelta(days=3)
    publish(closed, chantal, published_at)
    before, after = published_at + timedelta(days=29), published_at + timedelta(days=31)
    # The term ended on 15 March: until then every answer is kept.
    early = purge_hearings(at=DAY + timedelta(days=21), dry_run=True)
    assert early == {"authority link": 0, "replaced reply": 0}
    assert purge_hearings(at=before, dry_run=False) == {"authority link": 0, "replaced reply": 1}
    assert hearing_by_secret(keys.token) is not None
    for dry_run in (True, False):
        assert purge_hearings(at=after, dry_run=dry_run)["authority link"] == 1
    assert hearing_by_secret(keys.token) is hearing_by_secret(keys.code) is None
    assert purge_hearings(at=after, dry_run=False) == {"authority link": 0, "replaced reply": 0}
    assert public_reply(again(closed), SENT_ON).text == "Finalement"


def test_the_purge_of_the_house_erases_them_too(hearing, closed, chantal):
    from observatory.kit.purging import registered_purges

    purge = registered_purges()["observations"]
    assert set(purge(at=DAY, dry_run=True)) == {
        "collect_address",
        "observer_feed",
        "authority link",
        "replaced reply",
    }


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_public_costs_two_queries(count, hearing, closed, django_assert_num_queries):
    for number in range(count):
        answer(hearing, text=f"Réponse {number}", seen=number)
    with django_assert_num_queries(2):
        public_reply(closed, SENT_ON)
    with django_assert_num_queries(1):
        may_be_published(closed, SENT_ON)
