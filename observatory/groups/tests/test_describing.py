"""Opening groups, describing them, undoing it; who may, and who may not."""

import pytest
from django.core.exceptions import PermissionDenied

from observatory.groups.actions import (
    BadValues,
    Conflict,
    describe_group,
    move_group,
    open_group,
    undo_description,
)
from observatory.groups.models import Group
from observatory.journal.models import Entry

from .making import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def values(territory=None, **said):
    return {
        "kind": "local" if territory else "working",
        "territory_id": territory.pk if territory else None,
        "names": {"fr": "Le groupe du quartier"},
        "subjects": {} if territory else {"fr": "Les banques"},
        "joining": {},
        "habits": {},
        "phone": "",
        "is_open": True,
        **said,
    }


def test_chantal_opens_a_second_group_in_schaerbeek_but_none_in_molenbeek(
    chantal, schaerbeek, molenbeek
):
    made = open_group(values=values(schaerbeek), by=chantal, at=NOW)
    assert Group.objects.filter(territory=schaerbeek).count() == 2
    assert Entry.objects.get(subject=made.subject).action == "groups.open"
    with pytest.raises(PermissionDenied):
        open_group(values=values(molenbeek), by=chantal, at=NOW)


def test_a_working_group_without_a_place_is_for_who_acts_everywhere(olu, edith, chantal):
    for person in (olu, edith):
        assert open_group(values=values(), by=person, at=NOW).territory is None
    with pytest.raises(PermissionDenied):
        open_group(values=values(), by=chantal, at=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"names": {"fr": ""}}, "names"),
        ({"kind": "party"}, "kind"),
        ({"kind": "local"}, "territory_id"),
        ({"subjects": {}}, "subjects"),
    ],
)
def test_a_group_that_cannot_be_is_refused(olu, wrong, field):
    before = Group.objects.count()
    with pytest.raises(BadValues) as told:
        open_group(values=values(**wrong), by=olu, at=NOW)
    assert list(told.value.mistakes) == [field]
    assert Group.objects.count() == before


def test_nadia_leads_and_writes_how_to_join_but_does_not_move_the_group(here, nadia, molenbeek):
    said = {"joining": {"fr": "Sonnez au 12."}}
    describe_group(group=here, revision=0, values=said, by=nadia, at=NOW)
    here.refresh_from_db()
    assert here.joining == {"fr": "Sonnez au 12."}
    with pytest.raises(PermissionDenied):
        describe_group(
            group=here, revision=1, values={"territory_id": molenbeek.pk}, by=nadia, at=NOW
        )


def test_members_outsiders_and_other_groups_describe_nothing(here, mireille, amine, outsider):
    for person in (mireille, amine, outsider):
        with pytest.raises(PermissionDenied):
            describe_group(group=here, revision=0, values={"phone": "112"}, by=person, at=NOW)


def test_chantal_moves_no_group_out_of_what_she_coordinates(here, chantal, molenbeek):
    with pytest.raises(PermissionDenied):
        describe_group(
            group=here, revision=0, values={"territory_id": molenbeek.pk}, by=chantal, at=NOW
        )


def test_who_writes_second_is_told_and_nothing_is_lost(here, nadia, chantal):
    said = {"habits": {"fr": "Le lundi"}}
    describe_group(group=here, revision=0, values=said, by=nadia, at=NOW)
    with pytest.raises(Conflict):
        describe_group(
            group=here, revision=0, values={"habits": {"fr": "Le jeudi"}}, by=chantal, at=NOW
        )
    here.refresh_from_db()
    assert here.habits == {"fr": "Le lundi"}


def test_the_last_description_is_undone_and_the_undo_undone(here, nadia):
    with pytest.raises(Conflict):
        undo_description(group=here, revision=0, by=nadia, at=NOW)
    said = {"habits": {"fr": "Le lundi"}}
    describe_group(group=here, revision=0, values=said, by=nadia, at=NOW)
    for revision, expected in ((1, {}), (2, {"fr": "Le lundi"})):
        here.refresh_from_db()
        undo_description(group=here, revision=revision, by=nadia, at=NOW)
        here.refresh_from_db()
        assert here.habits == expected


def test_chantal_lets_the_group_rest_and_wakes_it_nadia_does_not(here, nadia, chantal):
    with pytest.raises(PermissionDenied):
        move_group(group=here, transition="rest", by=nadia, at=NOW)
    move_group(group=here, transition="rest", by=chantal, at=NOW)
    with pytest.raises(Conflict):
        move_group(group=here, transition="rest", by=chantal, at=NOW)
    here.refresh_from_db()
    assert here.state == "asleep"
    with pytest.raises(Conflict):
        move_group(group=here, transition="rest", by=chantal, at=NOW)
    move_group(group=here, transition="wake", by=chantal, at=NOW)
    with pytest.raises(BadValues):
        move_group(group=here, transition="burn", by=chantal, at=NOW)
