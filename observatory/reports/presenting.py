"""Approved texts as pages show them: twenty on a page, so written out without a template."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observatory.problems.wording import month_words

from .queries.texts import PublicPhoto, Text


def write_texts(texts: Iterable[tuple[Text, list[PublicPhoto]]]) -> SafeString:
    """Return the texts with their photos as HTML; what people wrote is escaped."""
    language = get_language()
    return SafeString("".join([_write(text, photos, language) for text, photos in texts]))


def _write(text: Text, photos: list[PublicPhoto], language: str | None) -> str:
    words = text.public_text
    # Most are one paragraph.
    paragraphs = linebreaks(words, autoescape=True) if "\n" in words else f"<p>{escape(words)}</p>"
    pictures = "".join([_picture(photo) for photo in photos])
    # Every part of it is escaped above, or a number.
    return f'''
<article class="testimony" id="t{text.pk:d}" lang="{escape(text.language)}" dir="auto">
  {paragraphs}
  {pictures}
  {_published(language, localdate(text.approved_at))}
</article>
'''


@lru_cache(maxsize=1024)
def _published(language: str | None, day: date) -> SafeString:
    """Return the line under a text, the same for all that were approved on one day."""
    del language  # The active language: it only tells the copies apart.
    return format_html(
        '<p class="caption"><time datetime="{}">{}</time></p>',
        day.isoformat(),
        _("Publié en %(day)s") % {"day": month_words(day)},
    )


def _picture(photo: PublicPhoto) -> SafeString:
    return format_html(
        '<img class="testimony-photo" src="{}" alt="{}" loading="lazy">',
        reverse("report_photo", args=[photo.pk]),
        photo.description,
    )
