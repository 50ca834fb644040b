"""An entry that waited on a device becomes one report, however often it comes."""

import json
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from observatory.associations.models import Association, Membership
from observatory.desk.actions import deliver_entry
from observatory.desk.deliveries import MOST_BYTES, DeliveryUnreadable, read_delivery
from observatory.desk.models import GroupReport
from observatory.desk.queries.codes import free_codes
from observatory.journal.models import Entry
from observatory.kit.return_codes import hash_code, make_code
from observatory.moderation.tests.factories import sign_in
from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Report, Tombstone
from observatory.reports.queries import code_key, report_by_code
from observatory.reports.tests.factories import make_report

from .deliveries import answers_of, deliver, entry_of
from .sessions import open_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet(client, amine, maison):
    """Amine's tablet, signed in."""
    return sign_in(client, amine)


def test_an_entry_becomes_a_report_of_the_association(tablet, maison):
    entry = entry_of()

    answer = deliver(tablet, entry).json()

    report = Report.objects.get(uuid=entry["uuid"])
    assert answer == {
        "uuid": entry["uuid"],
        "code": answer["code"],
        "is_new": True,
        "is_withdrawn": False,
    }
    assert report_by_code(answer["code"]) == report
    assert (report.association, report.intake) == (maison, "assisted")


def test_the_same_entry_five_times_is_one_report(tablet):
    entry = entry_of()

    answers = [deliver(tablet, entry).json() for _ in range(5)]

    assert Report.objects.filter(uuid=entry["uuid"]).count() == 1
    assert {one["code"] for one in answers} == {answers[0]["code"]}
    assert [one["is_new"] for one in answers] == [True, False, False, False, False]


def test_the_code_given_on_paper_is_the_code_of_the_report(tablet):
    [pair, *_] = tablet.post(reverse("offline_codes")).json()["pairs"]

    answer = deliver(tablet, entry_of(uuid=pair["uuid"], code=pair["code"])).json()

    assert answer["code"] == pair["code"]


def test_a_code_that_was_taken_meanwhile_is_answered_with_another(tablet):
    [(uuid, code)] = free_codes(1)
    make_report()
    Report.objects.update(code_hash=hash_code(code_key(), code))

    answer = deliver(tablet, entry_of(uuid=str(uuid), code=code)).json()

    assert answer["code"] == make_code(code_key(), uuid, 1)
    assert answer["code"] != code


def test_a_report_withdrawn_meanwhile_does_not_come_back(tablet, now):
    entry = entry_of()
    deliver(tablet, entry)
    report = Report.objects.get(uuid=entry["uuid"])
    withdraw_report(report=report, by=system_actor("public"), at=now)

    answer = deliver(tablet, entry).json()

    assert answer == {"uuid": entry["uuid"], "code": "", "is_new": False, "is_withdrawn": True}
    assert not Report.objects.filter(uuid=entry["uuid"]).exists()
    assert Entry.objects.filter(action="desk.deliver").count() == 1


def test_a_colleague_delivers_again_and_is_not_told_the_code(tablet, jean):
    entry = entry_of()
    deliver(tablet, entry)

    answer = deliver(sign_in(Client(), jean), entry).json()

    assert (answer["uuid"], answer["code"], answer["is_new"]) == (entry["uuid"], "", False)


def test_nobody_learns_the_code_of_a_report_by_sending_its_identifier(tablet, molenbeek):
    report = make_report(molenbeek)

    answer = deliver(tablet, entry_of(uuid=str(report.uuid))).json()

    assert answer["code"] == ""


def test_an_entry_without_consent_is_refused_beside_its_question(tablet):
    entry = entry_of(answers=answers_of(consent_count="no", service=""))

    response = deliver(tablet, entry)

    assert response.status_code == 422
    assert response.json()["uuid"] == entry["uuid"]
    assert set(response.json()["errors"]) == {"consent_count", "service"}
    assert not Report.objects.exists()


def test_what_was_corrected_is_taken(tablet):
    entry = entry_of(answers=answers_of(service="S00"))
    assert deliver(tablet, entry).status_code == 422

    assert deliver(tablet, entry | {"answers": answers_of()}).json()["is_new"]


def test_the_clock_of_the_device_counts_for_nothing(tablet):
    deliver(tablet, entry_of(made_at="2035-01-01T00:00:00+00:00"))

    report = Report.objects.get()
    noted = Entry.objects.get(action="desk.deliver")
    assert report.received_at.year != 2035
    assert noted.data["made_at"].startswith("2035-01-01")


@pytest.mark.parametrize("moment", ["yesterday", None, 5, "2026-11-23", "x" * 5000])
def test_a_clock_that_makes_no_sense_is_no_reason_to_refuse(tablet, moment):
    assert deliver(tablet, entry_of(made_at=moment)).status_code == 200


BAD = {
    "not JSON": (b"{", "json"),
    "not an object": (b"[]", "json"),
    "latin-1": ("é".encode("latin-1"), "json"),
    "deep": (b"[" * 50_000, "json"),
    "no identifier": (entry_of, {"uuid": None}, "uuid"),
    "an identifier written otherwise": (entry_of, {"uuid": uuid4().hex}, "uuid"),
    "a version that is no number": (entry_of, {"version": "2"}, "version"),
    "a true version": (entry_of, {"version": True}, "version"),
    "a language we do not speak": (entry_of, {"language": "xx"}, "language"),
    "no answers": (entry_of, {"answers": {}}, "answers"),
    "answers that are no texts": (entry_of, {"answers": {"story": 5}}, "answers"),
    "answers in answers": (entry_of, {"answers": {"a": [["x"]]}}, "answers"),
    "too many answers": (entry_of, {"answers": {str(n): "" for n in range(201)}}, "answers"),
    "a session that is no number": (entry_of, {"session": "1"}, "session"),
    "an enormous session": (entry_of, {"session": 10**30}, "session"),
    "a code of letters": (entry_of, {"code": "abcdefghijkl"}, "code"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_entry_is_named(tablet, name):
    *given, reason = BAD[name]
    body = given[0] if isinstance(given[0], bytes) else given[0](**given[1])

    response = deliver(tablet, body)

    assert response.status_code == 400
    assert response.json() == {"reason": reason}
    assert not Report.objects.exists()


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 2 * 1024 * 1024])
def test_an_entry_that_is_too_large_is_refused(tablet, size):
    response = deliver(tablet, b'{"x": "' + b"a" * size + b'"}')

    assert (response.status_code, response.json()) == (413, {"reason": "size"})


def test_what_is_wrong_is_named_without_repeating_it():
    with pytest.raises(DeliveryUnreadable) as wrong:
        read_delivery(json.dumps(entry_of(code="Fatima Benali")).encode())

    assert str(wrong.value) == "code"


def test_an_unknown_version_is_kept_on_the_device(tablet):
    response = deliver(tablet, entry_of(version=999))

    assert response.status_code == 422
    assert set(response.json()["errors"]) == {"version"}


def test_who_works_for_two_associations_says_for_which(tablet, amine, maison, now):
    other = Association.objects.create(name="Repair café", joined_on=now.date())
    Membership.objects.create(association=other, user=amine, joined_at=now)

    assert set(deliver(tablet, entry_of()).json()["errors"]) == {"association"}
    assert deliver(tablet, entry_of(association=other.pk)).json()["is_new"]
    assert Report.objects.get().association == other


def test_nobody_speaks_for_an_association_of_others(tablet, now):
    other = Association.objects.create(name="Repair café", joined_on=now.date())

    response = deliver(tablet, entry_of(association=other.pk))

    assert set(response.json()["errors"]) == {"association"}
    assert not Report.objects.exists()


def test_a_report_of_a_session_is_counted_in_it_even_when_it_arrives_late(tablet, amine, maison):
    session = open_one(maison, amine, state="closed")
    entry = entry_of(session=session.pk)

    first, second = deliver(tablet, entry).json(), deliver(tablet, entry).json()

    assert (first["is_new"], second["is_new"]) == (True, False)
    assert GroupReport.objects.get(session=session).report.intake == "group"


def test_a_session_of_others_is_refused(tablet, chantal, now):
    other = Association.objects.create(name="Repair café", joined_on=now.date())
    session = open_one(other, chantal)

    response = deliver(tablet, entry_of(session=session.pk))

    assert set(response.json()["errors"]) == {"session"}


def test_the_journal_holds_nothing_that_was_said(tablet):
    deliver(tablet, entry_of(answers=answers_of(story="Madame Benali attend.")))

    assert "Benali" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_who_is_not_signed_in_is_sent_to_sign_in_and_nothing_is_stored(client):
    assert deliver(client, entry_of()).status_code == 303
    assert not Report.objects.exists()


@pytest.mark.parametrize("who", ["olu", "outsider"])
def test_other_roles_may_not_deliver(who, client, request):
    response = deliver(sign_in(client, request.getfixturevalue(who)), entry_of())

    assert response.status_code == 403


def test_a_delivery_needs_the_token_of_the_page(amine, maison):
    client = sign_in(Client(enforce_csrf_checks=True), amine)
    token = client.get(reverse("offline_state")).json()["csrf"]

    assert deliver(client, entry_of()).status_code == 403
    response = client.post(
        reverse("offline_deliver"),
        json.dumps(entry_of()),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert response.status_code == 200


def test_reserved_codes_are_stored_nowhere_and_none_is_taken(tablet, now):
    pairs = tablet.post(reverse("offline_codes")).json()["pairs"]

    assert len({one["uuid"] for one in pairs}) == len({one["code"] for one in pairs}) == 30
    assert all(make_code(code_key(), UUID(one["uuid"])) == one["code"] for one in pairs)
    assert not Report.objects.exists()
    assert not Entry.objects.filter(subject__startswith="report:").exists()


def test_a_code_that_a_report_or_a_tombstone_has_is_not_reserved(monkeypatch, molenbeek, now):
    kept, gone, free = make_report(molenbeek), make_report(molenbeek), uuid4()
    withdraw_report(report=gone, by=system_actor("public"), at=now)
    turns = iter([kept.uuid, gone.uuid, free])
    monkeypatch.setattr("observatory.desk.queries.codes.uuid4", lambda: next(turns))

    assert Tombstone.objects.exists()
    assert [uuid for uuid, _ in free_codes(3)] == [free]


def test_an_account_that_asks_for_codes_too_often_waits(tablet):
    answers = [tablet.post(reverse("offline_codes")) for _ in range(61)]

    assert [one.status_code for one in answers] == [200] * 60 + [429]
    assert answers[-1]["Retry-After"] == "600"


def test_a_device_is_told_its_associations_and_open_sessions(tablet, amine, maison, molenbeek):
    session = open_one(maison, amine, territory=molenbeek)
    open_one(maison, amine, state="closed")

    state = tablet.get(reverse("offline_state")).json()

    assert state["associations"] == [{"id": maison.pk, "name": "Maison de quartier"}]
    assert [(one["id"], one["territory"]) for one in state["sessions"]] == [(session.pk, "21012")]


def test_a_machine_delivers_for_no_association(now):
    delivery = read_delivery(json.dumps(entry_of()).encode())

    receipt = deliver_entry(delivery=delivery, by=system_actor("importer"), at=now)

    assert receipt.is_new
