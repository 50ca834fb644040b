"""What everyone sees of places: a location with its history, and what changed between two dates."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.places.models import Location, Snapshot
from observatory.places.presenting import describe_fact, events_of, rows_of_changes
from observatory.places.queries.changes import (
    LISTS,
    Changes,
    NoSnapshot,
    compare_snapshots,
    last_reading,
    whole_snapshots,
)
from observatory.places.queries.locations import history_of, location_by_code
from observatory.ui.access import public_page


@public_page
def location(request: HttpRequest, code: str) -> HttpResponse:
    """One location: where, whose, its hours today and on every date we know."""
    try:
        found = location_by_code(code)
    except Location.DoesNotExist:
        raise Http404 from None
    history = history_of(found)
    facts = [describe_fact(fact) for fact in history]
    return render(
        request,
        "places/location.html",
        {
            "location": found,
            "current": facts[0] if facts else None,
            "had_hours": any(fact["minutes"] for fact in facts),
            "events": events_of(history),
            "unchanged": len({fact.hours for fact in history}) == 1 < len(history),
            "headers": [_("Date"), _("Heures"), _("Par semaine"), _("Changement"), _("Source")],
            "facts": facts,
            "trail": _trail(found),
        },
    )


def _trail(found: Location) -> list[tuple[str, str]]:
    trail = [(_("Communes"), reverse("municipalities"))]
    if found.territory is not None:
        trail.append((found.territory.name, reverse("municipality", args=[found.territory.nis])))
    return [*trail, (found.name, "")]


@public_page
def location_changes(request: HttpRequest) -> HttpResponse:
    """Which counters closed or were cut between two readings of a source."""
    snapshots = whole_snapshots()
    known = {one.dataset for one in snapshots}
    dataset = request.GET.get("source", "")
    if dataset not in known:
        dataset = snapshots[-1].dataset if snapshots else ""
    offered = [one for one in snapshots if one.dataset == dataset]
    changes, problem = _compare(request, offered)
    context = {
        "sources": {one.dataset: one.source for one in snapshots},
        "source": dataset,
        "offered": offered,
        "changes": changes,
        "problem": problem,
    }
    if changes is not None:
        context |= _describe(changes)
    return render(request, "places/location_changes.html", context)


def _compare(request: HttpRequest, offered: list[Snapshot]) -> tuple[Changes | None, str]:
    """Return the changes asked for, or the last ones; and what is wrong with what was asked."""
    if len(offered) < 2:
        return None, ""
    earlier, later = offered[-2:]
    problem = ""
    try:
        start = _read_date(request, "from") or earlier.taken_on
        end = _read_date(request, "to") or later.taken_on
        earlier, later = (last_reading(offered, day) for day in sorted((start, end)))
    except NoSnapshot:
        problem = _("Nous n’avons pas de relevé aussi ancien. Voici les deux derniers relevés.")
    except ValueError:
        problem = _("Une date n’a pas été comprise. Voici les deux derniers relevés.")
    return compare_snapshots(earlier, later), problem


def _read_date(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    return date.fromisoformat(text) if text else None


def _describe(changes: Changes) -> dict[str, object]:
    """Return the lists as the page shows them: those in our municipalities, then all."""
    words = {
        "closed": (_("Plus aucune heure"), _("Le guichet avait des heures ; il n’en a plus.")),
        "reduced": (_("Moins d’heures"), _("Le guichet ouvre moins longtemps chaque semaine.")),
        "extended": (_("Plus d’heures"), _("Le guichet ouvre plus longtemps chaque semaine.")),
        "opened": (_("Guichets ouverts"), _("Le guichet n’avait pas d’heures ; il en a.")),
        "unknown": (
            _("On ne sait pas"),
            _("Le lieu manque dans l’un des deux relevés. Cela ne veut pas dire qu’il a fermé."),
        ),
    }
    address = reverse("location", args=["CODE"])
    lists = []
    for name in LISTS:
        found = getattr(changes, name)
        ours = [one for one in found if one.location.territory_id is not None]
        title, text = words[name]
        lists.append(
            {
                "name": name,
                "title": title,
                "text": text,
                "count": len(found),
                "ours": len(ours),
                "rows_ours": rows_of_changes(ours, address, with_territory=True),
                "rows": rows_of_changes(found, address, with_territory=False),
            }
        )
    return {
        "lists": lists,
        "any_ours": any(one["ours"] for one in lists),
        "headers": [_("Lieu"), _("Commune"), _("Avant"), _("Après")],
        "headers_all": [_("Lieu"), _("Avant"), _("Après")],
    }
