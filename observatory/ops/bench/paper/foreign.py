"""Pages that are nobody's form here: letters, other people's forms, blank sheets, forgeries."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import segno

from observatory.kit.omr.layout import Zone

from .marks import handwriting
from .pages import A4_MM, PX, TONER, Grey, draw_page, sample_layout
from .pens import Random, draw, pick_hand, pick_pen

# The shape of a page code under a seal that no observatory here made.
FORGED = "OR0101A7K2QXZ9ABCDEF"


def blank(rng: Random) -> Grey:
    """Return an empty sheet."""
    return np.full((round(A4_MM[1] * PX), round(A4_MM[0] * PX)), 255, np.uint8)


def letter(rng: Random) -> Grey:
    """Return a page of printed lines with a heading."""
    page = blank(rng)
    x0, y = 24 * PX, 30 * PX
    for paragraph in range(int(rng.integers(3, 7))):
        for _ in range(int(rng.integers(2, 8))):
            x, end = x0, x0 + rng.uniform(120, 162) * PX
            while x < end:
                word = "".join(chr(97 + c) for c in rng.integers(0, 26, int(rng.integers(2, 11))))
                at, scale = (round(x), round(y)), 1.1 + 0.5 * (paragraph == 0)
                cv2.putText(page, word, at, cv2.FONT_HERSHEY_DUPLEX, scale, TONER, 2, cv2.LINE_AA)
                x += cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, scale, 2)[0][0] + 18
            y += 6 * PX
        y += 6 * PX
    return page


def handwritten(rng: Random) -> Grey:
    """Return a sheet that someone wrote a letter on."""
    page, hand = blank(rng), pick_hand(rng, pick_pen(rng, "ballpoint"))
    for word in handwriting(165, 180, hand, rng):
        draw(page, [word + np.array([22, 40])], hand, rng)
    return page


def other_form(rng: Random) -> Grey:
    """Return someone else's form: boxes, and a QR code with an address."""
    page = letter(rng)
    matrix = np.array(segno.make("https://example.org/formulaire/27", error="m").matrix, np.uint8)
    side = round(25 * PX)
    code = cv2.resize(255 - 233 * matrix, (side, side), interpolation=cv2.INTER_NEAREST)
    left, top = round(165 * PX), round(15 * PX)
    page[top - 20 : top + side + 20, left - 20 : left + side + 20] = 255
    page[top : top + side, left : left + side] = code
    for row in range(8):
        y = round((200 + 9 * row) * PX)
        cv2.rectangle(page, (round(30 * PX), y), (round(35 * PX), y + round(5 * PX)), TONER, 3)
    return page


def forged(rng: Random) -> Grey:
    """Return a page with our marks and a code under a wrong seal, as another observatory prints it."""
    code = FORGED[:7] + "".join(rng.choice(list("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), 13))
    return draw_page(replace(sample_layout(int(rng.integers(0, 3))), form="ZZ"), code).grey


def marks_only(rng: Random) -> Grey:
    """Return a page with corner marks and no code at all, as other makers use them too."""
    layout = sample_layout(0)
    return draw_page(
        replace(layout, boxes=(), codes=(), zones=(Zone("x", 30, 60, 150, 90),)), ""
    ).grey


FOREIGN: dict[str, Callable[[Random], Grey]] = {
    "blank": blank,
    "letter": letter,
    "handwritten": handwritten,
    "other form": other_form,
    "forged": forged,
    "marks only": marks_only,
}
