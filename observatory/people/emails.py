"""The letters that this package writes."""

from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .models import Invitation, User


@dataclass(frozen=True)
class Letter:
    """A letter ready for the outbox."""

    subject_line: str
    body: str


def invitation_address(token: str, language: str) -> str:
    """Return the whole address of the page that accepts the invitation."""
    with translation.override(language):
        return settings.PUBLIC_URL.rstrip("/") + reverse("invitation_accept", args=[token])


def invitation_slip(invitation: Invitation, token: str) -> dict[str, Any]:
    """Return what the paper slip of an invitation shows (people/parts/slip.html): the token is shown once."""
    address = invitation_address(token, invitation.language)
    return {
        "invitation": invitation,
        "token": token,
        "address": address,
        "square": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
    }


def write_invitation(*, invitation: Invitation, token: str, inviter: User) -> Letter:
    """Write the invitation in the language of the person invited."""
    context = {
        "name": invitation.name,
        "inviter": inviter.name if inviter.kind == User.Kind.PERSON else "Observatoire",
        "address": invitation_address(token, invitation.language),
        "expires_at": invitation.expires_at,
    }
    with translation.override(invitation.language):
        return Letter(
            subject_line=render_to_string("people/email/invitation_subject.txt", context).strip(),
            body=render_to_string("people/email/invitation_message.txt", context).strip() + "\n",
        )
