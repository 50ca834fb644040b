"""What a sitting remembers, in the session of the account: gone at sign-out, and nobody's words.

Also which slips may still be shown: those of the entries just made, until the next one.
"""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest

from observatory.associations.models import Association
from observatory.associations.queries import associations_of
from observatory.desk.forms.sitting import SittingForm, kept_questions
from observatory.questionnaires.schema import Answer, Definition

SITTING, SLIPS = "desk_sitting", "desk_slips"
# An entry that was begun longer ago is another one: its code is not made again.
ENTRY_OPEN_FOR = 12 * 3600


@dataclass
class Sitting:
    """What is the same from one entry to the next."""

    language: str = ""
    association: str = ""
    # Keys of the questions to keep, and their answers. A municipality, at first.
    keep: list[str] | None = None
    answers: dict[str, str] = field(default_factory=dict)


def read_sitting(request: HttpRequest) -> Sitting:
    """Return what the sitting remembers."""
    return Sitting(**request.session.get(SITTING, {}))


def remember_sitting(request: HttpRequest, form: SittingForm, answers: dict[str, Answer]) -> None:
    """Remember what whoever types asked to keep."""
    keep = list(form.cleaned_data["keep"])
    request.session[SITTING] = asdict(
        Sitting(
            language=form.language,
            association=form.cleaned_data["association"],
            keep=keep,
            answers={key: str(answers[key]) for key in keep if key in answers},
        )
    )


def sitting_form(request: HttpRequest, definition: Definition, language: str) -> SittingForm:
    """Return the form of the sitting: what was posted, else what is remembered."""
    sitting = read_sitting(request)
    keep = sitting.keep
    if keep is None:
        keep = [one.key for one in kept_questions(definition) if one.maps_to == "territory"]
    return SittingForm(
        request.POST if request.method == "POST" else None,
        definition=definition,
        associations=own_associations(request),
        initial={
            "spoken": sitting.language or language,
            "association": sitting.association,
            "keep": keep,
        },
    )


def own_associations(request: HttpRequest) -> list[Association]:
    """Return the associations that whoever is signed in works for."""
    return associations_of(request.user)


def new_token(request: HttpRequest) -> str:
    """Return the mark of a new entry: sent twice, it is one report."""
    return signing.dumps(str(uuid4()), salt=_salt(request))


def uuid_of(request: HttpRequest, token: str) -> UUID | None:
    """Return the identifier of an entry that this account began; None for anything else.

    Signed, so that nobody has the code of somebody else's report made again by
    sending its identifier.
    """
    try:
        return UUID(signing.loads(token, salt=_salt(request), max_age=ENTRY_OPEN_FOR))
    except (signing.BadSignature, ValueError):
        return None


def _salt(request: HttpRequest) -> str:
    return f"desk-entry:{request.user.pk}"


def show_slip(request: HttpRequest, uuid: UUID, language: str) -> None:
    """Let this browser show the slip of an entry, until the next entry is begun."""
    slips: dict[str, Any] = request.session.get(SLIPS, {})
    request.session[SLIPS] = {**slips, str(uuid): language}


def slip_language(request: HttpRequest, uuid: UUID) -> str | None:
    """Return the language of a slip that may be shown; None when its time is over."""
    return request.session.get(SLIPS, {}).get(str(uuid))


def put_slips_away(request: HttpRequest) -> None:
    """Take the codes off the screen: the next person comes."""
    request.session.pop(SLIPS, None)
