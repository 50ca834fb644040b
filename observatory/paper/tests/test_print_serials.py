"""Serial, report and return code: linked by a keyed hash, and by nothing that is stored."""

import re
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.kit.return_codes import hash_code
from observatory.paper.actions.printing import MOST_COPIES, TooManyForms
from observatory.paper.models import PrintedForm, PrintedSheet, PrintRun
from observatory.paper.page_codes import PageCode, write_code
from observatory.paper.printing.serials import (
    hash_serial,
    page_key,
    return_code,
    submission_uuid,
)
from observatory.paper.queries import designing
from observatory.paper.queries.printing import all_forms, find_form, find_layout, run_of_serial
from observatory.paper.scanning.identify import code_of
from observatory.questionnaires.queries import current_version
from observatory.reports.actions import submit_report
from observatory.reports.queries import code_key

from .factories import sheet_answers
from .printing import AT, pictures, printed, text_of
from .questionnaires import URN, publish


def submit(uuid, by):
    return submit_report(
        uuid=uuid,
        version=current_version("report"),
        answers=sheet_answers(),
        language="fr",
        intake="paper",
        photos=[],
        by=by,
        at=AT,
    )


def test_the_report_made_of_a_form_has_the_code_on_its_stub(jean):
    done = printed()
    serial = done.printed.pages[0].serial
    digits = re.search(r"\d{4} \d{4} \d{4}", text_of(done)[-1])[0].replace(" ", "")
    first = submit(submission_uuid(serial), jean)
    assert first.code == digits
    # Read twice, by two scanners: one report, the same code.
    again = submit(submission_uuid(serial), jean)
    assert not again.is_new
    assert (again.report.pk, again.code) == (first.report.pk, first.code)


def test_every_page_of_a_copy_has_its_serial_and_every_copy_another(db):
    done = printed(copies=4)
    per_copy = len(done.form.layouts)
    serials = [page.serial for page in done.printed.pages]
    assert len(set(serials)) == 4
    assert all(
        len(set(serials[start : start + per_copy])) == 1
        for start in range(0, len(serials), per_copy)
    )


def test_of_a_serial_only_its_keyed_hash_is_kept(db):
    done = printed(copies=2)
    serials = {page.serial for page in done.printed.pages}
    kept = set(PrintedSheet.objects.filter(run=done.run).values_list("serial_hash", flat=True))
    assert kept == {hash_serial(serial) for serial in serials}
    everything = str(list(PrintedForm.objects.values())) + str(list(PrintRun.objects.values()))
    everything += str(list(Entry.objects.values()))
    for serial in serials:
        assert serial not in everything
        assert return_code(serial) not in everything
        assert str(submission_uuid(serial)) not in everything


def test_we_can_tell_a_serial_of_ours(db):
    done = printed()
    assert run_of_serial(done.printed.pages[0].serial) == done.run
    assert run_of_serial("AAAAAAA") is None


def test_a_serial_whose_code_a_report_has_is_drawn_again(db, jean, monkeypatch):
    taken, free = "AAAAAA1", "AAAAAA2"
    submit(submission_uuid(taken), jean)
    drawn = iter([taken, free])
    monkeypatch.setattr(designing, "draw_serial", lambda: next(drawn))
    assert designing.free_serials(1) == [(free, return_code(free))]


def test_a_serial_that_was_printed_is_not_printed_again(db, monkeypatch):
    done = printed()
    drawn = iter([done.printed.pages[0].serial, "AAAAAA3"])
    monkeypatch.setattr(designing, "draw_serial", lambda: next(drawn))
    assert printed().printed.pages[0].serial == "AAAAAA3"


def test_the_code_of_a_stub_is_no_code_of_another_report(db):
    serials = [serial for serial, _code in designing.free_serials(50)]
    codes = {hash_code(code_key(), return_code(serial)) for serial in serials}
    assert len(codes) == 50


def test_the_same_form_printed_again_is_the_same_version(db):
    first, second = printed(), printed(copies=2)
    assert second.form == first.form
    assert PrintedForm.objects.count() == 1


def test_another_language_is_another_form_and_a_changed_questionnaire_another_version(db):
    version = publish(URN)
    first = printed("fr", version=version, target="card").form
    dutch = printed("nl", version=version, target="card").form
    changed = printed("fr", version=publish(URN, number=2), target="card").form
    assert first.form != dutch.form
    assert changed.form == first.form
    assert changed.version != first.version
    assert changed.questionnaire.number == 2


def test_a_form_is_found_by_the_code_of_its_pages(db):
    form = printed().form
    found = find_layout(form.form, form.version, 3)
    assert found == form.layouts[2]
    assert (found.form, found.version, found.page, found.serial) == (
        form.form,
        form.version,
        3,
        None,
    )
    assert find_layout(form.form, form.version, len(form.layouts) + 1) is None
    assert find_layout(form.form, form.version, 0) is None
    assert find_layout("ZZ", "01", 1) is None
    assert find_form(form.form, form.version).kind == "R"
    assert list(all_forms()) == [form]


@pytest.mark.parametrize("is_blank", [False, True])
def test_the_codes_of_a_printed_page_are_read_back(db, is_blank):
    done = printed(is_blank=is_blank)
    for layout, grey in pictures(done):
        # Two alike, and below the cut one of another kind.
        codes = {
            code_of(found.text) for found in zxingcpp.read_barcodes(np.ascontiguousarray(grey))
        }
        page = PageCode("R", done.form.form, done.form.version, layout.page, layout.serial)
        torn_off = {replace(page, kind="T")} if layout.page == len(done.form.layouts) else set()
        assert codes == {page} | torn_off


def test_a_page_of_another_observatory_is_not_ours(db, tmp_path, settings):
    page = PageCode("R", "01", "01", 1, None)
    ours = write_code(page_key(), page)
    assert code_of(ours) == page
    settings.KEYS_DIR = tmp_path
    assert code_of(ours) is None


def test_a_run_says_who_printed_what_for_whom(jean, maison, molenbeek):
    run = printed(copies=2, by=jean, association=maison, territory=molenbeek).run
    assert (run.copies, run.is_blank, run.printed_by_id) == (2, False, jean.pk)
    assert (run.association, run.territory) == (maison, molenbeek)
    entry = Entry.objects.filter(action="form.print").latest("pk")
    assert entry.subject == f"form:{run.printed_form}"


def test_an_outsider_prints_nothing(outsider):
    with pytest.raises(PermissionDenied):
        printed(by=outsider)
    assert not PrintRun.objects.exists()


@pytest.mark.parametrize("copies", [0, -1, MOST_COPIES + 1])
def test_no_form_at_all_or_a_lorry_of_them_is_refused(db, copies):
    with pytest.raises(TooManyForms):
        printed(copies=copies)


def test_codes_of_forms_follow_each_other_and_are_never_taken_twice(db, now):
    version = current_version("report")
    PrintedForm.objects.create(
        form="0Z",
        version="01",
        questionnaire=version,
        language="de",
        target="report",
        pages=[],
        sha256="x",
        made_at=now,
    )
    assert printed().form.form == "10"


def test_answers_are_read_by_the_version_they_were_given_to_even_where_the_boxes_stand_alike(db):
    first = printed("fr", version=publish(URN), target="card").form
    second = printed("fr", version=publish(URN, number=2), target="card").form
    assert second.sha256 == first.sha256
    assert second.questionnaire != first.questionnaire
