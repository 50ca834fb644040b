"""The groups that ship: eight municipalities, by NIS code; nobody's words are written over."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from observatory.groups.actions import BadValues, describe_group, load_groups
from observatory.groups.actions.loading import DATA
from observatory.groups.models import Group
from observatory.journal.models import Entry
from observatory.people.queries import system_actor

from .making import NOW, group_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]

LABELS = ["1000", "1030", "1050", "1060", "1070", "1080", "1190", "1210"]


def load(path=DATA):
    return load_groups(by=system_actor("importer"), at=NOW, path=path)


def written(tmp_path, change):
    told = json.loads(DATA.read_text(encoding="utf-8"))
    change(told["groups"])
    path = tmp_path / "groups.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_eight_municipalities_have_a_group_and_each_speaks_three_languages():
    groups = Group.objects.exclude(code="").select_related("territory")
    assert sorted(one.territory.label for one in groups) == LABELS
    for one in groups:
        assert one.code == f"local-{one.territory.nis}"
        assert set(one.names) == set(one.joining) == {"fr", "nl", "en"}
        assert one.phone == ""


def test_loading_again_changes_nothing_and_writes_nothing():
    before = Entry.objects.count()
    assert load() == 0
    assert Entry.objects.count() == before


def test_a_newer_file_is_followed_except_where_someone_wrote_something_else(
    tmp_path, chantal, schaerbeek, molenbeek
):
    group = group_of(schaerbeek)
    values = {"joining": {"fr": "Sonnez au 12."}}
    describe_group(group=group, revision=0, values=values, by=chantal, at=NOW)

    def change(rows):
        for row in rows:
            row["habits"] = {"fr": "Le lundi"}

    assert load(written(tmp_path, change)) == 7
    assert group_of(schaerbeek).habits == {}
    assert group_of(schaerbeek).joining == {"fr": "Sonnez au 12."}
    assert group_of(molenbeek).habits == {"fr": "Le lundi"}


def test_a_group_that_left_the_file_stays_since_people_may_be_in_it(tmp_path, there, molenbeek):
    assert load(written(tmp_path, lambda rows: rows.clear())) == 0
    assert group_of(molenbeek).memberships.count() == 2


def test_a_local_group_without_a_place_is_refused_whole(tmp_path):
    path = written(
        tmp_path, lambda rows: rows[3].update(territory=None, names={"fr": "Nulle part"})
    )
    with pytest.raises(BadValues, match="territory_id"):
        load(path)
    assert not Group.objects.filter(names__fr="Nulle part").exists()


def test_chantal_loads_no_file(chantal):
    with pytest.raises(PermissionDenied):
        load_groups(by=chantal, at=NOW)
