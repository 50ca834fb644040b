"""Which handwriting a machine may look at before a person does, and its picture."""

from collections.abc import Sequence

from observatory.paper.models import Doubt
from observatory.paper.scanning.pictures import draw_part, letters_part
from observatory.paper.scanning.printed import printed_form
from observatory.paper.scanning.sealed import reading_of
from observatory.paper.states import ScanState, State
from observatory.questionnaires.queries import compiled
from observatory.vault.queries import read_blob
from observatory.vault.sealing import Unreadable

# Languages whose letters the model knows.
READ_IN = frozenset({"fr", "nl", "en"})


def doubts_to_suggest(most: int) -> Sequence[Doubt]:
    """Return handwriting that is asked about and that no machine looked at, the oldest first."""
    return list(
        Doubt.objects.filter(
            kind=Doubt.Kind.TEXT,
            answered_at=None,
            suggested_at=None,
            scan__state=ScanState.DOUBTFUL,
            scan__batch__state=State.OPEN,
        )
        .select_related("scan__picture")
        .order_by("pk")[:most]
    )


def letters_of(doubt: Doubt) -> bytes | None:
    """Return the picture of what is written by hand; None where there is none that can be read."""
    scan = doubt.scan
    printed = printed_form(scan.form, scan.version) if scan.form else None
    layout = printed.layout(scan.page) if printed else None
    read = reading_of(scan)
    if printed is None or layout is None or read is None or not read.dpi or scan.picture is None:
        return None
    part = letters_part(doubt.question, layout)
    question = compiled(printed.questionnaire).questions.get(doubt.question)
    if (
        part is None
        or question is None
        or question.kind != "text"
        or printed.language not in READ_IN
    ):
        return None
    try:
        return draw_part(read_blob(scan.picture), read.dpi, part)
    except (Unreadable, FileNotFoundError):
        return None
