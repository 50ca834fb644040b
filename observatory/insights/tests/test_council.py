"""One A4 page for the council: what was found, three testimonies with consent, what is asked."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pdfua
import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatory.associations.tests.making import sign_in
from observatory.insights.actions import save_council_page
from observatory.insights.council.content import NoFigures, content_of, summed
from observatory.insights.council.subject import Subject
from observatory.insights.council.typesetting import TooLong, typeset_page
from observatory.insights.models import CouncilPage
from observatory.insights.queries.council import payloads_of, stories_offered
from observatory.moderation.tests.factories import make_report, publish
from observatory.people.queries import system_actor
from observatory.places.models import Organization, Territory
from observatory.reports.actions import withdraw_report

from .rounds import DUE_AT, Made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
TOLD = "On m’a dit de prendre rendez-vous par internet."


@pytest.fixture
def made(chantal, schaerbeek):
    made = Made(chantal, schaerbeek)
    for outcome in ("now", "later", "online", "refused"):
        made.see(0, k80=outcome, k14="yes")
    for _time in range(3):
        made.see(0, "call", k80="online", k32="yes")
    made.close()
    made.send()
    made.publish()
    return made


@pytest.fixture
def subject(schaerbeek):
    return Subject(territory=schaerbeek)


@pytest.fixture
def report(schaerbeek, mireille):
    """A report of Schaerbeek with an approved text."""
    report = make_report(territory=schaerbeek)
    publish(report, mireille, text=TOLD)
    return report


@pytest.fixture
def page(made, subject, report, chantal):
    asks = {
        "fr": ["Des guichets ouverts sans rendez-vous."],
        "nl": ["Open loketten zonder afspraak."],
    }
    return save_council_page(
        subject=subject, asks=asks, reports=[str(report.uuid)], by=chantal, at=timezone.now()
    )


def words_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_bounded()
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            [
                "2 sur 7",
                "Des guichets ouverts sans rendez-vous.",
                "Ce que nous demandons",
                "4 visites, 3 appels",
            ],
        ),
        ("nl", ["2 van 7", "Open loketten zonder afspraak.", "Wat wij vragen", "Schaarbeek"]),
    ],
)
def test_the_page_says_what_was_found_what_is_told_and_what_is_asked(page, subject, language, said):
    text = words_of(typeset_page(content_of(subject, page, language)))
    assert TOLD.replace("’", "’") in text
    assert [one for one in [*said, "21015-2027-05-12"] if one not in text] == []


def test_the_page_is_one_side_at_fourteen_points_and_accessible(page, subject, tmp_path):
    file = tmp_path / "page.pdf"
    file.write_bytes(typeset_page(content_of(subject, page, "fr")))
    assert list(pdfua.validate(str(file)).findings) == []
    with pikepdf.open(file) as opened:
        assert [float(side) for side in opened.pages[0].MediaBox[2:]] == pytest.approx(
            [595.28, 841.89], abs=0.1
        )
    # Black on white: every pixel is grey.
    with pypdfium2.PdfDocument(str(file)) as document:
        colours = document[0].render(scale=1).to_numpy()
        assert (colours.max(axis=2) == colours.min(axis=2)).all()


def test_a_testimony_is_read_aloud_in_the_language_in_which_it_was_told(page, subject):
    pdf = typeset_page(content_of(subject, page, "nl"))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "nl"
        drawn = opened.pages[0].Contents.read_bytes()
        assert b"/Lang (fr)" in drawn or b"/Lang(fr)" in drawn


def test_a_percentage_is_never_cut_at_the_end_of_a_line(page, subject):
    content = content_of(subject, page, "fr")
    lines = tuple("a" * length + " entre 98 % et 100 %." for length in range(46, 58))
    pdf = typeset_page(replace(content, lines=lines, quotes=(), asks=()))
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert "100" in text
    assert [line for line in text.splitlines() if line.startswith("%")] == []


def test_signs_that_no_font_draws_keep_nobody_from_the_page(page, subject):
    content = content_of(subject, page, "fr")
    asks = ("Un guichet ouvert \U0001f642 chaque matin →",)
    assert "Un guichet ouvert" in words_of(typeset_page(replace(content, asks=asks)))


def test_what_does_not_fit_is_not_made_smaller(page, subject, chantal):
    page.asks = {"fr": ["Une demande qui prend beaucoup de place sur la page. " * 3] * 5}
    many = content_of(subject, page, "fr")
    with pytest.raises(TooLong):
        typeset_page(type(many)(**{**vars(many), "quotes": (("fr", TOLD * 12),) * 3}))


def test_a_testimony_that_is_withdrawn_is_on_no_page(client, page, subject, report, chantal):
    withdraw_report(report=report, by=system_actor("public"), at=timezone.now())
    assert TOLD not in words_of(typeset_page(content_of(subject, page, "fr")))
    sign_in(client, chantal)
    shown = client.get(reverse("council_page", args=["territory", "21015"])).text
    assert "Un témoignage n’est plus là" in shown


def test_without_published_figures_there_is_no_page(subject):
    with pytest.raises(NoFigures):
        content_of(subject, None, "fr")


def test_the_coordinator_chooses_and_prints(client, made, report, chantal):
    sign_in(client, chantal)
    address = reverse("council_page", args=["territory", "21015"])
    assert TOLD in client.get(address).text
    told = {
        "asks_fr": "- Un guichet par commune\n\n",
        "asks_nl": "Een loket",
        "reports": [str(report.uuid)],
    }
    assert client.post(address, told).status_code == 302
    assert CouncilPage.objects.get().asks == {"fr": ["Un guichet par commune"], "nl": ["Een loket"]}
    pdf = client.get(reverse("council_pdf", args=["territory", "21015", "fr"]))
    assert pdf["Content-Type"] == "application/pdf"
    assert "Un guichet par commune" in words_of(pdf.content)
    assert client.get(reverse("council_pdf", args=["territory", "21015", "en"])).status_code == 404


def test_the_page_of_figures_published_before_is_printed_again(client, made, page, chantal):
    sign_in(client, chantal)
    address = reverse("council_pdf", args=["territory", "21015", "fr"])
    first = client.get(address).content
    made.again(date(2027, 9, 1), date(2027, 9, 30))
    for _time in range(3):
        made.see(0, k80="online")
    made.close()
    made.send(DUE_AT + timedelta(days=150))
    newest = made.publish(DUE_AT + timedelta(days=190))
    assert "0 sur 3" in words_of(client.get(address).content)
    offered = client.get(reverse("council_page", args=["territory", "21015"])).text
    assert f"{address}?chiffres=21015-2027-05-12" in offered
    assert f"{address}?chiffres={newest.slug}" not in offered
    again = client.get(f"{address}?chiffres=21015-2027-05-12").content
    assert again == first
    # Nothing in it tells when it was printed.
    with pikepdf.open(io.BytesIO(again)) as opened:
        assert "/CreationDate" not in opened.docinfo
    assert client.get(f"{address}?chiffres=21015-2020-01-01").status_code == 404
    of_service = reverse("council_pdf", args=["organization", "commune-21015", "fr"])
    chantal.mandates.create(
        role="coordinator", given_by_id=system_actor("demo").pk, given_at=timezone.now()
    )
    assert client.get(f"{of_service}?chiffres=21015-2027-05-12").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"asks_fr": "\n".join("abcdef")}, "Cinq demandes au plus tiennent sur la page."),
        ({"asks_nl": "x" * 161}, "Une demande fait 160 signes au plus."),
        ({"reports": ["00000000-0000-0000-0000-000000000000"]}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, report, chantal, changes, said):
    sign_in(client, chantal)
    told = {"asks_fr": "", "asks_nl": "", **changes}
    answer = client.post(reverse("council_page", args=["territory", "21015"]), told)
    assert answer.status_code == 422
    assert said in answer.text
    assert not CouncilPage.objects.exists()


def test_the_region_and_a_service_have_the_same_page(made, schaerbeek, report):
    region = Subject(territory=Territory.objects.get(pk=schaerbeek.parent_id))
    assert summed(payloads_of(region))["k80", "done", ""] == (2, 7)
    text = words_of(typeset_page(content_of(region, None, "fr")))
    assert "1 commune" in text
    commune = Subject(organization=Organization.objects.get(code="commune-21015"))
    assert summed(payloads_of(commune))["k80", "done", "visit"] == (2, 4)
    assert [one.report.pk for one in stories_offered(region)] == [report.pk]
    with pytest.raises(NoFigures):
        content_of(Subject(organization=Organization.objects.get(code="cpas-21015")), None, "fr")


def test_a_service_is_told_by_its_own_counters_and_a_person_is_counted_once(
    olu, schaerbeek, molenbeek
):
    here = Made(olu, schaerbeek)
    here.places[1].organization = Organization.objects.get(code="cpas-21015")
    here.places[1].save()
    there = Made(olu, molenbeek, places=["mairie-3"], people=here.people)
    for made, places in ((here, (0, 0, 0, 1, 1, 1)), (there, (0, 0, 0))):
        for place in places:
            made.see(place, k80="now")
        made.close()
        made.send()
        made.publish()
    commune = Subject(organization=here.places[0].organization)
    assert "3 visites, par 2 personnes" in words_of(typeset_page(content_of(commune, None, "fr")))
    region = Subject(territory=schaerbeek.parent)
    assert "9 visites, par 2 personnes" in words_of(typeset_page(content_of(region, None, "fr")))


def test_of_more_than_a_municipality_only_who_coordinates_everywhere_writes(
    client, made, chantal, outsider
):
    sign_in(client, chantal)
    assert (
        client.get(reverse("council_page", args=["organization", "commune-21015"])).status_code
        == 403
    )
    outsider.mandates.create(
        role="coordinator", given_by_id=system_actor("demo").pk, given_at=timezone.now()
    )
    client = sign_in(Client(), outsider)
    assert (
        client.get(reverse("council_page", args=["organization", "commune-21015"])).status_code
        == 200
    )
    assert client.get(reverse("council_page", args=["territory", "99999"])).status_code == 404
