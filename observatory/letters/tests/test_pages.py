import pytest
from django.urls import reverse

from observatory.letters.actions import note_answer, note_failure
from observatory.letters.models import IncomingItem
from observatory.letters.queries import open_content
from observatory.letters.queries.inbox import PAGE
from observatory.moderation.tests.factories import cost_of, sign_in
from observatory.questionnaires.queries import compiled, current_version
from observatory.reports.models import Report

from .factories import AT, photographed, read_again, receive, receive_many, taken_by
from .mails import TEXT, attach, make_mail, photo, zip_bomb
from .pages import INBOX, answer_fields, decide, dense, page_of

pytestmark = pytest.mark.django_db


def test_the_list_says_what_waits_from_whom_and_by_when(line):
    receive()
    text = line.get(INBOX).content.decode()
    assert "Le guichet est fermé" in text
    assert "Dit venir de Fatima &lt;fatima@example.org&gt;" in text
    assert "pour le 25 novembre" in text


def test_an_empty_list_says_so(line):
    for name in ("waiting", "taken", "done", "aside", "nonsense"):
        assert 'class="empty"' in line.get(f"{INBOX}?list={name}").content.decode()


def test_the_list_costs_the_same_for_one_and_three(line):
    receive_many(1)
    one = cost_of(line, INBOX)
    for number in range(3):
        receive(
            attach(make_mail(message_id=f"<p{number}@x>"), photo(str(number)), "x", "image/jpeg")
        )
    assert cost_of(line, INBOX) == one


def test_a_long_list_is_read_page_by_page_oldest_first(line):
    receive_many(PAGE + 3)
    first = line.get(INBOX).content.decode()
    assert first.count('class="letters-title"') == PAGE
    assert "Lettre 0<" in first
    after = first.split("&amp;after=")[1].split('"')[0]
    second = line.get(f"{INBOX}?list=waiting&after={after}").content.decode()
    assert second.count('class="letters-title"') == 3
    assert f"Lettre {PAGE + 2}<" in second


@pytest.mark.parametrize("after", ["x", "2026_1", "9999-99-99T00:00:00+00:00_1", "_" + "9" * 30])
def test_a_made_up_place_in_the_list_starts_at_the_beginning(line, after):
    receive()
    assert "Le guichet" in line.get(INBOX, {"after": after}).content.decode()


def test_the_page_says_since_when_the_mailbox_does_not_answer(line, settings):
    settings.IMAP_HOST = "imap.example.org"
    note_answer(at=AT)
    assert "relevée le 23 novembre à 10:00" in line.get(INBOX).content.decode()
    note_failure(error="timeout", at=AT)
    text = line.get(INBOX).content.decode()
    assert "Depuis le 23 novembre à 10:00" in text
    assert "timeout" in text
    assert "ne répond pas depuis le 23 novembre" in line.get(reverse("team")).content.decode()


@pytest.mark.parametrize(("who", "status"), [("nadia", 200), ("chantal", 200), ("everywhere", 200)])
def test_who_deals_with_letters_comes_in(client, who, status, request):
    user, item = request.getfixturevalue(who), receive()
    assert sign_in(client, user).get(INBOX).status_code == status
    assert client.get(page_of(item)).status_code == status
    assert "Courrier" in client.get(reverse("team")).content.decode()


@pytest.mark.parametrize("who", ["mireille", "amine", "olu", "outsider"])
def test_others_do_not(client, who, request):
    user = request.getfixturevalue(who)
    item = photographed(request.getfixturevalue("nadia"))
    sign_in(client, user)
    page = item.pages.get()
    for address in (
        INBOX,
        page_of(item),
        page_of(item, "letters_report"),
        reverse("letters_picture", args=[page.pk]),
        reverse("letters_photo"),
    ):
        assert client.get(address).status_code == 403
    assert decide(client, item, "take").status_code == 403
    assert "Courrier<" not in client.get(reverse("team")).content.decode()


def test_what_a_stranger_wrote_is_shown_as_words_only(line):
    item = receive(subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    text = line.get(page_of(item)).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_the_page_says_what_was_left_out_and_that_a_sender_may_be_forged(line):
    item = receive(attach(make_mail(), zip_bomb(), "x.zip", "application/zip"))
    text = line.get(page_of(item)).content.decode()
    assert "une archive (zip)" in text
    assert "Un expéditeur peut être faux" in text


def test_a_page_is_given_as_a_picture_that_nobody_keeps(line, nadia):
    page = photographed(nadia).pages.get()
    response = line.get(reverse("letters_picture", args=[page.pk]))
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"\xff\xd8")
    assert line.get(reverse("letters_picture", args=[page.pk + 1])).status_code == 404


def test_taking_then_someone_else_gets_a_page_that_tells(line, client, nadia, chantal):
    item = receive()
    assert decide(line, item, "take").status_code == 303
    sign_in(client, chantal)
    response = decide(client, item, "take")
    assert response.status_code == 409
    assert "Nadia" in response.content.decode()
    assert "Nadia s’en occupe" in client.get(page_of(item)).content.decode()


def test_setting_aside_needs_a_reason_and_can_be_undone(line):
    item = receive()
    response = decide(line, item, "set_aside")
    assert response.status_code == 422
    assert "Choisissez une raison." in response.content.decode()
    assert decide(line, item, "set_aside", reason="automatic").status_code == 422
    assert decide(line, item, "set_aside", reason="spam").status_code == 303
    assert "Publicité ou arnaque" in line.get(f"{INBOX}?list=aside").content.decode()
    assert decide(line, read_again(item), "bring_back").status_code == 303
    assert read_again(item).state == "waiting"


def test_a_made_up_decision_is_not_found(line):
    assert decide(line, receive(), "explode").status_code == 404
    assert line.get(page_of(receive(), "letters_decide")).status_code == 405


def test_the_letter_becomes_a_report_and_who_made_it_gets_the_code(line, client, nadia, chantal):
    item = taken_by(nadia)
    page = line.get(page_of(item, "letters_report")).content.decode()
    assert TEXT in page
    assert "checked" not in page.split("consent_by")[1][:600]
    response = line.post(
        page_of(item, "letters_report"),
        {**dense(D1="yes"), "revision": item.revision, "consent_by": "letter", "language": "nl"},
    )
    assert response.status_code == 303
    report = Report.objects.get()
    assert (report.intake, report.language) == ("letter", "nl")
    text = line.get(page_of(item)).content.decode()
    assert "return-code" in text
    # A colleague sees that it is done, not the code.
    assert "return-code" not in sign_in(client, chantal).get(page_of(item)).content.decode()


def test_no_consent_is_ticked_beforehand(line, nadia):
    page = line.get(page_of(taken_by(nadia), "letters_report")).content.decode()
    assert " checked" not in page


def test_what_is_missing_is_said_beside_its_field_and_all_that_was_typed_stays(line, nadia):
    item = taken_by(nadia)
    fields = {**dense(), "revision": item.revision, "language": "fr"}
    story = next(
        key
        for key, one in compiled(current_version("report")).questions.items()
        if one.kind == "text"
    )
    fields[story] = "Elle est venue trois fois."
    for key, question in compiled(current_version("report")).questions.items():
        if question.consent == "D1":
            del fields[key]
    response = line.post(page_of(item, "letters_report"), fields)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Dites comment la personne a donné ses accords." in text
    assert "Elle est venue trois fois." in text
    assert not Report.objects.exists()


def test_who_refuses_to_be_counted_is_not_stored(line, nadia):
    item = taken_by(nadia)
    response = line.post(
        page_of(item, "letters_report"),
        {**dense(D1="no"), "revision": item.revision, "consent_by": "letter", "language": "fr"},
    )
    assert "rien n’est enregistré" in response.content.decode()
    assert not Report.objects.exists()


def test_only_who_has_it_in_hand_opens_the_forms(line, chantal):
    item = taken_by(chantal)
    for name in ("letters_report", "letters_answer", "letters_call_back"):
        response = line.get(page_of(item, name))
        assert (response.status_code, response["Location"]) == (302, page_of(item))


def test_a_session_that_ended_gives_back_what_was_typed(line, client, nadia):
    item = taken_by(nadia)
    client.logout()
    fields = answer_fields(item, text="Un long texte écrit avec soin.", action="email")
    response = client.post(page_of(item, "letters_answer"), fields)
    assert response.status_code == 403
    assert "Un long texte écrit avec soin." in response.content.decode()
    sign_in(client, nadia)
    again = client.post(reverse("letters_again", args=[item.uuid, "answer"]), fields)
    assert "Un long texte écrit avec soin." in again.content.decode()
    other = {**dense(D1="yes"), "revision": item.revision, "consent_by": "phone"}
    again = client.post(reverse("letters_again", args=[item.uuid, "report"]), other)
    assert again.status_code == 200
    assert "checked" in again.content.decode()
    assert not Report.objects.exists()
    foreign = client.post(
        reverse("letters_again", args=[item.uuid, "answer"]),
        fields,
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert foreign.status_code == 303


def test_an_erased_letter_says_so(line, nadia):
    from observatory.letters.actions import erase_content

    item = receive()
    decide(line, item, "set_aside", reason="spam")
    erase_content(item=item, by=nadia, at=AT)
    assert "Le contenu a été effacé le 23 novembre 2026" in line.get(page_of(item)).content.decode()
    assert "Contenu effacé" in line.get(f"{INBOX}?list=aside").content.decode()
    assert decide(line, read_again(item), "bring_back").status_code == 409


def test_a_letter_whose_key_is_gone_is_said_and_breaks_no_list(line):
    item = receive()
    IncomingItem.objects.filter(pk=item.pk).update(sealed=b"\x01" + b"0" * 60)
    assert not open_content(read_again(item)).is_readable
    assert "ne peut plus être lu" in line.get(page_of(item)).content.decode()
    assert "Illisible" in line.get(INBOX).content.decode()
