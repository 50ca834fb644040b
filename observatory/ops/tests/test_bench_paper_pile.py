"""A pile of filled forms is made up: what people meant is on the paper, and what was drawn is told."""

import json
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from observatory.ops.bench.paper.pages import draw_page, sample_layout
from observatory.ops.bench.paper.pile import make_pile

CODE = "OR0101A7K2QXZ9ABCDEF"
ANSWERS = [
    {"q1": ["o2"], "q3": ["o1", "o5"], "story": "Guichet ferme"},
    {"q2": ["o4"], "q6": []},
    {"q4": ["o1"], "q5": ["o5"]},
]


@pytest.fixture
def printed(tmp_path):
    """Three copies of a form of one page, as `manage.py print_form` writes them."""
    layouts = [replace(sample_layout(), serial=f"7K2QXZ{copy}") for copy in range(3)]
    pages = [Image.fromarray(draw_page(layout, CODE).grey) for layout in layouts]
    pages[0].save(tmp_path / "forms.pdf", save_all=True, append_images=pages[1:], resolution=300)
    told = {"pages": [layout.to_json() for layout in layouts]}
    (tmp_path / "layout.json").write_text(json.dumps(told))
    return tmp_path / "forms.pdf", tmp_path / "layout.json"


def marked(told):
    found = {}
    for box in told["boxes"]:
        if box["state"] == "marked":
            found.setdefault(box["question"], []).append(box["option"])
    return found


def test_what_people_meant_is_what_the_truth_says(printed, tmp_path):
    _, truth = make_pile(*printed, ANSWERS, 1, folder=tmp_path / "pile")
    assert [marked(told) for told in truth] == [
        {"q1": ["o2"], "q3": ["o1", "o5"]},
        {"q2": ["o4"]},
        {"q4": ["o1"], "q5": ["o5"]},
    ]
    assert [told["serial"] for told in truth] == ["7K2QXZ0", "7K2QXZ1", "7K2QXZ2"]


def test_half_of_a_mixed_pile_is_one_pdf_and_the_other_half_are_photos(printed, tmp_path):
    paths, truth = make_pile(*printed, ANSWERS, 1, folder=tmp_path / "pile")
    assert [path.name for path in paths] == ["pile.pdf", "IMG_0001.jpg"]
    assert [(told["file"], told["page_in_file"]) for told in truth] == [
        ("pile.pdf", 1),
        ("pile.pdf", 2),
        ("photos/IMG_0001.jpg", 1),
    ]
    with pypdfium2.PdfDocument(paths[0]) as document:
        assert len(document) == 2


def test_a_planted_double_and_a_planted_letter_come_last(printed, tmp_path):
    paths, truth = make_pile(
        *printed, ANSWERS, 1, "scans", folder=tmp_path / "pile", plant=("double", "foreign")
    )
    assert [told["kind"] for told in truth] == ["page", "page", "page", "double", "foreign"]
    assert truth[3]["serial"] == truth[0]["serial"]
    with pypdfium2.PdfDocument(paths[0]) as document:
        assert len(document) == 5


def test_the_same_seed_gives_the_same_files(printed, tmp_path):
    first, _ = make_pile(*printed, ANSWERS, 7, folder=tmp_path / "a", habits="mixed")
    again, _ = make_pile(*printed, ANSWERS, 7, folder=tmp_path / "b", habits="mixed")
    other, _ = make_pile(*printed, ANSWERS, 8, folder=tmp_path / "c", habits="mixed")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
    assert [p.read_bytes() for p in first] != [p.read_bytes() for p in other]


def test_what_is_cut_off_the_sheet_is_not_in_the_pile(printed, tmp_path):
    pdf, layout_json = printed
    told = json.loads(layout_json.read_text())
    for page in told["pages"]:
        page["cut_mm"] = 220.0
    layout_json.write_text(json.dumps(told))
    paths, _ = make_pile(pdf, layout_json, ANSWERS, 1, "clean", folder=tmp_path / "pile")
    with pypdfium2.PdfDocument(paths[0]) as document:
        width, height = document[0].get_size()
    assert np.isclose(height / width, 220 / 210, atol=0.01)


def test_a_layout_of_another_form_is_refused(printed, tmp_path):
    pdf, layout_json = printed
    told = json.loads(layout_json.read_text())
    layout_json.write_text(json.dumps({"pages": told["pages"][:2]}))
    with pytest.raises(ValueError, match="3 pages in the PDF, 2 in its layout"):
        make_pile(pdf, layout_json, ANSWERS, 1, folder=tmp_path / "pile")
