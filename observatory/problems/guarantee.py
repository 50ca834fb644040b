"""The leg of the guarantee that a problem bears on, and where the guarantee holds.

Source: joint decree and ordinance of 25 January and 1 February 2024 (Brussels
Region, Common Community Commission, French Community Commission), article 13,
as read by the Constitutional Court in its ruling 126/2025 of 25 September
2025: counter, phone and post, all three. Whether a case departs from it is not
ours to say: the words are "possible écart avec la garantie".
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observatory.places.queries import territories_by_id
from observatory.vocabularies.queries import terms_by_id

from .models import Problem
from .states import Channel

# A regime of the service vocabulary (`art13_regime`), and the NIS code of the
# territory it is the law of.
REGIMES = {"bxl": "04000"}


@dataclass(frozen=True)
class Leg:
    """One way to reach a service, in plain words."""

    icon: str
    name: str | Promise
    meaning: str | Promise


LEGS = {
    Channel.COUNTER: Leg(
        "counter", _("Le guichet"), _("Pouvoir aller sur place et être reçu par une personne.")
    ),
    Channel.PHONE: Leg(
        "phone", _("Le téléphone"), _("Pouvoir appeler et parler avec une personne.")
    ),
    Channel.POST: Leg(
        "letter",
        _("Le courrier"),
        _("Pouvoir écrire une lettre et recevoir une réponse sur papier."),
    ),
    Channel.ANY: Leg(
        "online",
        _("Les trois à la fois"),
        _("Il ne reste qu’internet : ni guichet, ni téléphone, ni courrier."),
    ),
}


def leg_of(problem: Problem) -> Leg | None:
    """Return the leg the problem bears on; None when it bears on none in particular."""
    return LEGS.get(Channel(problem.channel))


def may_depart(problem: Problem) -> bool:
    """Tell whether the problem may depart from the guarantee.

    Only where the guarantee is the law for that service, in a place it is the
    law of, and for a problem that bears on one of its legs.
    """
    if problem.territory_id is None or leg_of(problem) is None:
        return False
    regime = terms_by_id()[problem.service_id].attributes.get("art13_regime", "")
    where = REGIMES.get(str(regime))
    places = territories_by_id()
    here = places.get(problem.territory_id)
    while here is not None and where is not None:
        if here.nis == where:
            return True
        here = places.get(here.parent_id) if here.parent_id else None
    return False
