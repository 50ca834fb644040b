import time
from email.message import EmailMessage

import pytest

from observatory.letters.reading import guess_language, read_head_only, read_mail, text_of_html

from .mails import TEXT, attach, make_mail, photo, raw


def nested(depth):
    return b"From: a@b.be\r\nSubject: bombe\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(depth)
    )


def html_mail(page):
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "fatima@example.org", "En HTML"
    mail.set_content(page, subtype="html")
    return raw(mail)


def test_an_ordinary_mail_is_read_whole():
    mail = read_mail(raw(make_mail()))
    assert (mail.subject, mail.text, mail.left_out) == ("Le guichet est fermé", TEXT, [])
    assert (mail.sender, mail.address) == ("Fatima <fatima@example.org>", "fatima@example.org")
    assert not mail.is_automatic


def test_latin_1_without_saying_so_and_a_broken_header_are_read():
    mail = read_mail(
        "From: René Dupré <rene@example.org>\r\n"
        "Subject: Guichet fermé\r\n"
        "this line is no header\r\n"
        "\r\n"
        "Je suis allé à la commune : 5 €".encode("cp1252")
    )
    assert mail.subject == "Guichet fermé"
    assert mail.sender == "René Dupré <rene@example.org>"
    assert "Je suis allé à la commune : 5 €" in mail.text


@pytest.mark.parametrize("charset", ["us-ascii", "utf-8", "klingon", "iso-8859-1", "utf-16-lie"])
def test_a_charset_that_is_wrong_or_does_not_exist_loses_no_word(charset):
    body = "Je n’ai pas été reçue".encode("cp1252")
    mail = read_mail(
        b"Subject: =?klingon?q?x?= ok\r\nContent-Type: text/plain; charset=" + charset.encode()
        + b"\r\n\r\n" + body
    )  # fmt: skip
    assert "pas été reçue" in mail.text


def test_a_subject_in_two_charsets_is_read():
    mail = read_mail(b"Subject: =?utf-8?q?Ferm=C3=A9?= =?iso-8859-1?q?_=E0_midi?=\r\n\r\nx")
    assert mail.subject == "Fermé à midi"


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 1000, b"\r\n\r\n", b"Subject: x", b":\r\n:\r\n", b"\xff"]
)
def test_what_is_no_mail_at_all_breaks_nothing(data):
    assert read_mail(data).left_out == []


@pytest.mark.parametrize(
    "data",
    [
        nested(5000),
        nested(55) + b"\r\nhello" * 100_000,
        b"Subject: x\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 50_000,
        b"Subject: x\r\n\r\n" + b"\n" * 5_000_000,
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 20_000,
        b"Subject: x" + b"y" * 5_000_000 + b"\r\n\r\nhi",
        b"From: " + b"((((" * 10_000 + b"\r\n\r\nhi",
        b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 120_000,
        b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + b"<b '" * 120_000,
        b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + b"<table><tr>" * 50_000,
        b"Subject: x\r\n\r\n" + b"mot " * 2_000_000,
    ],
    ids=["nested", "deep", "mail-in-mail", "lines", "parts", "header", "from", "div", "tag", "table", "text"],
)  # fmt: skip
def test_a_mail_made_to_cost_too_much_costs_little(data):
    began = time.process_time()
    mail = read_mail(data)
    assert time.process_time() - began < 6
    assert len(mail.subject) <= 300
    assert len(mail.text) <= 40_000


def test_what_was_too_much_to_read_is_said():
    assert read_mail(nested(5000)).left_out == [{"why": "parts", "kind": "", "size": 0}]
    assert read_mail(nested(5000)).subject == "bombe"


def test_html_alone_becomes_words_and_asks_nothing_of_anyone():
    mail = read_mail(
        html_mail(
            "<html><head><title>x</title><style>p{}</style></head><body><p>Bonjour&nbsp;&amp; merci"
            "<img src='http://evil.example/pixel.png'><script>alert(1)</script></p>"
            "<div>Le guichet<br>est <b>fermé</b></div><a href='javascript:x'>ici</a><!-- caché -->"
        )
    )
    assert mail.text == "Bonjour & merci\n\nLe guichet\nest fermé\nici"
    assert "evil" not in mail.text


def test_words_that_look_like_tags_stay_words():
    assert text_of_html("a &lt;script&gt; b") == "a <script> b"


def test_of_two_versions_of_the_same_the_plain_one_counts():
    mail = make_mail(text="La version simple")
    mail.add_alternative("<p>La version HTML</p>", subtype="html")
    assert read_mail(raw(mail)).text == "La version simple"


def test_a_text_file_that_is_attached_is_read_with_the_rest():
    mail = attach(
        make_mail(text="Voir le fichier"), "Mon récit".encode(), "recit.txt", "text/plain"
    )
    read = read_mail(raw(mail))
    assert "Voir le fichier" in read.text
    assert "Mon récit" in read.text


def test_a_mail_without_a_body_keeps_its_picture():
    mail = EmailMessage()
    mail["From"] = "a@example.org"
    mail.add_attachment(photo(), maintype="image", subtype="jpeg", filename="lettre.jpg")
    read = read_mail(raw(mail))
    assert read.text == ""
    assert [file.name for file in read.files] == ["lettre.jpg"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"},
        {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@example.org"},
    ],
)
def test_a_machine_is_recognized(headers):
    assert read_mail(raw(make_mail(**headers))).is_automatic


def test_a_person_is_not_taken_for_a_machine():
    assert not read_mail(raw(make_mail(Auto_Submitted="no"))).is_automatic


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Commune <directeur@commune.example>", "directeur@commune.example"),
        ('"a@b.be" <c@d.be>', "c@d.be"),
        ("a@b.be, c@d.be", "a@b.be"),
        ("nobody", ""),
        ("x@y@z", ""),
        ("<a@b.be\r\n Bcc: x@y.be>", "a@b.be"),
    ],
)
def test_an_answer_is_only_ever_offered_to_one_whole_address(sender, address):
    assert read_mail(f"From: {sender}\r\n\r\nx".encode()).address == address


def test_the_same_mail_by_another_way_has_the_same_fingerprint():
    one = raw(make_mail())
    other = b"Received: by us\r\n" + one.replace(b"\r\n", b"\n") + b"\n\n"
    assert read_mail(one).fingerprint == read_mail(other).fingerprint
    assert read_mail(one).fingerprint != read_mail(raw(make_mail(text="Autre"))).fingerprint


def test_of_a_mail_that_is_too_large_the_head_is_read():
    mail = read_head_only(raw(make_mail())[:200])
    assert mail.subject or mail.sender
    assert mail.text == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (TEXT + " Je ne sais pas où aller avec ma carte pour les papiers.", "fr"),
        ("Ik kan niet naar het loket gaan en ik heb geen computer voor de afspraak.", "nl"),
        ("I have been to the counter and it was not open, you need the internet for this.", "en"),
        ("Bonjour", ""),
        ("مرحبا أنا لا أستطيع", ""),
    ],
)
def test_the_language_is_guessed_only_when_it_is_clear(text, language):
    assert guess_language(text) == language
