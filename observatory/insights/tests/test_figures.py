"""The figures of a round: what may be said, what is left out, and that nothing leaks."""

from datetime import date
from itertools import product

import pytest

from observatory.insights.exports import as_csv, as_json
from observatory.insights.queries.before import payload_of as figures_of
from observatory.insights.wording import figures_context
from observatory.observations.models import Slot
from observatory.places.models import Population

from .rounds import CLOSED_AT, Made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


@pytest.fixture
def made(chantal, schaerbeek):
    return Made(chantal, schaerbeek)


def shares(payload, part, item, option):
    return {
        (one["location"], one["channel"]): (one["successes"], one["total"])
        for one in payload[part]
        if (one["item"], one["option"]) == (item, option)
    }


def test_the_headline_counts_what_was_done_without_internet_by_place_and_channel(made):
    for outcome in ("now", "later", "online", "unknown"):
        made.see(0, k80=outcome)
    for outcome in ("now", "refused", "online"):
        made.see(0, "call", k80=outcome, k32="yes")
    payload = figures_of(made.round)
    # What nobody could tell is in no denominator.
    assert shares(payload, "shares", "k80", "done") == {
        ("mairie-1", "visit"): (2, 3),
        ("mairie-1", "call"): (1, 3),
    }
    assert shares(payload, "together", "k80", "done")["", ""] == (3, 6)
    context = figures_context(payload, "fr")
    assert context["headline"] == "3 sur 6"
    assert context["answered"] == "3 sur 3"
    assert context["headline_rows"] == [
        ["Guichet mairie-1", "2 sur 3", "1 sur 3", "pas relevé"],
        ["Guichet mairie-2", "pas relevé", "pas relevé", "pas relevé"],
    ]
    assert context["made"] == "4 visites, 3 appels, par 2 personnes"


def test_fewer_than_three_are_said_without_a_number_and_are_in_no_sum(made):
    for _time in range(3):
        made.see(0, k80="now")
    made.see(1, k80="refused")
    made.see(1, k80="refused")
    payload = figures_of(made.round)
    assert shares(payload, "together", "k80", "done") == {("", "visit"): (3, 3)}
    context = figures_context(payload, "fr")
    assert context["headline"] == "3 sur 3"
    assert context["headline_rows"][1][1] == "moins de 3 cas\u202f: pas de chiffre"
    assert context["has_hidden"]


def test_nothing_that_is_published_tells_a_hidden_answer(made):
    """Every outcome of the two visits at the second place gives the same published bytes."""
    for outcome in ("now", "online", "refused", "now"):
        made.see(0, k80=outcome, k14="yes")
    hidden = [made.see(1, k80="now", k14="yes"), made.see(1, k80="now", k14="yes")]
    published = set()
    for outcomes in product(("now", "later", "online", "refused"), ("yes", "no"), repeat=2):
        for one, (k80, k14) in zip(hidden, (outcomes[:2], outcomes[2:]), strict=True):
            one.answers = {**one.answers, "k80": k80, "k14": k14}
            one.save()
        payload = figures_of(made.round)
        words = str(figures_context(payload, "fr"))
        published.add((as_json(payload), as_csv(payload, "/methode/"), words))
    assert len(published) == 1


def test_the_one_letter_of_a_place_is_a_dated_note_and_in_no_sum(made):
    made.see(0, "letter", k42="yes", k80="later")
    made.see(1, "letter", k42="no", k80="refused")
    payload = figures_of(made.round)
    assert not payload["together"]
    assert not payload["hidden"]
    rows = figures_context(payload, "fr")["headline_rows"]
    assert [row[3] for row in rows] == [
        "Oui, plus tard (le 3 mars 2027)",
        "Refus (le 3 mars 2027)",
    ]
    assert "letter,k42," in as_csv(payload, "/methode/")


def test_a_value_measured_less_than_three_times_is_a_dated_note(made):
    made.see(0, k16="21")
    made.see(0, "reading", k18="3", k11="12,5")
    made.see(1, "reading", k11="7")
    for days in ("10", "40", "20"):
        made.see(1, k16=days)
    context = figures_context(figures_of(made.round), "fr")
    assert context["appointment_rows"] == [
        ["Guichet mairie-1", "21 jours (le 3 mars 2027)", "pas relevé", "3 jours (le 3 mars 2027)"],
        [
            "Guichet mairie-2",
            "20 jours au milieu (de 10 jours à 40 jours, 3 relevés)",
            "pas relevé",
            "pas relevé",
        ],
    ]
    assert context["hours_rows"][0][1] == "12,5 heures par semaine (le 3 mars 2027)"
    # Without a sourced number of inhabitants, nothing is said of them.
    assert not context["hours_sum"]
    Population.objects.create(
        territory=made.territory, number=130000, counted_on=date(2026, 1, 1), source="Statbel"
    )
    said = figures_context(figures_of(made.round), "fr")["hours_sum"].replace("\u202f", " ")
    assert said.startswith(
        "Ensemble : 19,5 heures sans rendez-vous par semaine, soit 1,5 pour 10 000 habitants"
    )
    assert "130 000 habitants le 1er janvier 2026, Statbel" in said.replace("\u00a0", " ")


def test_an_empty_round_says_so(made):
    context = figures_context(figures_of(made.round), "fr")
    assert (context["headline"], context["made"], context["agreement"]) == ("", "", "")
    assert not context["item_rows"]


def test_the_figures_cost_the_same_with_one_and_with_many_observations(
    made, django_assert_num_queries
):
    made.see(0, k80="now")
    figures_of(made.round)
    with django_assert_num_queries(5):
        figures_of(made.round)
    for _time in range(5):
        made.see(1, k80="now")
    with django_assert_num_queries(5):
        figures_of(made.round)


def test_what_is_asked_only_of_who_was_answered_tells_no_hidden_call(made):
    """Two calls at the second place: how long one waited would say that somebody answered."""
    for _time in range(3):
        made.see(0, "call", k32="yes", k33="2:10", k36="full")
    hidden = [made.see(1, "call", k32="no"), made.see(1, "call", k32="no")]
    published = set()
    answered = {"k32": "yes", "k33": "1:30", "k34": "2", "k36": "full", "k41": "yes"}
    for outcomes in product(({"k32": "no"}, answered), repeat=2):
        for one, told in zip(hidden, outcomes, strict=True):
            one.answers = {"scenario": "T1", "channel": "call", **told}
            one.save()
        payload = figures_of(made.round)
        published.add((as_json(payload), as_csv(payload, "/methode/")))
    assert len(published) == 1
    # At the first place, where calls are shown, so is what came after.
    assert "k33" in {one["item"] for one in payload["numbers"]}


def test_the_agreement_of_two_observers_tells_no_hidden_visit(made):
    for place, times in ((0, 3), (1, 1)):
        for _time in range(times):
            first = made.see(place, k14="yes")
            second = made.see(place, k14="yes")
            first.slot = _slot(made, place)
            second.slot = _slot(made, place, twin=first.slot)
            first.save()
            second.save()
    published = set()
    for said in ("yes", "no"):
        for one in (first, second):
            one.answers = {**one.answers, "k14": said}
            one.save()
        published.add(as_json(figures_of(made.round)))
    assert len(published) == 1
    rated = {one["item"]: one["total"] for one in figures_of(made.round)["agreement"]}
    assert rated["k14"] == 3


def _slot(made, place, twin=None):
    return Slot.objects.create(
        round=made.round,
        location=made.places[place],
        kind="visit",
        scenario="T1",
        due_on=date(2027, 3, 3),
        is_double=twin is not None,
        twin=twin,
        state="done",
        changed_at=CLOSED_AT,
    )
