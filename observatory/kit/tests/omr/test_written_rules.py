"""docs/reading-marks.md says what the reader does: the same words, the same figures."""

import re
from pathlib import Path
from typing import get_args

import pytest

from observatory.kit.omr import decide, ink, read, reasons

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "reading-marks.md").read_text()
ROW = re.compile(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([\d., ]+) \|", re.MULTILINE)
FIGURES = {
    name: float(value)
    for names, values in ROW.findall(PAGE)
    for name, value in zip(re.findall("[A-Z_]+", names), values.split(", "), strict=True)
}
STATES = {"EMPTY", "MARKED", "CANCELLED", "DOUBTFUL", "FILLED"}


def test_every_threshold_of_a_decision_is_written_down_as_it_is():
    used = {
        name: value for name, value in vars(decide).items() if name.isupper() and name not in STATES
    }
    assert used == FIGURES


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (ink, "INK"),
        (ink, "WEAK"),
        (ink, "HALF"),
        (ink, "HALF_PALE"),
        (read, "COARSE_DPI"),
        (read, "UNREADABLE_DPI"),
        (read, "PALE"),
    ],
)
def test_the_other_figures_are_those_of_the_code(module, name):
    value = getattr(module, name)
    near = PAGE.replace(f"(`{name}`)", f"`{name}`").split(f"`{name}`")
    assert len(near) == 2
    assert f"{value:g}".rstrip("0") in near[0][-60:] + near[1][:10]


@pytest.mark.parametrize(
    "union",
    [reasons.FileReason, reasons.PageReason, reasons.BoxReason, reasons.HabitReason, reasons.Note],
)
def test_every_reason_is_explained(union):
    assert [code for code in get_args(union) if f"`{code}`" not in PAGE] == []
