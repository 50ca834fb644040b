"""Observation sheets as tests need them: printed for a round, rendered, crossed, scanned for real."""

from datetime import date, timedelta

import numpy as np
import pypdfium2
from django.urls import reverse
from django.utils import timezone

from observatory.kit.tests.omr.drawing import INK, PAPER, SCALE, Paper
from observatory.observations.actions import move_round, plan_slots
from observatory.observations.models import Round
from observatory.observations.queries.plans import is_holiday
from observatory.observations.tests.making import make_location, make_round, post_hours
from observatory.paper.actions.printing import print_forms
from observatory.paper.actions.printing_slots import print_slots
from observatory.paper.queries.slots import slots_to_print
from observatory.people.queries import system_actor
from observatory.questionnaires.queries import current_version

from .scanned import Form

NAMES = ("Maison communale", "Antenne Helmet", "Antenne Terdelt")
SATURDAY = 5


def working_day(before=1):
    """Return a day of the last week on which counters are open."""
    day = timezone.localdate() - timedelta(days=before)
    while day.weekday() >= SATURDAY or is_holiday(day):
        day -= timedelta(days=1)
    return day


def last_sunday():
    today = timezone.localdate()
    return today - timedelta(days=(today.weekday() + 1) % 7 or 7)


def make_planned(coordinator, territory, people, count=1, *, hours=None, start: date | None = None):
    """Return an open round of two months, with what is missing planned and shared out."""
    places = [
        make_location(territory, code=f"lieu-{n}", name=name, hours=None)
        for n, name in enumerate(NAMES[:count])
    ]
    for place in places if hours else ():
        post_hours(place, hours, on=timezone.localdate() - timedelta(days=90))
    start = start or timezone.localdate() - timedelta(days=20)
    asked = make_round(
        coordinator,
        territory,
        places,
        starts_on=start,
        ends_on=start + timedelta(days=80),
        at=timezone.now(),
    )
    move_round(asked=asked, transition="open", by=coordinator, at=timezone.now())
    asked = Round.objects.get(pk=asked.pk)
    plan_slots(asked=asked, seen=asked.revision, people=people, by=coordinator, at=timezone.now())
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


class Observed(Form):
    """One observation sheet on paper: what Typst printed, to be crossed and scanned.

    `slot` is what it was printed for.
    """

    def __init__(self, pages, slot=None, **answers):
        self.slot = slot
        self.serial = pages[0][0].serial
        self.papers = [_paper(layout, grey) for layout, grey in pages]
        self.cross(**{key: [code] for key, code in answers.items()})


def _paper(layout, grey):
    paper = Paper.__new__(Paper)
    paper.layout, paper.grey = layout, np.clip(grey, INK, PAPER)
    return paper


def _by_copy(printed):
    """Return the pages of each copy: (layout, picture)."""
    copies = []
    with pypdfium2.PdfDocument(printed.pdf) as document:
        for layout, (sheet, _x, _y) in zip(printed.pages, printed.places, strict=True):
            picture = document[sheet - 1].render(scale=SCALE * 25.4 / 72, grayscale=True)
            if layout.page == 1:
                copies.append([])
            copies[-1].append((layout, np.squeeze(picture.to_numpy())))
    return copies


def print_for(asked, *kinds, by):
    """Print the sheet of the first slot of each kind; return them as papers."""
    planned = list(slots_to_print(asked))
    slots, left = [], list(planned)
    for kind in kinds:
        slot = next(one for one in left if one.kind == kind)
        left.remove(slot)
        slots.append(slot)
    done = print_slots(asked=asked, slots=slots, language="fr", by=by, at=timezone.now())
    return [
        Observed(pages, slot) for pages, slot in zip(_by_copy(done.printed), slots, strict=True)
    ]


def print_blank(*, is_blank=True, **given):
    """Print a sheet to be copied, for nothing that is planned; return it as a paper."""
    done = print_forms(
        version=current_version("observation"),
        language="fr",
        target="observation",
        is_blank=is_blank,
        given=given,
        by=system_actor("worker"),
        at=timezone.now(),
    )
    (pages,) = _by_copy(done.printed)
    return Observed(pages)


def address(batch, number=1, place=None):
    at = reverse("sheet_complete", args=[batch.uuid, number])
    return at if place is None else f"{at}?lieu={place}"


def complete(client, batch, number=1, *, place=None, **values):
    typed = {"day": working_day().isoformat(), "hour": "10:15", **values}
    return client.post(address(batch, number, place), typed, follow=True)
