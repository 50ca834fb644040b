"""Who comes: the code that gives a place up, and what is known without opening a name."""

from typing import Any
from uuid import UUID

from django.conf import settings

from observatory.associations.queries import associations_of
from observatory.events.models import Event, Registration
from observatory.events.states import Place
from observatory.events.wording import INTAKES, PLACES
from observatory.kit.keys import load_key
from observatory.kit.return_codes import hash_code, make_code

# How many other codes are tried when one is taken already.
ATTEMPTS = 5


def code_key() -> bytes:
    """Return the secret that these codes are made and hashed with; another one than that of reports."""
    return load_key(settings.KEYS_DIR, "registrations")


def free_code_hash(uuid: UUID) -> str:
    """Return the hash of the first code of the identifier that nobody has."""
    key = code_key()
    hashes = [hash_code(key, make_code(key, uuid, attempt)) for attempt in range(ATTEMPTS)]
    taken = set(
        Registration.objects.filter(code_hash__in=hashes).values_list("code_hash", flat=True)
    )
    return next(one for one in hashes if one not in taken)


def code_of(registration: Registration) -> str:
    """Return the 12 digits of a registration, made again: for who just registered only."""
    key = code_key()
    for attempt in range(ATTEMPTS):
        code = make_code(key, registration.uuid, attempt)
        if hash_code(key, code) == registration.code_hash:
            return code
    return ""


def registration_by_code(code: str) -> Registration | None:
    """Return the registration of a code, with its event. One query."""
    hashed = hash_code(code_key(), code)
    return Registration.objects.filter(code_hash=hashed).select_related("event").first()


def organises(by: Any, event: Event) -> bool:
    """Tell whether `by` works for the association that organises the event. One query at most."""
    if event.association_id is None:
        return False
    return any(one.pk == event.association_id for one in associations_of(by))


def rows_of(event: Event) -> list[dict[str, Any]]:
    """Return the registrations of an event without any name. One query."""
    return [
        {
            "pk": one.pk,
            "number": number,
            "people": one.people,
            "state": one.state,
            "state_words": str(PLACES[one.state]),
            "intake": str(INTAKES[one.intake]),
            "registered_at": one.registered_at,
            "waits": one.state == Place.WAITING,
        }
        for number, one in enumerate(
            event.registrations.exclude(state=Place.GIVEN_UP).order_by("state", "pk"), 1
        )
    ]
