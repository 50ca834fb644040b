import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from observatory.letters.models import IncomingItem
from observatory.outbox.models import Message
from observatory.outbox.queries import read_letter
from observatory.phone.models import CallBack

from .factories import read_again, taken_by
from .mails import photo, scan, zip_bomb
from .pages import answer_fields, page_of

pytestmark = pytest.mark.django_db


def test_an_answer_by_email_goes_only_where_somebody_looked(line, nadia):
    item = taken_by(nadia)
    page = line.get(page_of(item, "letters_answer")).content.decode()
    assert 'value="fatima@example.org"' in page
    fields = answer_fields(item, to="fatima@example.org", action="email")
    response = line.post(page_of(item, "letters_answer"), fields)
    assert response.status_code == 422
    assert "un expéditeur peut être faux" in response.content.decode()
    assert not Message.objects.exists()
    response = line.post(page_of(item, "letters_answer"), {**fields, "looked": "on"})
    assert response.status_code == 303
    letter = read_letter(Message.objects.get())
    assert letter.to == "fatima@example.org"
    assert read_again(item).state == "answered"


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "email", "to": "", "looked": "on"},
        {"action": "email", "to": "fatima", "looked": "on"},
        {"action": "post", "postal": " "},
        {"action": "email", "to": "a@b.be", "looked": "on", "text": " "},
        {"action": "email", "to": "a@b.be", "looked": "on", "text": "x" * 6001},
        {"action": "email", "to": "a@b.be", "looked": "on", "language": "xx"},
        {"to": "a@b.be"},
    ],
)
def test_an_answer_that_is_not_whole_stays_on_screen(line, nadia, fields):
    item = taken_by(nadia)
    response = line.post(page_of(item, "letters_answer"), answer_fields(item, **fields))
    assert response.status_code == 422
    assert not Message.objects.exists()
    assert read_again(item).state == "taken"


def test_a_letter_to_print_keeps_nothing_until_it_is_said_to_leave(line, nadia):
    item = taken_by(nadia)
    fields = answer_fields(
        item, action="post", postal="Fatima B.\nRue 1\n1030 Schaerbeek", language="nl"
    )
    response = line.post(page_of(item, "letters_answer"), fields)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Rue 1<br>" in text
    assert 'class="a4" lang="nl"' in text
    assert read_again(item).state == "taken"
    sent = line.post(
        page_of(item, "letters_answer"), {"action": "posted", "revision": item.revision}
    )
    assert sent.status_code == 303
    assert read_again(item).state == "answered"
    assert not Message.objects.exists()


def test_two_answers_from_two_windows_the_second_is_told_and_keeps_its_words(line, nadia):
    item = taken_by(nadia)
    fields = answer_fields(
        item, action="email", to="a@b.be", looked="on", text="Un long texte écrit avec soin."
    )
    assert line.post(page_of(item, "letters_answer"), fields).status_code == 303
    second = line.post(page_of(item, "letters_answer"), fields)
    assert second.status_code == 409
    assert "Un long texte écrit avec soin." in second.content.decode()
    assert Message.objects.count() == 1


def test_a_call_back_is_asked_from_the_letter(line, nadia, monkeypatch):
    item = taken_by(nadia)
    address = page_of(item, "letters_call_back")
    page = line.get(address).content.decode()
    day = page.split('name="due_on" value="')[1].split('"')[0]
    fields = {"revision": item.revision, "phone": "0470 12 34 56", "language": "fr", "due_on": day}
    for wrong in ({"phone": ""}, {"phone": "12"}, {"due_on": "2020-01-01"}, {"due_on": "demain"}):
        assert line.post(address, {**fields, **wrong}).status_code == 422
    assert line.post(address, fields).status_code == 303
    assert CallBack.objects.count() == 1
    assert "Rappel demandé" in line.get(page_of(item)).content.decode()


def upload(data, name="page.jpg", media_type="image/jpeg"):
    return SimpleUploadedFile(name, data, media_type)


def test_a_letter_is_photographed_and_more_pages_are_added(line):
    response = line.post(
        reverse("letters_photo"), {"received_on": today(), "camera": upload(photo("un"))}
    )
    assert response.status_code == 303
    item = IncomingItem.objects.get()
    assert (item.channel, item.state, item.pages.count()) == ("letter", "waiting", 1)

    def more():
        return {"revision": 0, "pages": [upload(photo("deux")), upload(scan("a", "b"), "s.pdf")]}

    assert line.post(page_of(item, "letters_pages"), more()).status_code == 303
    assert list(item.pages.values_list("number", "file")) == [(1, 0), (2, 1), (3, 2), (4, 2)]
    assert line.post(page_of(item, "letters_pages"), more()).status_code == 409
    assert "Page 4 sur 4" in line.get(page_of(item)).content.decode()


def today():
    from django.utils.timezone import localdate

    return localdate().isoformat()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "au moins une photo"),
        ({"camera": upload(b"")}, ""),
        ({"pages": upload(zip_bomb(), "x.zip")}, "ni une photo ni un PDF"),
        ({"pages": upload(b"GIF89a")}, "ne peut pas être lue"),
        ({"pages": upload(b"%PDF-1.4 broken")}, "abîmé"),
        ({"pages": upload(b"\xff\xd8\xff broken")}, "abîmé"),
    ],
)
def test_what_is_no_photo_is_refused_beside_its_field(line, files, words):
    for one in files.values():
        one.seek(0)
    response = line.post(reverse("letters_photo"), {"received_on": today(), **files})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not IncomingItem.objects.exists()


def test_a_day_to_come_is_refused(line):
    response = line.post(
        reverse("letters_photo"), {"received_on": "2090-01-01", "camera": upload(photo())}
    )
    assert response.status_code == 422
    assert not IncomingItem.objects.exists()
