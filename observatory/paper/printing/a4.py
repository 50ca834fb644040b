"""A form on A4: pages with their header and foot, and the part to be cut off the last one."""

from dataclasses import replace

from .blocks import Setting
from .canvas import Canvas, folds_of
from .content import Content
from .design import Design, DesignedPage, Slot, layout_of
from .flow import (
    A4_MM,
    CUT_MM,
    TOP_MM,
    page_marks,
)
from .head import place_head, place_title
from .measuring import Measures, Run
from .sides import place_on_sides
from .strip import Reach, place_strip

# The room between the first code and the second mark, where title and page number stand.
HEAD_LEFT, HEAD_MM = 49.5, 133.0
FOOT_LEFT, FOOT_MM = 28.0, 130.0
HEAD_TOP_MM = 12.0
EXAMPLE_MM = 5.0


def design_a4(content: Content, reach: Reach, measures: Measures, address: str = "") -> Design:
    """Return the pages of a form on A4.

    The part with the story begins on a sheet of its own when it needs both
    sides, so that whatever is cut off never holds an answer on its back.
    `reach` is how the person can be helped, for the stub; `address` where the
    form can be sent. Raises `TooLong`.
    """
    return measures.fit(lambda: _design(content, reach, measures, address))


def _design(content: Content, reach: Reach, measures: Measures, address: str) -> Design:
    setting = Setting(
        measures,
        width_mm=A4_MM[0],
        is_rtl=content.words.is_rtl,
        folds=folds_of(A4_MM[1]),
    )
    opening, told = _opening(setting, content)
    pages = place_on_sides(setting, content, opening.end)
    designed = []
    for number, canvas in enumerate(pages, 1):
        whole = setting.canvas()
        if number == 1:
            whole.add(opening)
        whole.add(canvas)
        designed.append(
            _finish(setting, content, reach, address, canvas=whole, number=number, count=len(pages))
        )
    designed[0] = replace(designed[0], told=told)
    return Design(content, tuple(designed))


def _opening(setting: Setting, content: Content) -> tuple[Canvas, tuple[Slot, ...]]:
    """Place the title, and how the form is filled in, with two drawn examples; of an observation
    its head: return where it is said what a copy is for."""
    canvas, measures, words = setting.canvas(), setting.measures, content.words
    left, y = _head_left(setting), HEAD_TOP_MM
    for style, said in (
        ("title", words.titles.get(content.target, "")),
        ("note", words.intro.get(content.target, "")),
    ):
        if said:
            runs: list[Run] = [(said, style == "title")]
            canvas.text(left, y, HEAD_MM, style, runs)
            y += measures.height(style, runs, HEAD_MM) + 1.0
    under = place_title(canvas, setting, y, left, HEAD_MM)
    if content.target == "observation":
        y = canvas.end
    y = max(y + 1.5, TOP_MM)
    how: list[Run] = [(words.how, True)]
    room = setting.line - 52
    height = max(measures.height("note", how, room), EXAMPLE_MM + 2)
    canvas.frame(setting.left, y, setting.line, height + 5, line=0.35, radius=1.5)
    canvas.text(setting.left + 4, y + 2.5, room, "note", how)
    middle = y + (height + 5 - EXAMPLE_MM) / 2
    _examples(canvas, setting.left + setting.line - 42, middle)
    canvas.end = y + height + 5 + 6
    if content.target != "observation":
        return canvas, ()
    return canvas, (*place_head(canvas, setting, content), under)


def _head_left(setting: Setting) -> float:
    """Return where the header starts: beside the code on the left, whichever way the language runs."""
    if setting.is_rtl:
        return setting.width_mm - HEAD_LEFT - HEAD_MM
    return HEAD_LEFT


def _examples(canvas: Canvas, x: float, y: float) -> None:
    """Draw a crossed box; then one blacked out beside another that is crossed."""
    for at, is_black in ((0.0, False), (17.0, True), (28.0, False)):
        canvas.square(x + at, y, EXAMPLE_MM)
        if is_black:
            canvas.line(x + at + 0.5, y + 2.5, 4.0, line=4.0)
        else:
            canvas.line(x + at + 0.6, y + 0.7, 3.8, 3.7, line=0.7)
            canvas.line(x + at + 0.7, y + 4.3, 3.7, -3.6, line=0.7)


def _finish(
    setting: Setting,
    content: Content,
    reach: Reach,
    address: str,
    *,
    canvas: Canvas,
    number: int,
    count: int,
) -> DesignedPage:
    """Return the page with its marks, its foot, and on the last one the part to be cut off."""
    is_last = number == count
    # Both sides of the sheet that is cut: a sheet is an odd page and the even one after it.
    is_cut = content.has_stub and (number + 1) // 2 == (count + 1) // 2
    marks, codes = page_marks(is_cut)
    height = CUT_MM if is_cut else A4_MM[1]
    words = content.words
    foot = height - 12 - 10
    left = FOOT_LEFT if not setting.is_rtl else setting.width_mm - FOOT_LEFT - FOOT_MM
    said: list[Run] = [(words.page.format(page=number, pages=count), True)]
    if not is_last:
        said.append((f"  {words.over if number % 2 else words.next}", False))
    canvas.text(left, foot, FOOT_MM, "note", said)
    if is_last and content.target == "report":
        back = words.filled(words.send_back, address=address) if address else words.give_back
        runs: list[Run] = [(back, False)]
        up = setting.measures.height("note", runs, FOOT_MM) + 1.5
        canvas.text(left, foot - up, FOOT_MM, "note", runs)
    own = Slot(FOOT_LEFT, foot + 6.0, FOOT_MM, "tiny", "end" if setting.is_rtl else "start")
    layout = layout_of(
        canvas,
        number,
        A4_MM[1],
        content.multiple,
        marks=marks,
        codes=codes,
        cut_mm=CUT_MM if is_cut else None,
    )
    if not (is_cut and is_last):
        return DesignedPage(tuple(canvas.parts), layout, (own,))
    strip = place_strip(setting, content, reach, CUT_MM)
    return DesignedPage(
        (*canvas.parts, *strip.canvas.parts),
        layout,
        (own,),
        strip.code,
        strip.serial,
        strip.stub,
        strip.stub_words,
        strip.stub_write,
    )
