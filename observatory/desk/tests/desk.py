"""What the desk's tests share: someone signed in, a complete entry, its hidden fields."""

import re

from allauth.mfa.models import Authenticator
from django.urls import reverse

# The standard case: a service, two obstacles, a consequence, age, equipment, and the consents.
COMPLETE = {
    "where": "21012",
    "service": "S01",
    "obstacles": ["P05", "P24"],
    "consequences": ["C03"],
    "age": "A4",
    "equipment": ["Q1"],
    "story": "Le guichet est fermé.",
    "consent_count": "yes",
    "consent_publish": "no",
    "consent_contact": "no",
    "spoken": "fr",
    "action": "send",
}


def sign_in(client, user):
    """Sign someone in, with the second factor; return the client."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
    )
    client.force_login(user)
    return client


def open_entry(client, **query):
    """Open the form; return its hidden fields."""
    page = client.get(reverse("desk_entry"), query).content.decode()
    return hidden_fields(page)


def hidden_fields(page):
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("entry", "version")
    }


def send(client, hidden=None, query="", **answers):
    """Send an entry: the complete one, with what is given changed."""
    data = {**COMPLETE, **(open_entry(client) if hidden is None else hidden), **answers}
    return client.post(reverse("desk_entry") + query, data)


def shown_code(response):
    """Return the 12 digits on a slip."""
    block = re.search(r'class="big-code">(.*?)</p>', response.content.decode(), re.DOTALL)[1]
    return re.sub(r"\D", "", re.sub(r"<[^>]*>", "", block))
