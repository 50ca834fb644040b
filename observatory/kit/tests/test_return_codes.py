"""The code Fatima takes home."""

from uuid import UUID

import pytest

from observatory.kit.return_codes import WrongCode, group_code, hash_code, make_code, read_code

KEY = b"k" * 32
SUBMISSION = UUID("00000000-0000-4000-8000-000000000001")
CODE = make_code(KEY, SUBMISSION)


def test_the_same_form_sent_twice_has_the_same_code():
    assert make_code(KEY, SUBMISSION) == CODE
    assert make_code(KEY, SUBMISSION, attempt=1) != CODE
    assert make_code(b"x" * 32, SUBMISSION) != CODE


def test_a_code_is_twelve_digits_in_three_groups():
    assert len(CODE) == 12
    assert CODE.isdigit()
    assert [len(group) for group in group_code(CODE).split()] == [4, 4, 4]


@pytest.mark.parametrize("separator", [" ", "-", ".", "\u202f", "  ", "/"])
def test_a_code_is_understood_however_it_is_written(separator):
    assert read_code(separator.join(group_code(CODE).split())) == CODE


def test_digits_of_another_script_are_understood():
    arabic = "".join(chr(0x0660 + int(digit)) for digit in CODE)
    assert read_code(arabic) == CODE


def test_one_wrong_digit_is_always_noticed():
    for place in range(12):
        for digit in "0123456789":
            if digit != CODE[place]:
                with pytest.raises(WrongCode, match="check"):
                    read_code(CODE[:place] + digit + CODE[place + 1 :])


def test_two_neighbouring_digits_swapped_are_always_noticed():
    for number in range(200):
        code = make_code(KEY, UUID(int=number))
        for place in range(11):
            if code[place] != code[place + 1]:
                swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
                with pytest.raises(WrongCode, match="check"):
                    read_code(swapped)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "length"), ("1234 5678", "length"), ("1" * 13, "length"), ("12a4 5678 9012", "letters")],
)
def test_what_is_no_code_says_why(text, reason):
    with pytest.raises(WrongCode) as error:
        read_code(text)
    assert error.value.reason == reason


def test_only_a_keyed_hash_is_stored():
    assert CODE not in hash_code(KEY, CODE)
    assert hash_code(KEY, CODE) != hash_code(b"x" * 32, CODE)
