"""The letters that this package writes. None of the words that someone wrote is in them, but the author's name."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from observatory.associations.models import Association
from observatory.people.emails import Letter
from observatory.people.models import User

from .models import Promise
from .states import Event

KNOWN = frozenset(code for code, _ in settings.LANGUAGES)


def language_of(code: str) -> str:
    """Return the language to write in: the one asked for, if the site speaks it."""
    return code if code in KNOWN else settings.LANGUAGE_CODE


def write_news(promise: Promise, event: Event, association: Association, member: User) -> Letter:
    """Tell a member that something came of a promise that her association watches, in her language."""
    base = settings.PUBLIC_URL.rstrip("/")
    with translation.override(language_of(member.language)):
        context = {
            "name": member.name,
            "association": association.name,
            "author": promise.author,
            "event": event.value,
            "address": base + promise.get_absolute_url(),
            "watched": base + reverse("promises_watched"),
        }
        return Letter(
            subject_line=render_to_string("promises/email/news_subject.txt", context).strip(),
            body=render_to_string("promises/email/news_message.txt", context).strip() + "\n",
        )
