"""The figures of a round in words: from what was frozen, and from nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from observatory.kit.small_numbers import compare_proportions, show_proportion
from observatory.observations.wording import amount_of, caveat_lines
from observatory.places.presenting import week_in_words
from observatory.questionnaires.amounts import amount_words, written_duration
from observatory.questionnaires.schema import Question, name_in
from observatory.ui.dates import date_format
from observatory.ui.proportions import compared_words, proportion_words

from .queries.beside import Alike

CHANNELS = ("visit", "call", "letter")
HEADLINE = "k80"
# The first appointment, asked at the desk, by phone and on the site; walk-in hours a week.
APPOINTMENTS, WALK_IN, ANSWERED = ("k16", "k17", "k18"), "k11", "k32"
PER_INHABITANTS = 10_000

Payload = Mapping[str, Any]


def figures_context(payload: Payload, language: str) -> dict[str, Any]:
    """Return what `insights/figures.html` shows, in words of the active language.

    `payload` is what `queries.figures.figures_of` returned, read from a snapshot or just made.
    """
    names = {one["code"]: name_in(one["names"], language) for one in payload["locations"]}
    return {
        "place": name_in(payload["territory"]["names"], language),
        "period": period_of([payload["round"]]),
        "made": made_words(payload["counts"]),
        "headline": _together(payload, HEADLINE, "done"),
        "triad_headers": [
            gettext("Lieu"),
            gettext("Au guichet"),
            gettext("Par téléphone"),
            gettext("Par courrier"),
        ],
        "hours_headers": [gettext("Lieu"), gettext("Heures sans rendez-vous")],
        "appointment_headers": [
            gettext("Lieu"),
            gettext("Demandé au guichet"),
            gettext("Demandé par téléphone"),
            gettext("Sur le site"),
        ],
        "item_headers": [
            gettext("Ce qui est noté"),
            gettext("Où"),
            gettext("Réponse"),
            gettext("Combien de fois"),
        ],
        "agreement_headers": [gettext("Ce qui est noté"), gettext("Pareil"), "Kappa"],
        "headline_rows": _by_place(payload, names, language),
        "answered": _together(payload, ANSWERED, "yes"),
        "hours_rows": _hours(payload, names),
        "hours_sum": hours_sum(payload),
        "appointment_rows": [
            [names[code], *(_measured(payload, item, code) for item in APPOINTMENTS)]
            for code in names
            if any(_number(payload, item, code) for item in APPOINTMENTS)
        ],
        **_before(payload, names),
        "item_rows": _items(payload, language),
        "agreement": _agreement(payload),
        "agreement_rows": _agreement_rows(payload, language),
        "caveat": caveat_lines(payload["round"]["caveat"], names),
        "has_hidden": bool(payload["hidden"]),
        "grid": payload["grid"]["number"],
    }


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")


def period_of(rounds: Sequence[Mapping[str, Any]]) -> str:
    """Return from which day to which the observations of some rounds were made."""
    first = min(told["first_on"] or told["starts_on"] for told in rounds)
    last = max(told["last_on"] or told["ends_on"] for told in rounds)
    if first == last:
        return _day(first)
    return gettext("du %(first)s au %(last)s") % {"first": _day(first), "last": _day(last)}


def made_words(counts: Mapping[str, Any]) -> str:
    """Return what the figures rest on: "12 visites, 8 appels, par 3 personnes"."""
    made = counts["by_channel"]
    said = [amount_of(kind, made[kind]) for kind in CHANNELS if kind in made]
    readings = made.get("reading", 0)
    if readings:
        said.append(
            ngettext("%(n)d lecture du site", "%(n)d lectures du site", readings) % {"n": readings}
        )
    people = counts["observers"]
    by = ngettext("par %(n)d personne", "par %(n)d personnes", people) % {"n": people}
    return f"{', '.join(said)}, {by}" if said else ""


def share_words(share: tuple[int, int] | None) -> str:
    """Return (successes, total) in words; "" for None."""
    return "" if share is None else proportion_words(show_proportion(*share))


def _words(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return ""
    return proportion_words(show_proportion(found["successes"], found["total"]))


def _together(payload: Payload, item: str, option: str) -> str:
    """Return the proportion over all that is shown: of all channels, or of the only one; "" without any."""
    found = [x for x in payload["together"] if (x["item"], x["option"]) == (item, option)]
    return _words(next((x for x in found if not x["channel"]), found[0] if found else None))


def _by_place(payload: Payload, names: Mapping[str, str], language: str) -> list[list[str]]:
    """Return the headline with a row for each location, a cell for each channel."""
    shares = {
        (x["location"], x["channel"]): _words(x)
        for x in payload["shares"]
        if (x["item"], x["option"]) == (HEADLINE, "done")
    }
    options = payload["words"][HEADLINE]["options"] if HEADLINE in payload["words"] else {}
    for note in payload["notes"]:
        if note["item"] == HEADLINE:
            said = {
                "value": name_in(options[note["option"]], language),
                "day": _day(note["on"]),
            }
            shares[note["location"], "letter"] = gettext("%(value)s (le %(day)s)") % said
    hidden = {(x["location"], x["channel"]) for x in payload["hidden"] if x["item"] == HEADLINE}
    return [
        [name, *(_cell(shares.get((code, way)), (code, way) in hidden) for way in CHANNELS)]
        for code, name in names.items()
    ]


def _cell(found: str | None, is_hidden: bool) -> str:
    if found is not None:
        return found
    return gettext("moins de 3 cas : pas de chiffre") if is_hidden else gettext("pas relevé")


def _number(payload: Payload, item: str, code: str) -> Mapping[str, Any] | None:
    return next((x for x in payload["numbers"] if (x["item"], x["location"]) == (item, code)), None)


def _measured(payload: Payload, item: str, code: str) -> str:
    """Return a measured value in words; dated notes when there are fewer than three."""
    found = _number(payload, item, code)
    if found is None:
        return gettext("pas relevé")
    unit = payload["words"][item]["unit"]
    if "notes" in found:
        return ", ".join(
            gettext("%(value)s (le %(day)s)")
            % {"value": _amount(unit, note["value"]), "day": _day(note["on"])}
            for note in found["notes"]
        )
    told = {name: _amount(unit, found[name]) for name in ("median", "least", "most")}
    return gettext("%(median)s au milieu (de %(least)s à %(most)s, %(n)d relevés)") % {
        **told,
        "n": found["n"],
    }


def _amount(unit: str, value: str) -> str:
    if unit == "duration":
        question = Question("", "duration", {})
        return amount_words(question, written_duration(round(Decimal(value))))
    return amount_words(Question("", "number", {}, unit=unit), value)


def _hours(payload: Payload, names: Mapping[str, str]) -> list[list[str]]:
    return [
        [name, _measured(payload, WALK_IN, code)]
        for code, name in names.items()
        if _number(payload, WALK_IN, code)
    ]


def hours_sum(payload: Payload) -> str:
    """Return the walk-in hours a week for 10,000 inhabitants; "" unless every location was read
    and an editor entered the sourced number."""
    people = payload["population"]
    found = [_number(payload, WALK_IN, one["code"]) for one in payload["locations"]]
    if people is None or not found or None in found:
        return ""
    hours = sum(
        Decimal(x["median"] if "median" in x else x["notes"][-1]["value"]) for x in found if x
    )
    rate = (hours * PER_INHABITANTS / people["number"]).quantize(Decimal("0.1"))
    return gettext(
        "Ensemble : %(hours)s heures sans rendez-vous par semaine, soit %(rate)s pour 10 000 habitants"
        " (%(people)s habitants le %(day)s, %(source)s)."
    ) % {
        "hours": number_format(hours.normalize()),
        "rate": number_format(rate),
        "people": number_format(people["number"], force_grouping=True),
        "day": _day(people["counted_on"]),
        "source": people["source"],
    }


def _before(payload: Payload, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what is said of the round before, and of the hours that changed since."""
    previous = payload["previous"]
    told: dict[str, Any] = {
        "facts_rows": [_fact(one, names) for one in payload["facts"] if one["location"] in names],
        "facts_headers": [
            gettext("Lieu"),
            gettext("Avant"),
            gettext("Après"),
            gettext("D’où on le sait"),
        ],
        "before": "",
        "before_rows": [],
    }
    if previous is None:
        return told
    told["before"] = period_of([previous["round"]])
    told["before_href"] = reverse("snapshot", args=[previous["slug"]])
    told["is_other_grid"] = previous["grid"] != payload["grid"]
    if not told["is_other_grid"]:
        told["before_headers"] = [
            gettext("Lieu"),
            period_of([previous["round"]]),
            period_of([payload["round"]]),
            gettext("Faite sans internet"),
        ]
        told["before_rows"] = _compared(payload, previous, names)
    return told


def _compared(
    payload: Payload, previous: Mapping[str, Any], names: Mapping[str, str]
) -> list[list[str]]:
    """Return a row for each place and channel of which both rounds show the headline.

    What was tried there is part of what was observed: another scenario is not compared.
    """
    scenarios = {one["code"]: one["scenario"] for one in payload["locations"]}
    earlier = {(x["location"], x["channel"]): x for x in previous["shares"]}
    rows = []
    for now in payload["shares"]:
        then = earlier.get((now["location"], now["channel"]))
        if (now["item"], now["option"]) != (HEADLINE, "done") or then is None:
            continue
        if previous["scenarios"].get(now["location"]) == scenarios[now["location"]]:
            verdict = compared_words(
                compare_proportions(
                    (now["successes"], now["total"]), (then["successes"], then["total"])
                )
            )
        else:
            verdict = gettext("un autre scénario : ces nombres ne se comparent pas")
        place = f"{names[now['location']]}, {channel_words(now['channel'])}"
        rows.append([place, _words(then), _words(now), verdict])
    return rows


def _fact(one: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    return [
        names[one["location"]],
        gettext("%(hours)s (le %(day)s)")
        % {"hours": week_in_words(one["minutes_before"]), "day": _day(one["before_on"])},
        gettext("%(hours)s (le %(day)s)")
        % {"hours": week_in_words(one["minutes"]), "day": _day(one["on"])},
        one["source"],
    ]


def _items(payload: Payload, language: str) -> list[list[str]]:
    """Return every item that was ticked: what is asked, the answer, and how often, by channel."""
    rows = []
    for one in payload["together"]:
        if not one["channel"] or one["option"] == "done":
            continue
        words = payload["words"][one["item"]]
        option = name_in(words["options"][one["option"]], language)
        kind = channel_words(one["channel"])
        rows.append([name_in(words["label"], language), kind, option, _words(one)])
    return rows


def beside_rows(others: Iterable[Alike], language: str) -> list[list[str]]:
    """Return a row for each other municipality, by its name: what it came to, and what may be said of it."""
    rows = [
        [
            name_in(one.territory.names, language),
            share_words(one.share),
            compared_words(one.compared),
        ]
        for one in others
    ]
    return sorted(rows)


def channel_words(channel: str) -> str:
    """Return the name of a channel: "au guichet"."""
    return {
        "visit": gettext("au guichet"),
        "call": gettext("par téléphone"),
        "letter": gettext("par lettre"),
        "reading": gettext("sur le site"),
    }[channel]


def _agreement(payload: Payload) -> str:
    found = next((x for x in payload["agreement"] if not x["item"]), None)
    if found is None:
        return ""
    share = show_proportion(found["agreeing"], found["total"])
    return ngettext(
        "%(pairs)d visite a été observée par deux personnes, sans se parler. Elles ont noté la même chose : %(share)s.",
        "%(pairs)d visites ont été observées par deux personnes, sans se parler. Elles ont noté la même chose : %(share)s.",
        found["pairs"],
    ) % {"pairs": found["pairs"], "share": proportion_words(share)}


def _agreement_rows(payload: Payload, language: str) -> list[list[str]]:
    rows = []
    for one in payload["agreement"]:
        if one["item"]:
            share = proportion_words(show_proportion(one["agreeing"], one["total"]))
            kappa = "–" if one["kappa"] is None else number_format(one["kappa"], 2)
            rows.append([name_in(payload["words"][one["item"]]["label"], language), share, kappa])
    return rows
