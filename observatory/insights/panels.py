"""The figures on the pages of municipalities, rounds and authorities."""

import json
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from observatory.observations.models import Round
from observatory.observations.queries.hearings import public_reply
from observatory.observations.states import RoundState
from observatory.places.models import Territory

from .queries.before import payload_of
from .queries.beside import others_alike
from .queries.snapshots import earlier_in, snapshots_in
from .wording import beside_rows, figures_context


def territory_panel(territory: Territory) -> dict[str, Any] | None:
    """Return the newest published figures of a municipality and the names of earlier ones, with the reply.

    One query where there is none, five where there are.
    """
    newest = snapshots_in(territory).first()
    if newest is None:
        return None
    body, body_lang = newest.body_in(get_language() or "fr")
    return {
        "snapshot": newest,
        "body": mark_safe(body),  # noqa: S308 - our own, when it was frozen
        "body_lang": body_lang,
        "earlier": earlier_in(territory),
        "beside_headers": [
            gettext("Commune"),
            gettext("Faite sans internet"),
            gettext("Par rapport à ici"),
        ],
        "beside_rows": beside_rows(others_alike(newest), get_language() or "fr"),
        "reply": public_reply(newest.round, timezone.localdate()),
    }


def round_panel(asked: Round) -> dict[str, Any] | None:
    """Return the way to the figures of a round, once it is closed."""
    if asked.state in {RoundState.PLANNED, RoundState.OPEN}:
        return None
    snapshot = getattr(asked, "snapshot", None)
    return {
        "href": reverse("round_figures", args=[asked.pk]),
        "public_href": reverse("snapshot", args=[snapshot.slug]) if snapshot else "",
    }


def authority_panel(asked: Round) -> dict[str, Any]:
    """Return the figures as the authority reads them: frozen ones, or those that will be."""
    snapshot = getattr(asked, "snapshot", None)
    payload = json.loads(snapshot.data) if snapshot else payload_of(asked)
    return figures_context(payload, get_language() or "fr")
