"""The first quarter of an hour of a relay: steps, ticks, and a panel while some are left."""

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from observatory.associations.actions import tick_step, untick_step
from observatory.associations.models import Tick
from observatory.associations.queries.onboarding import STEPS, progress_of
from observatory.people.actions import Refused
from observatory.people.tests.journey import protect

from .making import join, sign_in

TO_TICK = [step for step in STEPS.values() if not step.is_seen]


def test_the_steps_take_a_quarter_of_an_hour():
    assert sum(step.minutes for step in STEPS.values()) == 15


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.code)
def test_each_step_is_written_in_every_language(step, settings):
    languages = {code for code, _ in settings.LANGUAGES}
    assert languages == set(step.title) == set(step.text) == set(step.label)


def test_a_relay_ticks_the_steps_one_by_one(client, amine):
    sign_in(client, amine)
    page = client.get(reverse("onboarding")).text
    assert "1 étapes sur 7" not in page
    assert "1 étape sur 7" in page
    for step in TO_TICK:
        address = reverse("onboarding_tick", args=[step.code])
        assert f'action="{address}"' in page
        assert step.title["fr"] in page
        answer = client.post(address, {"done": "yes"})
        assert answer.headers["Location"] == f"{reverse('onboarding')}#{step.code}"
    page = client.get(reverse("onboarding")).text
    assert "7 étapes sur 7" in page
    assert "Vous êtes prêt" in page
    client.post(reverse("onboarding_tick", args=["guide"]), {"done": "no"})
    assert "6 étapes sur 7" in client.get(reverse("onboarding")).text


def test_the_second_factor_is_seen_and_not_ticked(amine, now):
    assert progress_of(amine)["done"] == 0
    protect(amine)
    progress = progress_of(amine)
    assert progress["done"] == 1
    assert progress["next"]["code"] == "guide"
    assert "12" in progress["left"]
    for code in ("second_factor", "nonsense"):
        with pytest.raises(Refused):
            tick_step(step=code, by=amine, at=now)
        with pytest.raises(Refused):
            untick_step(step=code, by=amine)


def test_a_tick_is_ones_own_and_counts_once(client, amine, jean, now):
    tick_step(step="guide", by=amine, at=now)
    tick_step(step="guide", by=amine, at=now)
    assert Tick.objects.count() == 1
    assert progress_of(jean)["done"] == 0


def test_a_step_that_is_not_in_the_list_is_not_found(client, amine):
    sign_in(client, amine)
    assert client.post(reverse("onboarding_tick", args=["nonsense"])).status_code == 404


def test_the_first_page_reminds_a_relay_while_steps_are_left(client, amine, now):
    sign_in(client, amine)
    page = client.get(reverse("team")).text
    assert "Débuter comme relais" in page
    assert "Lire ce que nous ne demandons jamais" in page
    for step in TO_TICK:
        tick_step(step=step.code, by=amine, at=now)
    assert "Débuter comme relais" not in client.get(reverse("team")).text


def test_others_are_not_bothered_but_members_are(client, mireille, maison):
    sign_in(client, mireille)
    assert "Débuter comme relais" not in client.get(reverse("team")).text
    join(maison, mireille)
    assert "Débuter comme relais" in client.get(reverse("team")).text


def test_the_trial_is_the_desk_form_that_keeps_nothing():
    trial = STEPS["trial"]
    try:
        desk = reverse("desk_entry")
    except NoReverseMatch:
        assert trial.href == ""
    else:
        assert trial.href == f"{desk}?essai=1"


def test_a_page_that_no_package_offers_is_left_out(client, amine, monkeypatch):
    for code in ("trial", "first_report"):
        monkeypatch.setitem(
            STEPS, code, STEPS[code].__class__(**{**STEPS[code].__dict__, "page": "nowhere"})
        )
    sign_in(client, amine)
    page = client.get(reverse("onboarding")).text
    assert STEPS["trial"].title["fr"] in page
    assert f"<span>{STEPS['trial'].label['fr']}</span>" not in page


def test_the_guide_says_what_is_never_asked_and_reads_the_seven_consents(client, amine):
    sign_in(client, amine)
    page = client.get(reverse("relay_guide")).text
    for anchor in ("jamais", "accords", "code", "urgence"):
        assert f'id="{anchor}"' in page
    assert "Sa nationalité" in page
    assert page.count("<li>Vous pouvez") >= 6
    assert reverse("help") in page
    for step in STEPS.values():
        if step.page == "relay_guide":
            assert f'id="{step.tail[1:]}"' in page


def test_the_steps_speak_the_language_of_the_page(client, amine):
    sign_in(client, amine)
    with override("nl"):
        address = reverse("onboarding")
    assert "Uw account beveiligen" in client.get(address).text
