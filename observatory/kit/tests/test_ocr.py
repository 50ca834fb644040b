"""Printed letters in a picture are read on this machine, as a suggestion."""

import io
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from observatory.kit import ocr


def letters():
    """Return the font of the site, as Pillow reads it."""
    files = Path(settings.BASE_DIR, "node_modules", "@fontsource").glob(
        "*/files/atkinson-hyperlegible-latin-400-normal.woff2"
    )
    font, opened = TTFont(next(files)), io.BytesIO()
    font.flavor = None
    font.save(opened)
    opened.seek(0)
    return ImageFont.truetype(opened, 32)


def picture(*lines):
    """Draw lines of printed letters over the lines of a form."""
    font = letters()
    page = Image.new("L", (900, 60 * len(lines) + 20), 255)
    draw = ImageDraw.Draw(page)
    for number, text in enumerate(lines):
        draw.line((10, 60 * number + 58, 890, 60 * number + 58), fill=160)
        draw.text((20, 60 * number + 14), text, font=font, fill=30)
    file = io.BytesIO()
    page.save(file, "JPEG")
    return file.getvalue()


def test_block_letters_are_read_with_their_accents_and_what_is_no_picture_is_passed_over():
    told = list(
        ocr.read_letters(
            [picture("LE GUICHET EST FERMÉ", "DEPUIS LE MOIS DE MARS"), b"no picture", picture("")]
        )
    )
    assert told == ["LE GUICHET EST FERMÉ DEPUIS LE MOIS DE MARS", "", ""]


def test_what_is_not_sure_is_not_suggested():
    sure, unsure = ("Le guichet est fermé", 0.98), ("dvp mnuis", 0.5)
    assert ocr._words([sure]) == "Le guichet est fermé"
    assert not ocr._words([sure, unsure])
    assert not ocr._words([("Le guichet", 0.85)])
    assert not ocr._words([])
