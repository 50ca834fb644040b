"""The line's own hours and calls: written down, corrected by who wrote them, shown to everyone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.moderation.tests.factories import cost_of, sign_in
from observatory.phone.actions import (
    ShiftChanged,
    WrongHours,
    close_shift,
    correct_shift,
    count_call,
    note_shift,
    open_shift,
)
from observatory.phone.models import Shift
from observatory.phone.queries.log import months_of_line, open_time

pytestmark = pytest.mark.django_db


def moment(day, hour, month=11):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def line(client, nadia):
    return sign_in(client, nadia)


def shift_of(by, *, day=2, start=9, end=12, answered=0, missed=0, month=11, at=None):
    return note_shift(
        opened_at=moment(day, start, month),
        closed_at=moment(day, end, month),
        answered=answered,
        missed=missed,
        by=by,
        at=at or moment(28, 18, 11),
    )


def test_a_shift_opens_counts_and_closes(nadia, now):
    shift = open_shift(by=nadia, at=now)
    assert open_shift(by=nadia, at=now).pk == shift.pk
    for answered in (True, True, False):
        count_call(answered=answered, by=nadia, at=now)
    before = edition_number()
    close_shift(shift=shift, by=nadia, at=now + timedelta(hours=3))
    shift.refresh_from_db()
    assert (shift.answered, shift.missed) == (2, 1)
    assert edition_number() > before
    with pytest.raises(ShiftChanged):
        close_shift(shift=shift, by=nadia, at=now + timedelta(hours=3))


def test_a_call_counts_without_the_line_being_opened_first(nadia, now):
    count_call(answered=False, by=nadia, at=now)
    assert (Shift.objects.get().missed, Shift.objects.get().opened_on) == (1, date(2026, 11, 23))


def test_the_journal_does_not_say_when_somebody_called(nadia, now):
    open_shift(by=nadia, at=now)
    before = Entry.objects.count()
    count_call(answered=True, by=nadia, at=now)
    assert Entry.objects.count() == before


def test_a_shift_of_another_day_is_corrected_and_not_closed(nadia, now):
    shift = open_shift(by=nadia, at=now)
    with pytest.raises(WrongHours):
        close_shift(shift=shift, by=nadia, at=now + timedelta(days=1))


def correct(shift, by, at, **changed):
    values = {
        "opened_at": shift.opened_at,
        "closed_at": shift.opened_at + timedelta(hours=2),
        "answered": 4,
        "missed": 1,
        "revision": shift.revision,
    }
    correct_shift(shift=shift, **(values | changed), by=by, at=at)


def test_who_wrote_a_line_corrects_it_and_the_journal_keeps_both_numbers(nadia, now):
    shift = shift_of(nadia, answered=2, missed=3)
    before = edition_number()
    correct(shift, nadia, now)
    shift.refresh_from_db()
    assert (shift.answered, shift.missed) == (4, 1)
    entry = Entry.objects.get(action="shift.correct")
    assert entry.data == {"answered_before": 2, "missed_before": 3, "answered": 4, "missed": 1}
    assert edition_number() > before
    shift.revision = 0
    with pytest.raises(ShiftChanged):
        correct(shift, nadia, now)


@pytest.mark.parametrize(
    "changed",
    [
        {"closed_at": moment(2, 8)},
        {"closed_at": moment(3, 10)},
        {"opened_at": moment(29, 9), "closed_at": moment(29, 10)},
    ],
)
def test_hours_that_cannot_be_are_refused(nadia, now, changed):
    with pytest.raises(WrongHours):
        correct(shift_of(nadia), nadia, now, **changed)


@pytest.mark.parametrize("name", ["chantal", "amine", "olu"])
def test_nobody_else_corrects_it(nadia, now, name, request):
    by = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        correct(shift_of(nadia), by, now)
    with pytest.raises(PermissionDenied):
        open_shift(by=by, at=now)


def test_hours_that_two_people_hold_together_count_once():
    shifts = [
        Shift(opened_at=moment(2, 9), closed_at=moment(2, 12)),
        Shift(opened_at=moment(2, 10), closed_at=moment(2, 11)),
        Shift(opened_at=moment(2, 11), closed_at=moment(2, 13)),
        Shift(opened_at=moment(3, 9), closed_at=moment(3, 10)),
        Shift(opened_at=moment(4, 9), closed_at=None),
    ]
    assert open_time(shifts) == timedelta(hours=5)


def test_each_month_is_shown_under_the_rules_for_small_numbers(nadia):
    shift_of(nadia, day=2, answered=1, missed=1, month=8)
    shift_of(nadia, day=2, answered=5, missed=2, month=9)
    shift_of(nadia, day=2, answered=9, missed=6, month=10)
    shift_of(nadia, day=2, answered=20, missed=5)
    shift_of(nadia, day=9, answered=20, missed=5)
    open_shift(by=nadia, at=moment(10, 9))
    found = {month.month.month: month.calls for month in months_of_line(date(2026, 11, 28))}
    assert list(found) == [11, 10, 9, 8]
    assert (found[8].form, found[8].total) == ("few", None)
    assert (found[9].form, found[9].successes, found[9].total) == ("out_of", 5, 7)
    assert (found[10].form, found[10].low is not None) == ("interval", True)
    assert (found[11].form, found[11].percentage, found[11].total) == ("percentage", 80, 50)


def test_only_the_last_twelve_months_are_shown(nadia):
    shift_of(nadia, month=1)
    assert months_of_line(date(2026, 12, 31))
    assert not months_of_line(date(2027, 1, 1))


def test_everyone_reads_our_own_hours(client, nadia, settings):
    page = client.get(reverse("phone_line"))
    assert "Aucune permanence n’est encore notée" in page.text
    settings.PHONE_LINE, settings.PHONE_HOURS = "02 000 00 00", "mardi, 9 h à 12 h"
    yesterday = timezone.now() - timedelta(days=1)
    shift = Shift.objects.create(
        worker=nadia,
        opened_on=timezone.localdate(yesterday),
        opened_at=yesterday,
        closed_at=yesterday + timedelta(minutes=90),
        answered=4,
        missed=1,
    )
    page = client.get(reverse("phone_line"))
    assert "02 000 00 00" in page.text
    assert "mardi, 9 h à 12 h" in page.text
    assert "4 sur 5" in page.text
    assert "1\u202fh\u202f30" in page.text
    assert nadia.name not in page.text
    shift.answered, shift.missed = 1, 0
    shift.save()
    assert "moins de 3 cas" in client.get(reverse("phone_line")).text


def test_nadia_opens_counts_and_closes_from_the_start_page(line, nadia):
    page = line.get(reverse("phone_home"))
    assert "La ligne est fermée" in page.text
    line.post(reverse("phone_shift_open"))
    line.post(reverse("phone_count"), {"what": "missed"})
    line.post(reverse("phone_count"), {"what": "answered"})
    shift = Shift.objects.get()
    assert (shift.answered, shift.missed) == (1, 1)
    line.post(reverse("phone_shift_close"), {"shift": shift.pk})
    shift.refresh_from_db()
    assert shift.closed_at
    assert line.post(reverse("phone_shift_close"), {"shift": "x"}).status_code == 404


def test_a_forgotten_shift_is_shown_until_its_end_is_written(line, nadia):
    ago = timezone.now() - timedelta(days=2)
    shift = Shift.objects.create(
        worker=nadia, opened_on=timezone.localdate(ago), opened_at=ago, answered=2
    )
    assert "n’a pas été fermée" in line.get(reverse("phone_home")).text
    address = reverse("phone_shift", args=[shift.pk])
    assert "Corriger une permanence" in line.get(address).text
    opened = timezone.localtime(ago)
    line.post(
        address,
        {
            "day": shift.opened_on,
            "start": opened.strftime("%H:%M"),
            "end": opened.strftime("%H:%M"),
            "answered": 2,
            "missed": 0,
            "revision": 0,
        },
    )
    assert "n’a pas été fermée" not in line.get(reverse("phone_home")).text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"end": "08:00"}, "ferme après avoir ouvert"),
        ({"end": "midi"}, "Écrivez l’heure"),
        ({"day": ""}, "Choisissez un jour"),
        ({"answered": "-1"}, "supérieure ou égale à 0"),
        ({"answered": "beaucoup"}, "nombre entier"),
        ({"missed": "1000000"}, "999"),
        ({"day": "2999-01-01"}, "pas encore passée"),
    ],
)
def test_a_shift_that_cannot_be_is_refused_beside_its_field(line, changed, message):
    values = {"day": "2026-01-05", "start": "09:00", "end": "12:00", "answered": 3, "missed": 1}
    page = line.post(reverse("phone_shift_new"), values | changed)
    assert page.status_code == 422
    assert message in page.text
    assert not Shift.objects.exists()
    assert line.post(reverse("phone_shift_new"), values).status_code == 302
    assert Shift.objects.get().answered == 3


def test_a_line_that_changed_meanwhile_is_not_overwritten(line, nadia):
    shift = shift_of(nadia, answered=2, day=2, month=1)
    Shift.objects.filter(pk=shift.pk).update(revision=5)
    page = line.post(
        reverse("phone_shift", args=[shift.pk]),
        {
            "day": "2026-01-02",
            "start": "09:00",
            "end": "12:00",
            "answered": 3,
            "missed": 1,
            "revision": 0,
        },
    )
    assert page.status_code == 422
    assert "vient de changer" in page.text
    shift.refresh_from_db()
    assert shift.answered == 2


def test_a_coordinator_reads_the_log_and_corrects_nothing(client, chantal, nadia):
    shift = shift_of(nadia)
    sign_in(client, chantal)
    page = client.get(reverse("phone_log"))
    assert nadia.name in page.text
    assert "Corriger" not in page.text
    assert client.get(reverse("phone_shift", args=[shift.pk])).status_code == 403
    assert client.get(reverse("phone_home")).status_code == 403


def test_nobody_corrects_the_line_of_another(client, nadia, request):
    shift = shift_of(nadia)
    from conftest import _person

    other = _person("Bilal", "line")
    sign_in(client, other)
    assert client.get(reverse("phone_shift", args=[shift.pk])).status_code == 403


def test_the_log_costs_the_same_with_one_shift_and_with_three(line, nadia):
    shift_of(nadia)
    before = cost_of(line, reverse("phone_log"))
    shift_of(nadia, day=3)
    shift_of(nadia, day=4)
    assert cost_of(line, reverse("phone_log")) == before


def test_a_long_log_is_read_page_by_page(line, nadia):
    for day in range(1, 29):
        shift_of(nadia, day=day)
    for hour in (13, 14, 15):
        shift_of(nadia, day=1, start=hour, end=hour)
    first = line.get(reverse("phone_log"))
    assert len(first.context["rows"]) == 30
    second = line.get(reverse("phone_log") + first.context["older"])
    seen = [row["shift"].pk for page in (first, second) for row in page.context["rows"]]
    assert sorted(seen) == sorted(Shift.objects.values_list("pk", flat=True))
    for odd in ("?before=x", "?before=99999999999999999999", "?before=0"):
        assert line.get(reverse("phone_log") + odd).status_code == 200
