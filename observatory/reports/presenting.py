"""Approved texts as pages show them: twenty on a page, so written out without a template."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from observatory.problems.wording import month_words

from .queries.texts import PublicPhoto, Text


def write_texts(texts: Iterable[tuple[Text, list[PublicPhoto]]]) -> SafeString:
    """Return the texts with their photos as HTML; what people wrote is escaped."""
    return SafeString("".join([_write(text, photos) for text, photos in texts]))


def _write(text: Text, photos: list[PublicPhoto]) -> SafeString:
    day = localdate(text.approved_at)
    return format_html(
        """
<article class="testimony" id="t{}" lang="{}">
  {}
  {}
  <p class="caption"><time datetime="{}">{}</time></p>
</article>
""",
        text.pk,
        text.language,
        mark_safe(linebreaks(text.public_text, autoescape=True)),  # noqa: S308 - escaped there
        SafeString("".join([_picture(photo) for photo in photos])),
        day.isoformat(),
        _("Publié en %(day)s") % {"day": month_words(day)},
    )


def _picture(photo: PublicPhoto) -> SafeString:
    return format_html(
        '<img class="testimony-photo" src="{}" alt="{}" loading="lazy">',
        reverse("report_photo", args=[photo.pk]),
        photo.description,
    )
