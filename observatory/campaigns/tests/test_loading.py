"""The campaigns that the project ships: sourced, loaded once, and never over someone's words."""

import json
import re
from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from observatory.campaigns.actions import (
    BadValues,
    correct_campaign,
    correct_step,
    load_campaigns,
    move_campaign,
    undo_change,
)
from observatory.campaigns.actions.loading import DATA
from observatory.campaigns.models import Campaign, Demand, Step
from observatory.campaigns.queries.team import last_change
from observatory.people.queries import system_actor
from observatory.search.actions import remove_document
from observatory.search.queries import find

from .making import NOW, make_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
SHIPPED = json.loads(DATA.read_text(encoding="utf-8"))
RULING = "126/2025"
# In any of our languages: that somebody won, or that the text was annulled.
CLAIMS = re.compile(
    r"\b(gagn|remport|victo|triomph|a annulé|annulées?\b|est annulé|casse|"
    r"gewonnen|overwinning|vernietigd|heeft vernietigd|won\b|wins\b|annulled|annuls\b|struck down|quash)",
    re.IGNORECASE,
)


@pytest.fixture
def load(tmp_path):
    """Load a changed copy of the file."""

    def loaded(change):
        rows = json.loads(json.dumps(SHIPPED))
        change({row["code"]: row for row in rows})
        path = tmp_path / "campaigns.json"
        path.write_text(json.dumps(rows), encoding="utf-8")
        return load_campaigns(by=system_actor("importer"), at=NOW, path=path)

    return loaded


def ordinance():
    return Campaign.objects.get(code="bruxelles-numerique")


def ruling():
    return Step.objects.get(code="arret")


def test_the_movement_and_the_ordinance_are_there_from_the_start():
    assert Campaign.objects.get(code="trois-revendications").demands.count() == 3
    days = ordinance().steps.values_list("happened_on", flat=True)
    assert (days[0], max(days)) == (date(2022, 9, 8), date(2025, 9, 25))
    stages = ordinance().steps.filter(kind="legal").values_list("stage", flat=True)
    assert list(stages) == ["filed", "hearing", "ruling"]


def test_loading_again_changes_nothing(load):
    assert load(lambda rows: None) == 0


def test_a_newer_file_corrects_what_nobody_changed(load):
    def change(rows):
        rows["bruxelles-numerique"]["steps"][-1]["titles"]["fr"] = "Mieux dit"

    assert load(change) == 1
    assert ruling().titles["fr"] == "Mieux dit"


def test_what_edith_wrote_is_never_overwritten(edith, load):
    correct_step(
        step=ruling(), revision=0, values={"titles": {"fr": "Les mots d’Édith"}}, by=edith, at=NOW
    )
    correct_campaign(
        campaign=ordinance(), revision=0, values={"themes": ["social"]}, by=edith, at=NOW
    )
    move_campaign(campaign=ordinance(), transition="resume", by=edith, at=NOW)

    def change(rows):
        rows["bruxelles-numerique"]["steps"][-1]["titles"]["fr"] = "Mieux dit"
        rows["bruxelles-numerique"]["themes"] = ["democratic"]

    assert load(change) == 0
    assert ruling().titles == {"fr": "Les mots d’Édith"}
    assert (ordinance().themes, ordinance().state) == (["social"], "running")


def test_what_edith_took_back_does_not_return(edith, load):
    correct_step(step=ruling(), revision=0, values={"is_taken_back": True}, by=edith, at=NOW)
    assert load(lambda rows: None) == 0
    assert ruling().is_taken_back


def test_once_edith_undid_her_correction_the_file_is_followed_again(edith, load):
    correct_step(step=ruling(), revision=0, values={"titles": {"fr": "Autre"}}, by=edith, at=NOW)
    undo_change(change=last_change(ordinance()), by=edith, at=NOW)

    def change(rows):
        rows["bruxelles-numerique"]["steps"][-1]["titles"]["fr"] = "Mieux dit"

    assert load(change) == 1


def test_what_left_the_file_is_taken_back_and_comes_back_with_it(load):
    assert load(lambda rows: rows["bruxelles-numerique"]["steps"].pop()) == 1
    assert ruling().is_taken_back
    assert load(lambda rows: None) == 1
    assert not ruling().is_taken_back


def test_a_file_without_a_source_is_refused_whole(load):
    def change(rows):
        rows["trois-revendications"]["titles"]["fr"] = "Autre"
        rows["bruxelles-numerique"]["steps"][0]["sources"] = []

    with pytest.raises(BadValues, match=r"file-geante\.sources"):
        load(change)
    assert "Autre" not in Campaign.objects.get(code="trois-revendications").title


def test_only_machines_and_administrators_load(edith):
    with pytest.raises(PermissionDenied):
        load_campaigns(by=edith, at=NOW)


def parts():
    return [part for row in SHIPPED for part in (*row["demands"], *row["steps"])]


def test_each_step_and_demand_names_its_source():
    for part in parts():
        assert part["sources"], part["code"]
        for source in part["sources"]:
            # One demand was given to us by the movement, and says so.
            assert source["url"].startswith("https://") or part["code"] == "moratoire"
            assert source["labels"]["fr"]


def test_what_we_ship_is_in_french_dutch_and_english():
    for part in parts():
        for name in ("titles", "texts", "places", "addressees"):
            assert set(part.get(name, {})) in ({"fr", "nl", "en"}, set()), (part["code"], name)


def test_no_outcome_is_claimed_that_nobody_checked():
    assert set(Demand.objects.exclude(code="").values_list("outcome", flat=True)) == {"open"}


def test_the_ruling_rejected_the_action_subject_to_interpretations():
    step = ruling()
    assert (step.kind, step.stage) == ("legal", "ruling")
    assert "rejette le recours, sous réserve d’interprétations" in step.titles["fr"]
    assert "verwerpt het beroep, onder voorbehoud van interpretaties" in step.titles["nl"]
    assert "rejects the action, subject to interpretations" in step.titles["en"]


def texts_on_the_ruling():
    """Yield each line or paragraph of ours that speaks of the ruling, with what stands around it."""
    for path in sorted((settings.BASE_DIR / "observatory").rglob("*")):
        if path.suffix in {".py", ".html", ".json", ".po", ".txt", ".typ"} and (
            path.name != "test_loading.py"
        ):
            text = path.read_text(encoding="utf-8")
            for found in re.finditer(re.escape(RULING), text):
                yield path, text[max(0, found.start() - 400) : found.end() + 400]


def test_no_text_of_ours_says_that_the_ruling_was_won_or_annulled_anything():
    seen = list(texts_on_the_ruling())
    assert len(seen) > 3
    for path, text in seen:
        claim = CLAIMS.search(text)
        assert claim is None, f"{path}: {claim}"


def test_that_test_would_notice():
    for claim in (
        "Nous avons gagné",
        "La Cour a annulé l’article",
        "Het Hof heeft artikel 13 vernietigd",
        "We won",
        "The Court annulled article 13",
        "Une victoire",
    ):
        assert CLAIMS.search(claim)


def test_a_campaign_from_before_the_search_is_found_after_the_next_loading(schaerbeek):
    campaign = make_campaign(schaerbeek, titles={"fr": "Rouvrir la piscine"})
    remove_document(ref=campaign.subject)
    assert find("piscine", languages=["fr"], kind="struggle") == []
    load_campaigns(by=system_actor("importer"), at=NOW)
    (found,) = find("piscine", languages=["fr"], kind="struggle")
    assert found.url_arg == str(campaign.pk)
