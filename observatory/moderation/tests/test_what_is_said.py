"""What is asked, refused, kept out of the public and of the journal."""

import pytest

from observatory.journal.models import Entry
from observatory.moderation import actions
from observatory.moderation.models import Decision
from observatory.reports.models import Exchange
from observatory.reports.states import State

from .deciding import snapshot, take
from .factories import AT, make_report, propose, publish, read_again

pytestmark = pytest.mark.django_db


def test_a_question_waits_for_the_person(schaerbeek, mireille):
    report = make_report(schaerbeek)

    take("ask", report, mireille)

    message = Exchange.objects.get()
    assert (message.author, message.text) == ("team", "Quand était-ce ?")
    assert read_again(report).state == State.TO_COMPLETE


def test_a_refusal_has_one_of_the_listed_reasons(schaerbeek, mireille):
    from observatory.vocabularies.models import Term

    report = make_report(schaerbeek)
    with pytest.raises(Term.DoesNotExist):
        actions.reject_report(report=report, revision=0, reason="R77", by=mireille, at=AT)

    take("reject", report, mireille)

    assert read_again(report).rejection.code == "R02"
    assert Decision.objects.get().reason == "R02"


def test_an_urgent_report_is_marked_and_the_person_is_told_where_to_go(schaerbeek, mireille, marc):
    report = make_report(schaerbeek)
    actions.mark_urgent(report=report, revision=0, message="Appelez le 107.", by=mireille, at=AT)
    report = read_again(report)
    assert (report.is_urgent, report.state) == (True, State.RECEIVED)
    assert Exchange.objects.get().text == "Appelez le 107."

    with pytest.raises(actions.Conflict):
        actions.unmark_urgent(report=report, revision=0, by=marc, at=AT)
    actions.unmark_urgent(report=report, revision=report.revision, by=marc, at=AT)

    assert read_again(report).is_urgent is False
    publish(read_again(report), marc)
    take("undo", read_again(report), marc)
    assert read_again(report).state == State.RECEIVED


@pytest.mark.parametrize(
    "left",
    [
        "Appelez-moi au 0485 78 99 52.",
        "Écrivez à fatima@skynet.be.",
        "Mon compte BE68 5390 0754 7034.",
        "Mon numéro 85.07.30-033.28.",
    ],
)
def test_a_text_that_still_tells_how_to_reach_someone_is_not_published(left, schaerbeek, mireille):
    report = make_report(schaerbeek)
    before = snapshot()

    for decide in (publish, propose):
        with pytest.raises(actions.PersonalDataLeft):
            decide(report, mireille, text=f"C’était fermé. {left}")

    assert snapshot() == before


def test_a_public_line_may_stand_in_a_text_and_a_name_is_for_the_moderator_to_judge(
    schaerbeek, mireille
):
    text = "Ombuds Bruxelles (02 549 67 00) a répondu, dit Zoubida."

    assert publish(make_report(schaerbeek), mireille, text=text).state == State.PUBLISHED


@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_empty_text_is_not_published(text, schaerbeek, mireille):
    with pytest.raises(actions.NothingToPublish):
        publish(make_report(schaerbeek), mireille, text=text)


def test_a_report_without_story_can_only_be_counted(schaerbeek, mireille):
    report = make_report(schaerbeek, text="")

    with pytest.raises(actions.NothingToPublish):
        publish(report, mireille)
    take("count", report, mireille)

    assert read_again(report).state == State.CHECKED


def test_the_journal_tells_who_and_when_and_never_what_was_written(schaerbeek, mireille, marc):
    report = make_report(schaerbeek, text="Zanzibar original", needs_second_look=True)
    take("ask", report, mireille)
    report = read_again(report)
    report = propose(report, mireille, "Zanzibar proposé")
    take("agree", report, marc)
    actions.mark_urgent(
        report=read_again(report),
        revision=read_again(report).revision,
        message="Zanzibar message",
        by=marc,
        at=AT,
    )
    take("undo", read_again(report), marc)

    entries = list(Entry.objects.values("action", "subject", "data", "actor_id", "at"))
    assert "report.agree" in {entry["action"] for entry in entries}
    assert "Zanzibar" not in str(entries)
    assert "Quand" not in str(entries)
    assert "Zanzibar" not in str(list(Decision.objects.values()))
    assert {e["at"] for e in entries if e["action"].startswith("report.")} == {AT}
