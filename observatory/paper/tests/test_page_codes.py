"""The code of a page: what it says comes back, and nothing else is believed."""

import pytest

from observatory.paper.page_codes import NotOurs, PageCode, draw_serial, read_code, write_code

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.mark.parametrize("serial", [None, "7K2QXZ9"])
def test_what_is_written_is_read_back(serial):
    page = PageCode("R", "0A", "03", 2, serial)
    code = write_code(KEY, page)
    assert len(code) == 20
    assert read_code(KEY, code) == page


def test_a_serial_that_is_drawn_comes_back_too():
    page = PageCode("V", "ZZ", "0A", 35, draw_serial())
    assert read_code(KEY, write_code(KEY, page)) == page


def test_the_form_of_another_observatory_is_not_ours():
    code = write_code(OTHER, PageCode("C", "01", "01", 1, draw_serial()))
    with pytest.raises(NotOurs) as refused:
        read_code(KEY, code)
    assert refused.value.reason == "seal"


def test_no_single_wrong_character_is_believed():
    code = write_code(KEY, PageCode("R", "01", "01", 1, "7K2QXZ9"))
    for place in range(len(code)):
        for letter in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            wrong = code[:place] + letter + code[place + 1 :]
            if wrong != code:
                with pytest.raises(NotOurs):
                    read_code(KEY, wrong)


@pytest.mark.parametrize("text", ["", "https://example.org", "O" * 20, "OR01011ABC", "é" * 20])
def test_another_code_on_the_paper_is_not_ours(text):
    with pytest.raises(NotOurs) as refused:
        read_code(KEY, text)
    assert refused.value.reason == "shape"


@pytest.mark.parametrize("page", [0, 36])
def test_a_page_that_does_not_fit_is_refused(page):
    with pytest.raises(ValueError, match="no page code"):
        write_code(KEY, PageCode("R", "01", "01", page, None))
