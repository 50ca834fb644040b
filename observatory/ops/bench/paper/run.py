"""`script/bench paper`: makes pages, reads them, and prints what came out.

One JSON line per figure, then the tables in Markdown.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from observatory.kit.omr.layout import PageLayout
from observatory.ops.bench.web import manage
from observatory.paper.page_codes import NotOurs, PageCode, read_code, write_code

from .figures import by_kind, figures_of, line_of, reasons_of, speed_of
from .measuring import Identify, Looking, parcels_of, read_parcel
from .outcomes import Outcome
from .pages import PrintedPage, draw_page, printed_pages, sample_card, sample_layout
from .sets import HOSTILE_PHOTOS, HOSTILE_SCANS, ODD, SETS
from .sheets import Sources
from .tables import effects_table, kinds_table, sets_table, speed_table

# Seeds below are for whoever tunes the reader; the measure begins here.
FIRST_MEASURED = 1000
# In which the report form is filled: one of them is written from right to left.
LANGUAGES = ("fr", "nl", "ar")
_KEY = b"a key for the bench alone"


def sources_of(
    pages: Sequence[PrintedPage], cards: Sequence[PrintedPage]
) -> tuple[Sources, Identify]:
    """Return what is filled and who knows its codes; every page becomes a form of its own."""
    known: dict[tuple[str, str, int], PageLayout] = {}
    numbered: list[PrintedPage] = []
    for number, page in enumerate([*pages, *cards]):
        layout = replace(page.layout, form=f"{number:02}", version="01")
        known[layout.form, layout.version, layout.page] = layout
        numbered.append(replace(page, layout=layout))

    def code_of(layout: PageLayout) -> str:
        code = PageCode("R", layout.form, layout.version, layout.page, layout.serial)
        return write_code(_KEY, code)

    def identify(text: str) -> PageLayout | None:
        try:
            code = read_code(_KEY, text)
        except NotOurs:
            return None
        layout = known.get((code.form, code.version, code.page))
        return layout and replace(layout, serial=code.serial)

    mine, theirs = numbered[: len(pages)], numbered[len(pages) :]
    return Sources(mine, code_of, theirs), identify


def printed_sources(folder: Path) -> tuple[Sources, Identify]:
    """Print the report form in three languages in an installation of its own; cards are drawn here."""
    environment = {
        "OBSERVATORY_DATA": str(folder / "data"),
        "OBSERVATORY_KEYS": str(folder / "keys"),
        "OBSERVATORY_LOG_LEVEL": "ERROR",
    }
    for command in ("migrate", "load_reference_data"):
        manage(environment, command, "--verbosity", "0")
    pages: list[PrintedPage] = []
    for language in LANGUAGES:
        pdf, layout = folder / f"{language}.pdf", folder / f"{language}.json"
        asked = ["--lang", language, "--out", str(pdf), "--layout", str(layout)]
        manage(environment, "print_form", "report", *asked)
        pages += printed_pages(pdf, layout)
    return sources_of(pages, [draw_page(sample_card(), "O" * 20)])


def drawn_sources() -> tuple[Sources, Identify]:
    """Return pages drawn here, for when no form was printed."""
    pages = [draw_page(sample_layout(number), "O" * 20) for number in range(3)]
    return sources_of(pages, [draw_page(sample_card(), "O" * 20)])


def bench_paper(
    names: Sequence[str],
    count: int,
    first: int,
    *,
    processes: int = 0,
    look: Path | None = None,
    sources: tuple[Sources, Identify] | None = None,
) -> dict[str, list[Outcome]]:
    """Measure `count` pictures of each set, from seed `first` on, and print all figures.

    `processes` make pictures while this one reads; 0 makes them here. `look`: a folder
    for crops of silent errors and a contact sheet of each set. Raises `ValueError` for
    a set that is not known.
    """
    if unknown := set(names) - set(SETS):
        raise ValueError(f"no such sets: {', '.join(sorted(unknown))}")
    made, identify = sources or drawn_sources()
    watch = Looking(look) if look else None
    found: dict[str, list[Outcome]] = {}
    for name in names:
        began = time.monotonic()
        found[name] = [
            outcome
            for parcel in parcels_of(made, name, first, count, processes)
            for outcome in read_parcel(parcel, identify, watch)
        ]
        _tell(name, found[name], time.monotonic() - began)
    if watch:
        watch.close()
    _tables(found)
    return found


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _tell(name: str, outcomes: list[Outcome], seconds: float) -> None:
    for figure, share in figures_of(outcomes).items():
        _say(line_of(figure, name, share))
    _say({"figure": "speed", "set": name, "n": len(outcomes), **speed_of(outcomes)})
    for kind, (wrong, doubtful) in by_kind(outcomes).items():
        _say({**line_of("wrong by kind", name, wrong), "kind": kind})
        _say({**line_of("doubtful by kind", name, doubtful), "kind": kind})
    _say({"figure": "reasons for doubt", "set": name, **reasons_of(outcomes)})
    if troubles := sorted({outcome.trouble for outcome in outcomes if outcome.trouble}):
        _say({"figure": "trouble", "set": name, "what": troubles})
    _say({"figure": "seconds spent", "set": name, "seconds": round(seconds)})


def _tables(found: dict[str, list[Outcome]]) -> None:
    measured = {name: outcomes for name, outcomes in found.items() if name != ODD}
    parts = []
    if measured:
        parts += [sets_table(measured), speed_table(measured), kinds_table(measured)]
    hostile = [o for name in (HOSTILE_SCANS, HOSTILE_PHOTOS) for o in found.get(name, ())]
    if hostile:
        parts.append(effects_table(hostile))
    if found.get(ODD):
        parts.append(effects_table(found[ODD]))
    sys.stdout.write("\n" + "\n\n".join("\n".join(part) for part in parts) + "\n")
