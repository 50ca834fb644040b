"""The page of the authority, behind its link."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.kit.return_codes import group_code, make_code
from observatory.observations.actions import move_round
from observatory.observations.models import Hearing, Reply
from observatory.observations.queries.hearings import term_of
from observatory.people.tests.journey import sign_in
from observatory.places.models import Territory
from observatory.ui.registry import Panel, _panels, register_panel

from .making import COLLEGE, make_location, make_round, send
from .replying import ANSWER, TEXT, again, plain, publish, reply


def test_the_authority_reads_what_was_observed_without_an_account(client, sent, link):
    answer = client.get(link)
    page = plain(answer)
    for words in (
        "Ce que nous avons relevé à Schaerbeek",
        COLLEGE,
        "Maison communale",
        "Composition de ménage",
        "1 relevé est compté",
        "Ce qui manque, et qui sera publié aussi",
        "visites",
        "Il reste 15 jours ouvrables",
        "publiée en entier",
        "Ne nommez aucune personne",
    ):
        assert words in page, words
    assert "Chantal" not in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_opening_the_link_changes_nothing_but_that_it_was_opened(client, sent, link):
    hearing = sent[0]
    client.head(link)
    hearing.refresh_from_db()
    assert hearing.opened_at is None
    for _time in range(2):
        client.get(link)
    hearing.refresh_from_db()
    assert hearing.opened_at is not None
    assert not Reply.objects.exists()
    assert again(hearing.round).state == "with_authority"


def test_the_authority_writes_reads_again_and_sends(client, chantal, ended, link):
    preview = client.post(link, {**ANSWER, "do": "preview"})
    assert "Relisez votre réponse" in preview.text
    assert "Nous ouvrons un second guichet." in preview.text
    assert not Reply.objects.exists()
    changing = client.post(link, {**ANSWER, "do": "change"})
    assert "Nous ouvrons un second guichet." in changing.text
    assert "<textarea" in changing.text
    sent = client.post(link, {**ANSWER, "do": "send"})
    assert sent.headers["Location"].startswith(link)
    page = plain(client.get(sent.headers["Location"]))
    assert "Merci, votre réponse est enregistrée" in page
    assert Reply.objects.get().text == TEXT
    sign_in(client, chantal)
    page = plain(client.get(reverse("round", args=[ended.pk])))
    assert "Nous ouvrons un second guichet." in page
    assert "par le lien" in page


def test_the_form_works_in_a_browser_that_sends_no_referrer(link):
    """Such a browser says `Origin: null`, which a CSRF check refuses."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(link, {**ANSWER, "do": "send"}, headers={"origin": "null"})
    assert answer.status_code == 302
    assert Reply.objects.count() == 1


def test_words_that_may_name_someone_are_shown_before_sending(client, link):
    text = "Écrivez à jan.peeters@schaerbeek.example ou appelez Madame Dupont."
    page = plain(client.post(link, {**ANSWER, "text": text, "do": "preview"}))
    assert "Y a-t-il là une personne ou un contact" in page
    assert "<li>jan.peeters@schaerbeek.example</li>" in page
    page = plain(client.post(link, {**ANSWER, "text": "Rien à ajouter.", "do": "preview"}))
    assert "Y a-t-il là" not in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": " "}, "Écrivez la réponse"),
        ({"signed_as": ""}, "Dites qui répond"),
        ({"text": "x" * 10_001}, "trop long"),
        ({"language": "en"}, "en"),
        ({"seen": "x"}, "seen"),
        ({"seen": "99999999999999999999"}, "seen"),
    ],
)
def test_what_is_wrong_in_an_answer_is_told_and_the_words_stay(client, link, wrong, words):
    answer = client.post(link, {**ANSWER, "do": "send", **wrong})
    assert answer.status_code == 422
    assert words in plain(answer)
    assert not Reply.objects.exists()


def test_what_is_written_is_shown_as_text_never_as_markup(client, chantal, ended, sent, link):
    text = "<script>alert(1)</script> & {{ 1 }}"
    page = client.post(link, {**ANSWER, "text": text, "do": "preview"}).text
    assert "<script>alert" not in page
    reply(sent[0], text=text)
    publish(ended, chantal)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 1 }}" in client.get(link).text


def test_an_answer_is_changed_and_a_colleagues_is_not_lost(client, sent, link):
    reply(sent[0])
    page = client.get(link).text
    assert 'name="seen" value="1"' in page
    stale = client.post(link, {**ANSWER, "text": "Sans voir la première", "do": "send"})
    assert stale.status_code == 409
    assert "Une autre réponse est arrivée" in stale.text
    assert "Sans voir la première" in stale.text
    assert 'name="seen" value="1"' in stale.text
    client.post(link, {**ANSWER, "text": "La suite", "seen": "1", "do": "send"})
    assert Reply.objects.latest("number").text == "La suite"


def test_after_publication_the_link_shows_what_is_public_and_takes_nothing(
    client, chantal, ended, sent, link
):
    reply(sent[0])
    publish(ended, chantal)
    page = plain(client.get(link))
    assert "C’est publié depuis le" in page
    assert "Nous ouvrons un second guichet." in page
    assert "<textarea" not in page
    late = client.post(link, {**ANSWER, "text": "Trop tard", "seen": "1", "do": "send"})
    assert late.status_code == 409
    assert "Trop tard" in late.text
    assert "n’a pas été pris" in late.text
    assert Reply.objects.get().text == TEXT


def test_published_while_one_writes_nothing_is_taken(client, chantal, sent, link, monkeypatch):
    from observatory.observations.views import authority

    reply(sent[0])
    taken = authority.record_reply

    def publish_first(**values):
        publish(sent[0].round, chantal)
        return taken(**values)

    monkeypatch.setattr(authority, "record_reply", publish_first)
    late = client.post(link, {**ANSWER, "text": "Trop tard", "seen": "1", "do": "send"})
    assert late.status_code == 409
    assert "Trop tard" in late.text


def test_silence_is_shown_with_its_date(client, chantal, ended, sent, link):
    hearing = sent[0]
    publish(ended, chantal, days=40)
    page = plain(client.get(link))
    assert "Rien ne nous est parvenu au" in page
    assert str(hearing.due_on.year) in page


def test_after_the_term_one_still_answers_and_the_coordinator_may_publish(
    client, chantal, ended, sent, link
):
    long_ago = timezone.localdate() - timedelta(days=60)
    Hearing.objects.update(sent_on=long_ago, due_on=term_of(long_ago))
    assert "Le délai est passé le" in plain(client.get(link))
    sign_in(client, chantal)
    page = plain(client.get(reverse("round", args=[ended.pk])))
    assert "le délai est passé" in page
    assert "Vous pouvez publier" in page


def test_on_the_last_day_one_says_so(client, chantal, ended, sent, link):
    today = timezone.localdate()
    Hearing.objects.update(sent_on=today - timedelta(days=30), due_on=today)
    assert "C’est le dernier jour" in plain(client.get(link))
    sign_in(client, chantal)
    assert "c’est le dernier jour" in plain(client.get(reverse("round", args=[ended.pk])))


@pytest.mark.parametrize("secret", ["x", "aaaa-bbbb-cccc-dddd-eeee", "123456789012", "é" * 200])
def test_a_wrong_link_says_kindly_what_to_do(client, db, secret):
    answer = client.get(reverse("authority", args=[secret]))
    assert answer.status_code == 404
    assert "Ce lien ne mène plus à rien" in answer.text
    assert reverse("authority_code") in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(reverse("authority", args=[secret]), ANSWER).status_code == 404


def test_the_twelve_digits_of_the_letter_open_the_same_page(client, sent):
    page = reverse("authority_code")
    assert "12 chiffres" in client.get(page).text
    answer = client.post(page, {"code": group_code(sent[1].code)})
    assert answer.status_code == 302
    assert "Ce que nous avons relevé" in client.get(answer.headers["Location"]).text
    for code, words in (
        ("", "Écrivez le code"),
        ("12", "a 12 chiffres"),
        ("abc", "que des chiffres"),
        ("123456789012", "Un chiffre n’est pas juste"),
        (make_code(b"another key", uuid4()), "Nous ne trouvons pas ce code"),
    ):
        wrong = client.post(page, {"code": code})
        assert wrong.status_code == 422
        assert words in plain(wrong)


def test_who_guesses_is_stopped_and_a_right_link_forgets_the_tries(client, sent, link):
    wrong = reverse("authority", args=["x"])
    for _try in range(59):
        assert client.get(wrong).status_code == 404
    assert client.get(link).status_code == 200
    for _try in range(60):
        assert client.get(wrong).status_code == 404
    assert client.get(wrong).status_code == 429
    code = client.post(reverse("authority_code"), {"code": sent[1].code})
    assert "trop d’essais" in code.text


def test_nobody_sends_a_thousand_answers(client, link):
    for number in range(20):
        values = {**ANSWER, "text": f"Réponse {number}", "seen": str(number), "do": "send"}
        assert client.post(link, values).status_code == 302
    stopped = client.post(link, {**ANSWER, "seen": "20", "do": "send"})
    assert stopped.status_code == 429
    assert "trop d’essais" in stopped.text
    assert "Nous ouvrons un second guichet." in stopped.text


def test_figures_of_the_packages_above_stand_on_the_page(client, link):
    kept = dict(_panels)
    register_panel(
        Panel(
            "round_authority",
            "figures",
            "observations/panels/mine.html",
            lambda asked: {"count": 7, "place": asked.territory.name, "moment": "hier"},
        )
    )
    try:
        assert "7 relevés vous sont demandés" in client.get(link).text
    finally:
        _panels.clear()
        _panels.update(kept)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many_locations_and_answers(
    client, chantal, grid, count, django_assert_num_queries
):
    schaerbeek = Territory.objects.get(nis="21015")
    now, today = timezone.now(), timezone.localdate()
    places = [make_location(schaerbeek, code=f"lieu-{n}") for n in range(count)]
    asked = make_round(
        chantal,
        schaerbeek,
        places,
        starts_on=today - timedelta(days=40),
        ends_on=today + timedelta(days=5),
    )
    move_round(asked=asked, transition="open", by=chantal, at=now)
    move_round(asked=again(asked), transition="close", by=chantal, at=now, knows_missing=True)
    hearing, keys = send(again(asked), chantal, now)
    for number in range(count):
        reply(hearing, text=f"Réponse {number}", seen=number)
    link = reverse("authority", args=[keys.token])
    client.get(link)
    with django_assert_num_queries(AUTHORITY_QUERIES):
        client.get(link)
    sign_in(client, chantal)
    client.get(reverse("rounds"))
    with django_assert_num_queries(ROUND_QUERIES):
        client.get(reverse("round", args=[asked.pk]))


# With what the package above shows there: the figures, and whether they are published.
AUTHORITY_QUERIES, ROUND_QUERIES = 24, 15
