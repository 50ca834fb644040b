"""The part of a form that is cut off: how to reach the person, and what she keeps.

Name and contact are keyed into the vault apart; their part has a small code of
its own, so that it is recognised if it is scanned by mistake. The stub holds
the return code, or a line to write it on when it is given later.
"""

from dataclasses import dataclass

from observatory.kit.omr.layout import Zone

from .blocks import Setting
from .canvas import Canvas
from .content import Contact, Content
from .design import Slot
from .measuring import Run

PAPER_END_MM = 297.0
# Between the two parts that are cut from each other.
SPLIT_MM = 129.0
MARGIN_MM = 5.0
SMALL_CODE_MM = 13.0
LINE_MM, SHORTEST_LINE_MM = 7.4, 5.5
# From the code to its serial in type, clean paper; and how far both reach below the code.
SERIAL_GAP_MM, SERIAL_MM = 1.6, 5.0
# From the top of a label to the line behind it.
LABEL_UP_MM = 4.3
# In which letters it is said what becomes of this part: the largest that leave room for the lines.
APART = ("note", "less", "small")
# How long the label of a line may be, and what is left to write on.
LABEL_SHARE = 0.5
DASH = (2.2, 1.6)
# Coarse enough to be there on the copy of a copy.
DOTS = (0.6, 1.0)


@dataclass(frozen=True)
class Reach:
    """How the person can be helped with her code: the phone line, its hours, the address of the site."""

    phone: str = ""
    hours: str = ""
    address: str = ""


@dataclass(frozen=True)
class Strip:
    """What is placed below the cut. `code` and `serial` are None without a contact."""

    canvas: Canvas
    code: Zone | None
    serial: Slot | None
    stub: Slot
    stub_words: Slot
    stub_write: Slot


def place_strip(setting: Setting, content: Content, reach: Reach, cut: float) -> Strip:
    """Place what stands below the cut, from where the paper is cut down to its end."""
    canvas = setting.canvas()
    canvas.line(MARGIN_MM, cut, setting.width_mm - 2 * MARGIN_MM, line=0.3, dash=DASH)
    canvas.icon("scissors", MARGIN_MM + 1, cut - 2.6, 5.2)
    code, serial = None, None
    if content.contact is not None:
        canvas.line(SPLIT_MM, cut, 0, PAPER_END_MM - MARGIN_MM - cut, line=0.3, dash=DASH)
        code, serial = _place_contact(setting, content, content.contact, canvas, cut)
        left = SPLIT_MM + 4
    else:
        left = setting.left
    slots = _place_stub(setting, content, reach, canvas=canvas, left=left, cut=cut)
    return Strip(canvas, code, serial, *slots)


def _place_contact(
    setting: Setting, content: Content, contact: Contact, canvas: Canvas, cut: float
) -> tuple[Zone, Slot]:
    left, width = setting.left, SPLIT_MM - 4 - setting.left
    measures = setting.measures
    room = width - SMALL_CODE_MM - 5
    runs: list[Run] = [(f"{contact.condition} ", False)] if contact.condition else []
    runs.append((contact.label, True))
    y = cut + 3.2
    canvas.text(left, y, room, "strong-note", runs)
    y += measures.height("strong-note", runs, room) + 0.8
    apart: list[Run] = [(content.words.contact_apart, False)]
    lines = [(part, label) for part, label in contact.lines for _ in range(1 + (part == "post"))]
    # The first line keeps below the code and its serial; each line has room for handwriting.
    least = cut + 4.0 + SMALL_CODE_MM + SERIAL_MM + 1.0 - SHORTEST_LINE_MM
    for style in APART:
        below = max(y + measures.height(style, apart, room), least)
        step = min(LINE_MM, (PAPER_END_MM - MARGIN_MM - 1.5 - below) / len(lines))
        if step >= SHORTEST_LINE_MM:
            break
    canvas.text(left, y, room, style, apart)
    y = below
    x = left + width - SMALL_CODE_MM
    shown = setting.width_mm - x - SMALL_CODE_MM if setting.is_rtl else x
    code = Zone("", round(shown, 3), cut + 4.0, SMALL_CODE_MM, SMALL_CODE_MM)
    serial = Slot(
        shown - 3, cut + 4.0 + SMALL_CODE_MM + SERIAL_GAP_MM, SMALL_CODE_MM + 6, "tiny", "center"
    )
    before = ""
    for part, label in lines:
        y += step
        at = left
        if part != before:
            said: list[Run] = [(label, False)]
            canvas.text(left, y - LABEL_UP_MM, width * LABEL_SHARE, "note", said)
            at += min(measures.width("note", said) + 2.5, width * LABEL_SHARE)
        canvas.line(at, y, left + width - at, line=0.3, dash=DOTS)
        before = part
    return code, serial


def _place_stub(
    setting: Setting, content: Content, reach: Reach, *, canvas: Canvas, left: float, cut: float
) -> tuple[Slot, Slot, Slot]:
    """Place what the person keeps; return where the code and the words above it go."""
    words, measures = content.words, setting.measures
    width = setting.left + setting.line + 5 - left
    y = cut + 3.2
    title: list[Run] = [(words.stub_title, True)]
    canvas.text(left, y, width, "strong-note", title)
    y += measures.height("strong-note", title, width) + 0.6
    slot_x = setting.width_mm - left - width if setting.is_rtl else left
    align = "end" if setting.is_rtl else "start"
    # The words above a code that is written by hand are longer; both end just above the code.
    short, long = (
        measures.height("stub", [(said, False)], width)
        for said in (words.stub_code, words.stub_write)
    )
    y += max(short, long)
    above = [Slot(slot_x, y - height, width, "stub", align) for height in (short, long)]
    stub = Slot(slot_x, y + 0.6, width, "code", align)
    y += 8.4
    told: list[list[Run]] = [[(said, False)] for said in (words.stub_why, *_ways(content, reach))]
    for style in ("stub", "small"):
        tall = sum(measures.height(style, runs, width) + 1.2 for runs in told)
        if y + tall <= PAPER_END_MM - MARGIN_MM:
            break
    for runs in told:
        canvas.text(left, y, width, style, runs)
        y += measures.height(style, runs, width) + 1.2
    return stub, above[0], above[1]


def _ways(content: Content, reach: Reach) -> list[str]:
    """Return how to use the code: by phone, on the site, with an association."""
    words = content.words
    found = []
    if reach.phone:
        said = words.stub_phone if reach.hours else words.stub_phone_only
        found.append(words.filled(said, phone=reach.phone, hours=reach.hours))
    if reach.address:
        found.append(words.filled(words.stub_web, address=reach.address))
    return [" ".join([*found, words.stub_association])]
