"""Photos: blackened by one, shown once another agrees, erased for good."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from observatory.journal.models import Entry
from observatory.moderation import actions
from observatory.moderation.jobs import purge
from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report
from observatory.reports.jobs import ORIGINAL_KEPT
from observatory.reports.models import Photo, Report
from observatory.vault.models import Blob
from observatory.vault.queries import read_blob

from .factories import AT, TEXT, add_photo, make_report, propose, read_again

pytestmark = pytest.mark.django_db
BOX = [(0.0, 0.0, 0.8, 0.3)]
WHAT = "Affiche sur une porte : guichet fermé."


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture
def report(schaerbeek):
    return make_report(schaerbeek, consents=("D1", "D2", "D6"), needs_second_look=True)


@pytest.fixture
def photo(report):
    return add_photo(report)


def fresh(photo):
    return Photo.objects.select_related("report", "blob", "public_blob").get(pk=photo.pk)


def blacken(photo, by, boxes=BOX, description=WHAT):
    actions.blacken_photo(photo=fresh(photo), boxes=boxes, description=description, by=by, at=AT)
    return fresh(photo)


def approve(photo, by):
    actions.approve_photo(photo=fresh(photo), seen=fresh(photo).public_blob_id, by=by, at=AT)
    return fresh(photo)


def make_published(report, first, second):
    propose(read_again(report), first, TEXT)
    again = read_again(report)
    actions.agree_publication(report=again, revision=again.revision, by=second, at=AT)


def darkest_part(blob):
    image = Image.open(io.BytesIO(read_blob(blob))).convert("L")
    return image.crop((10, 10, int(image.width * 0.75), int(image.height * 0.25))).getextrema()[1]


def test_a_report_with_a_photo_is_not_published_by_one_person(report, photo, mireille):
    Report.objects.filter(pk=report.pk).update(needs_second_look=False)
    report = read_again(report)

    with pytest.raises(actions.SecondLookNeeded):
        actions.publish_report(report=report, revision=0, public_text=TEXT, by=mireille, at=AT)


def test_what_is_blackened_is_gone_from_the_public_version(report, photo, mireille):
    photo = blacken(photo, mireille)

    assert darkest_part(photo.public_blob) < 20
    assert darkest_part(photo.blob) > 200
    assert photo.blackened_by == mireille
    assert photo.approved_at is None


def test_another_person_shows_the_photo_and_what_was_received_is_erased(
    report, photo, mireille, marc, django_capture_on_commit_callbacks
):
    received = photo.blob
    path = received.path
    make_published(report, mireille, marc)
    blacken(photo, mireille)
    with pytest.raises(actions.NotAllowed):
        approve(photo, mireille)

    with django_capture_on_commit_callbacks(execute=True):
        photo = approve(photo, marc)

    assert photo.approved_at == AT
    assert photo.blob is None
    assert not Blob.objects.filter(pk=received.pk).exists()
    assert default_storage.exists(photo.public_blob.path)
    assert not default_storage.exists(path)


def test_a_photo_is_shown_only_on_a_published_report(report, photo, mireille, marc):
    blacken(photo, mireille)

    with pytest.raises(actions.NotAllowed):
        approve(photo, marc)

    assert fresh(photo).approved_at is None


def test_a_photo_that_was_blackened_again_meanwhile_is_a_conflict(report, photo, mireille, marc):
    make_published(report, mireille, marc)
    seen = blacken(photo, mireille).public_blob_id
    former = fresh(photo).public_blob
    blacken(photo, mireille, boxes=[(0, 0, 0.1, 0.1)])

    with pytest.raises(actions.Conflict):
        actions.approve_photo(photo=fresh(photo), seen=seen, by=marc, at=AT)

    assert not Blob.objects.filter(pk=former.pk).exists()


def test_two_moderators_blacken_at_once_the_second_gets_a_conflict(report, photo, mireille, marc):
    seen_by_marc = fresh(photo)
    blacken(photo, mireille)

    with pytest.raises(actions.Conflict):
        actions.blacken_photo(photo=seen_by_marc, boxes=[], description=WHAT, by=marc, at=AT)

    assert fresh(photo).blackened_by == mireille


def test_no_photo_without_the_consent_for_it(schaerbeek, mireille):
    photo = add_photo(make_report(schaerbeek, consents=("D1", "D2")))

    with pytest.raises(actions.ConsentMissing):
        blacken(photo, mireille)

    assert fresh(photo).public_blob is None


def test_the_words_of_a_photo_hold_no_number_either(report, photo, mireille):
    with pytest.raises(actions.PersonalDataLeft):
        blacken(photo, mireille, description="Carte de Mme Benali, 0485 78 99 52")


def test_undoing_the_publication_takes_the_photo_off(report, photo, mireille, marc):
    make_published(report, mireille, marc)
    blacken(photo, mireille)
    approve(photo, marc)
    again = read_again(report)

    actions.undo_decision(
        decision=again.decisions.filter(undone_at=None).first(),
        revision=again.revision,
        by=marc,
        at=AT,
    )

    assert fresh(photo).approved_at is None


def test_a_photo_that_was_shown_can_be_hidden_and_blackened_more(report, photo, mireille, marc):
    make_published(report, mireille, marc)
    blacken(photo, mireille, boxes=[(0.9, 0.9, 0.05, 0.05)])
    approve(photo, marc)
    actions.hide_photo(photo=fresh(photo), by=mireille, at=AT)
    assert fresh(photo).approved_at is None

    photo = blacken(photo, marc)

    assert darkest_part(photo.public_blob) < 20
    assert approve(photo, mireille).approved_at == AT


def test_a_refused_photo_is_erased_and_the_journal_says_so(report, photo, mireille):
    blacken(photo, mireille)

    actions.refuse_photo(photo=fresh(photo), by=mireille, at=AT)

    assert not Photo.objects.exists()
    assert not Blob.objects.exists()
    assert Entry.objects.about(report.subject).filter(action="photo.refuse").exists()


@pytest.mark.parametrize("who", ["outsider", "chantal", "amine", "olu"])
def test_nobody_else_touches_a_photo(who, report, photo, request):
    by = request.getfixturevalue(who)

    with pytest.raises(actions.NotAllowed):
        blacken(photo, by)
    with pytest.raises(actions.NotAllowed):
        actions.refuse_photo(photo=fresh(photo), by=by, at=AT)
    with pytest.raises(actions.NotAllowed):
        actions.hide_photo(photo=fresh(photo), by=by, at=AT)


def test_thirty_days_after_the_decision_what_is_not_shown_is_erased(
    report, photo, mireille, marc, schaerbeek
):
    make_published(report, mireille, marc)
    blacken(photo, mireille)
    approve(photo, marc)
    other = make_report(schaerbeek, consents=("D1", "D6"))
    left_over = add_photo(other)
    actions.count_report(report=other, revision=0, by=mireille, at=AT)
    waiting = add_photo(make_report(schaerbeek, consents=("D1", "D6")))

    assert purge(at=AT + ORIGINAL_KEPT, dry_run=False) == {"photo": 0}
    later = AT + ORIGINAL_KEPT * 2
    assert purge(at=later, dry_run=True) == {"photo": 1}
    assert purge(at=later, dry_run=False) == {"photo": 1}
    assert purge(at=later, dry_run=False) == {"photo": 0}

    assert set(Photo.objects.values_list("pk", flat=True)) == {photo.pk, waiting.pk}
    assert not Photo.objects.filter(pk=left_over.pk).exists()


def test_a_photo_is_not_shown_when_its_report_was_taken_off_while_marc_looked(
    photo, report, mireille, marc
):
    make_published(report, mireille, marc)
    held_by_marc = blacken(photo, mireille)
    decision = read_again(report).decisions.get(transition="agree")
    actions.undo_decision(
        decision=decision, revision=read_again(report).revision, by=mireille, at=AT
    )
    with pytest.raises(actions.Conflict):
        actions.approve_photo(photo=held_by_marc, seen=held_by_marc.public_blob_id, by=marc, at=AT)
    assert fresh(photo).approved_at is None


def test_a_photo_is_not_shown_when_its_report_was_withdrawn_while_marc_looked(
    photo, report, mireille, marc
):
    make_published(report, mireille, marc)
    held_by_marc = blacken(photo, mireille)
    withdraw_report(report=read_again(report), by=system_actor("public"), at=AT)
    with pytest.raises(actions.Conflict):
        actions.approve_photo(photo=held_by_marc, seen=held_by_marc.public_blob_id, by=marc, at=AT)
    assert not Photo.objects.exists()
    assert not Blob.objects.exists()
