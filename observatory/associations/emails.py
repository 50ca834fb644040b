"""The letters that this package writes."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from observatory.people.emails import Letter
from observatory.people.models import User

from .models import Association


def write_welcome(*, person: User, association: Association, by: User) -> Letter:
    """Tell someone who has an account that they are a member now, in their language."""
    with translation.override(person.language):
        context = {
            "name": person.name,
            "association": association.name,
            "inviter": by.name if by.kind == User.Kind.PERSON else "Observatoire",
            "address": settings.PUBLIC_URL.rstrip("/") + reverse("team"),
        }
        return Letter(
            subject_line=render_to_string(
                "associations/email/welcome_subject.txt", context
            ).strip(),
            body=render_to_string("associations/email/welcome_message.txt", context).strip() + "\n",
        )
