"""Prepared statements (kit) give what the usual querysets give, for any value, on both databases."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from observatory.journal.models import Entry
from observatory.kit.prepared import Insert, Objects, Rows
from observatory.people.queries import system_actor
from observatory.reports.models import ReportTerm, Tombstone
from observatory.reports.tests.factories import make_report

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 12, 8, 30, 1, 234567, tzinfo=UTC)
EVIL = "%s ' \" ; -- \x01 é 🙂"


def entries(subject: str, after: datetime, least: int) -> QuerySet:
    return Entry.objects.filter(subject=subject, at__gt=after, pk__gte=least).order_by("pk")


listed = Rows(lambda *v: entries(*v).values_list("pk", "at", "data", "subject"), str, datetime, int)
whole = Objects(Entry, entries, str, datetime, int)
insert_entry = Insert(
    Entry, "at", "actor", "action", "subject", "state_before", "state_after", "data"
)
insert_tombstone = Insert(
    Tombstone, "uuid", "code_hash", "received_month", "withdrawn_at", "intake", "was_counted"
)


def write(number: int, subject: str = EVIL) -> None:
    by = system_actor("public").pk
    insert_entry.many(
        [(AT + timedelta(days=n), by, "test", subject, "", EVIL, {"n": [n]}) for n in range(number)]
    )


def test_rows_are_those_of_the_queryset_each_time():
    write(3)
    for _ in range(4):  # often enough for a database to keep the plan
        for after in (AT - timedelta(1), AT, AT + timedelta(days=9)):
            for subject in (EVIL, "other"):
                usual = entries(subject, after, 0).values_list("pk", "at", "data", "subject")
                assert listed(subject, after, 0) == list(usual)
    assert [row[1] for row in listed(EVIL, AT, 0)] == [AT + timedelta(1), AT + timedelta(2)]


def test_raw_rows_become_the_same_when_they_are_converted():
    write(2)
    assert listed.convert(listed.raw(EVIL, AT, 0)) == listed(EVIL, AT, 0)


def test_objects_are_whole():
    write(2)
    found = whole(EVIL, AT, 0)
    assert [one.pk for one in found] == [one.pk for one in entries(EVIL, AT, 0)]
    assert found[0].data == {"n": [1]}
    found[0].action = "changed"
    found[0].save()
    assert entries(EVIL, AT, 0)[0].action == "changed"


def test_each_call_is_one_query(django_assert_num_queries):
    listed(EVIL, AT, 0)
    with django_assert_num_queries(1):
        listed(EVIL, AT, 0)
    with django_assert_num_queries(1):
        write(5)
    with django_assert_num_queries(0):
        insert_entry.many([])


def test_a_value_that_the_query_does_not_use_is_a_mistake():
    lost = Rows(lambda pk: Entry.objects.values_list("pk"), int)
    with pytest.raises(ValueError, match="not in its SQL"):
        lost(1)


def test_a_written_row_is_what_a_saved_object_is():
    write(1)
    entry = Entry.objects.get(subject=EVIL)
    assert (entry.at, entry.state_after, entry.data) == (AT, EVIL, {"n": [0]})
    assert entry.actor_id == system_actor("public").pk


def test_a_unique_value_that_is_taken_gives_none_and_the_transaction_goes_on():
    uuid = uuid4()
    row = (uuid, "a" * 64, AT.date(), AT, "web", True)
    with transaction.atomic():
        first = insert_tombstone.one(*row)
        assert insert_tombstone.one(*row) is None
        assert insert_tombstone.one(uuid4(), "a" * 64, AT.date(), AT, "web", True) is None
        other = insert_tombstone.one(uuid4(), "b" * 64, AT.date(), AT, "web", False)
    assert Tombstone.objects.get(uuid=uuid).pk == first
    assert other is not None
    assert Tombstone.objects.count() == 2


def test_what_breaks_another_rule_is_still_an_error(schaerbeek):
    report = make_report(schaerbeek)
    insert = Insert(ReportTerm, "report", "term")
    term = report.report_terms.get().term_id
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        insert.many([(report.pk, term)])
    with pytest.raises(Exception, match=r"(?i)null"), transaction.atomic():
        insert.one(report.pk, None)


def test_other_queries_keep_their_own_way_of_asking():
    listed(EVIL, AT, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["%"])
        assert cursor.fetchone() == ("%",)
