"""The words of the page for a council: from frozen figures, from approved texts, from the team."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from observatory.insights.council.subject import Subject
from observatory.insights.models import CouncilPage
from observatory.insights.queries.council import (
    counts_of,
    payloads_of,
    quoted_stories,
    snapshots_of,
)
from observatory.insights.wording import (
    HEADLINE,
    channel_words,
    hours_sum,
    made_words,
    period_of,
    share_words,
)

from .typesetting import Content

LANGUAGES = ("fr", "nl")
QUOTED = 3


class NoFigures(Exception):
    """Nothing was published of it yet: there is nothing to put on a page."""


def content_of(subject: Subject, page: CouncilPage | None, language: str) -> Content:
    """Return the page in a language. Raises `NoFigures`. Six queries at most."""
    payloads = payloads_of(subject)
    if not payloads:
        raise NoFigures
    with override(language):
        return _content(subject, page, payloads, language)


def _content(
    subject: Subject, page: CouncilPage | None, payloads: Sequence[Mapping[str, Any]], language: str
) -> Content:
    told = summed(payloads)
    quotes = quoted_stories(page) if page is not None else []
    asks = page.asks.get(language, []) if page is not None else []
    name = subject.name
    # Of one municipality, what was frozen with its figures.
    counts = payloads[0]["counts"] if subject.is_municipality else counts_of(subject)
    return Content(
        language=language,
        kicker=_kicker(subject, payloads),
        title=gettext("%(place)s : ce que nous avons constaté") % {"place": name},
        headline_label=gettext("Démarche faite du début à la fin sans internet"),
        headline=share_words(told.get((HEADLINE, "done", ""))),
        lines=tuple(_lines(told, payloads)),
        quotes_title=gettext("Ce que des personnes nous disent"),
        quotes=tuple(
            (one.language[:2], gettext("« %(text)s »") % {"text": one.public_text.strip()})
            for one in quotes[:QUOTED]
        ),
        asks_title=gettext("Ce que nous demandons"),
        asks=tuple(asks),
        method=gettext(
            "%(made)s, %(period)s, selon une méthode fixe. Pas un sondage, pas un classement."
        )
        % {
            "made": made_words(counts),
            "period": period_of([one["round"] for one in payloads]),
        },
        link_words=gettext("Tous les chiffres, les dates et la méthode :"),
        link=settings.PUBLIC_URL + _address(subject),
    )


def _kicker(subject: Subject, payloads: Sequence[Mapping[str, Any]]) -> str:
    if any(payload["is_demo"] for payload in payloads):
        # A page that leaves the house says so itself.
        return gettext("Contenu fictif, pour montrer l’outil")
    if subject.is_municipality:
        return gettext("Observatoire citoyen. État des lieux de la commune")
    return ngettext(
        "Observatoire citoyen. État des lieux, %(n)d commune",
        "Observatoire citoyen. État des lieux, %(n)d communes",
        len(payloads),
    ) % {"n": len(payloads)}


def _address(subject: Subject) -> str:
    """Return the permanent address of the figures; of several municipalities, where they are listed."""
    found = snapshots_of(subject)
    if subject.is_municipality and found:
        return reverse("snapshot", args=[found[0].slug])
    return reverse("municipalities")


def summed(payloads: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Return the sums of what is published, by (item, option, channel); channel "" is all of them.

    Only numbers that are public by themselves are added: nothing hidden is in a sum.
    """
    by_channel: dict[tuple[str, str, str], tuple[int, int]] = {}
    for payload in payloads:
        for one in payload["together"]:
            if one["channel"]:
                for channel in (one["channel"], ""):
                    key = (one["item"], one["option"], channel)
                    successes, total = by_channel.get(key, (0, 0))
                    by_channel[key] = (successes + one["successes"], total + one["total"])
    return by_channel


def _lines(
    told: Mapping[tuple[str, str, str], tuple[int, int]], payloads: Sequence[Mapping[str, Any]]
) -> list[str]:
    lines = []
    ways = [
        gettext("%(way)s : %(share)s")
        % {"way": channel_words(way), "share": share_words(told[key])}
        for way in ("visit", "call")
        if (key := (HEADLINE, "done", way)) in told
    ]
    if len(ways) > 1:
        lines.append(gettext("Dont %(ways)s.") % {"ways": ", ".join(ways)})
    answered = told.get(("k32", "yes", "call"))
    if answered is not None:
        lines.append(
            gettext("Un humain a répondu au téléphone : %(share)s.")
            % {"share": share_words(answered)}
        )
    welcomed = told.get(("k14", "yes", "visit"))
    if welcomed is not None:
        lines.append(
            gettext("Une personne accueille au guichet : %(share)s.")
            % {"share": share_words(welcomed)}
        )
    if len(payloads) == 1 and (hours := hours_sum(payloads[0])):
        lines.append(hours)
    return lines
