"""The letter that this package writes: other groups' calls for help, once a day at most."""

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from observatory.people.emails import Letter
from observatory.people.models import User

from .models import HelpCall
from .wording import people_words, when_words


def write_calls(*, person: User, calls: Sequence[HelpCall]) -> Letter:
    """Tell someone who leads a group of the new calls of others, in their language."""
    with translation.override(person.language):
        context = {
            "name": person.name,
            "calls": [
                {
                    "group": one.group.name,
                    "what": one.what,
                    "place": one.place,
                    "when": when_words(one.needed_on, one.hour),
                    "people": people_words(one.needed),
                }
                for one in calls
            ],
            "address": settings.PUBLIC_URL.rstrip("/") + reverse("help_calls"),
        }
        return Letter(
            subject_line=render_to_string("groups/email/calls_subject.txt", context).strip(),
            body=render_to_string("groups/email/calls_message.txt", context).strip() + "\n",
        )
