"""Read scans or photos of filled forms, and say what each page holds."""

import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from observatory.kit.omr.files import FileProblem, PageImage, isolated_pages_of, pages_of
from observatory.kit.omr.layout import PageLayout
from observatory.kit.omr.read import read_pages
from observatory.kit.omr.readings import PageReading
from observatory.kit.omr.reasons import FileReason
from observatory.paper.queries.reasons import reading_words
from observatory.paper.scanning.identify import FindLayout, Judged, identify, layouts_from
from observatory.paper.scanning.pile import Pile

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Read filled forms from a file or a folder: PDF, JPEG, PNG, TIFF, HEIC."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a file, or a folder of files")
        parser.add_argument("--json", action="store_true", help="one line of JSON a page")
        parser.add_argument(
            "--layout", type=Path, help="where things stand on the pages, as print_form writes it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what each page holds, in the order of the files; write nothing anywhere."""
        find = _layouts(options["layout"]) if options["layout"] else None
        counts: Counter[str] = Counter()
        for line in read_all(_files(options["path"]), find):
            counts[line["status"]] += 1
            if options["json"]:
                self.stdout.write(json.dumps(line, ensure_ascii=False))
            else:
                with override("en"):  # as every command speaks
                    self.stdout.write(_in_words(line))
        if not options["json"]:
            total = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
            self.stdout.write(f"{counts.total()} pages: {total}" if counts else "No page.")


def read_all(files: list[Path], find: FindLayout | None = None) -> Iterator[dict[str, Any]]:
    """Yield a line for each page of the files, and one for each file that cannot be read."""
    pile = Pile()
    for file in files:
        number = 0
        pages = _pages(file)
        began = time.perf_counter()
        while (page := next(pages, None)) is not None:
            if isinstance(page, FileProblem):
                yield _line(file, number + 1) | {"status": "unreadable", "reasons": [page.reason]}
                break
            number = page.number
            try:
                readings = read_pages(page, lambda text: identify(text, find))
            except Exception as error:  # it is one page of many, and it is told
                log.error("a page broke the reader: %s", type(error).__name__)
                readings = [PageReading("unreadable", reasons=("broken",))]
            judged = pile.judge(page, readings)
            spent = (time.perf_counter() - began) * 1000 / len(judged)
            for one in judged:
                yield _line_of(file, page, one, spent)
            began = time.perf_counter()


def _pages(file: Path) -> Iterator[PageImage | FileProblem]:
    """Yield the pages, and the problem that stops them, if one does.

    A PDF is decoded in a process of its own, which may use so much memory and no more;
    of a picture the size is known before it is opened, and it costs no process.
    """
    try:
        with file.open("rb") as opened:
            is_picture = b"%PDF-" not in opened.read(1024)
        yield from pages_of(file) if is_picture else isolated_pages_of(file)
    except FileProblem as problem:
        yield problem
    except OSError:
        yield FileProblem("broken")


def _line(file: Path, number: int) -> dict[str, Any]:
    return {
        "file": file.name,
        "page_in_file": number,
        "form": None,
        "version": None,
        "page": None,
        "serial": None,
        "status": "unreadable",
        "reasons": [],
        "boxes": [],
        "zones": [],
        "ms": 0.0,
    }


def _line_of(file: Path, page: PageImage, judged: Judged, spent: float) -> dict[str, Any]:
    line = _line(file, page.number)
    if judged.code is not None:
        line |= {name: getattr(judged.code, name) for name in ("form", "version", "page", "serial")}
    return line | {
        "status": judged.status,
        "reasons": list(judged.reasons),
        "boxes": [
            {
                "question": box.box.question,
                "option": box.box.option,
                "state": box.state,
                "confidence": box.confidence,
            }
            for box in judged.reading.boxes
        ],
        "zones": [
            {"question": zone.zone.question, "has_ink": zone.has_ink}
            for zone in judged.reading.zones
        ],
        "ms": round(spent, 2),
    }


def _in_words(line: dict[str, Any]) -> str:
    """Return what became of a page in a few words."""
    name = f"{line['file']}, page {line['page_in_file']}: {line['status']}"
    if line["serial"]:
        name += f", sheet {line['serial']}"
    if line["page"]:
        name += f", page {line['page']} of form {line['form']} version {line['version']}"
    states = Counter(box["state"] for box in line["boxes"])
    if states:
        name += f", {states['marked']} marked, {states['doubtful']} to look at"
    if not line["reasons"]:
        return f"{name}."
    is_file = line["reasons"][0] in get_args(FileReason) and not line["ms"]
    words = reading_words(line["reasons"][0], is_file=is_file)
    return " ".join(filter(None, (f"{name}.", str(words.what), str(words.then))))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = (one for one in path.rglob("*") if one.is_file())
        return sorted(one for one in found if not one.name.startswith("."))
    if not path.exists():
        raise CommandError(f"{path} is not there")
    return [path]


def _layouts(file: Path) -> FindLayout:
    try:
        pages = json.loads(file.read_text(encoding="utf-8"))["pages"]
        return layouts_from(PageLayout.from_json(page) for page in pages)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file} is no layout as print_form writes it: {error}") from error
