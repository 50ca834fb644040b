"""Fictional content, clearly marked: it shows what the observatory does before anyone reports.

Everything goes through the same actions as real content. Accounts exist only
with it; `manage.py demo remove` takes all of it away.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from observatory.journal.actions import advance_edition
from observatory.kit.remembered import Remembered, memory
from observatory.people.actions import make_demo_person
from observatory.people.models import User
from observatory.people.queries import system_actor

from .channels import bring_associations, fill_channels
from .escalations import send_to_body
from .events import announce_events
from .groups import fill_groups
from .people import Account, accounts, content
from .removing import remove_demo
from .reports import say_me_too_of, take_step, tell
from .rounds import make_round
from .struggles import make_campaign

__all__ = ["Account", "accounts", "banner", "is_loaded", "load_demo", "remove_demo"]

SENTENCE = gettext_lazy(
    "Contenu fictif : les récits et les personnes sont inventés, pour montrer l’outil."
)


def is_loaded() -> bool:
    """Tell whether demo content is there."""
    return User.objects.filter(is_demo=True).exists()


# Read on every page for the banner: costs no query once the process knows it.
_remembered = Remembered(is_loaded)


def banner() -> str | None:
    """Return what every page says while demo content is there."""
    return str(SENTENCE) if _remembered.get() else None


def load_demo(*, at: datetime) -> int:
    """Load the people and the reports, each report decided as the content says; return how many.

    Does nothing when it is there already.
    """
    if is_loaded():
        return 0
    told, demo = content(), system_actor("demo")
    with transaction.atomic():
        people = {
            account.key: make_demo_person(
                email=account.email,
                name=account.name,
                mandates=account.mandates,
                password=account.password,
                totp_secret=account.totp_secret,
                recovery_codes=account.recovery_codes,
                by=demo,
                at=at,
            )
            for account in accounts()
        }
        associations = bring_associations(told["associations"], people, at)
        for number, one in enumerate(told["reports"]):
            tell(number, one, people, associations, at)
        for said in told["me_too"]:
            say_me_too_of(said, at)
        for step in told["steps"]:
            take_step(step, people["marc"], at)
        fill_channels(people, associations, at)
        fill_groups(people, at)
        make_round(people, at)
        make_campaign(people, at)
        send_to_body(people, at)
        announce_events(people, associations, at)
        advance_edition()
    memory.forget_all()
    return len(told["reports"])
