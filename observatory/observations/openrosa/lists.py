"""What one person may choose in the form, as CSV files beside it: planned visits, rounds, places.

They change from day to day while the form stays the same: ODK Collect fetches
them anew by their hash. Labels are in the language of the person.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from observatory.observations.models import Kind
from observatory.observations.queries.collecting import offered_to
from observatory.observations.wording import moment_words, round_words, task_lines
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion

from .xforms import NOTHING_PLANNED, PLACES, ROUNDS, SLOTS


def write_lists(person: User, version: QuestionnaireVersion) -> dict[str, bytes]:
    """Return the files of the version's form for the person, by name. Four queries at most."""
    with translation.override(person.language):
        offered = offered_to(person)
        rounds = [one for one in offered.rounds if one.version_id == version.pk]
        places = [one for one in offered.places if one.round_id in {each.pk for each in rounds}]
        slots = [one for one in offered.slots if one.round.version_id == version.pk]
        return {
            SLOTS: _csv(
                ["name", "label", "channel", "scenario", "tasks"],
                [
                    *(
                        [
                            str(one.pk),
                            f"{one.location.name}, {Kind(one.kind).label}, {moment_words(one)}",
                            one.kind,
                            one.scenario,
                            " ".join(task_lines(one)),
                        ]
                        for one in slots
                    ),
                    [NOTHING_PLANNED, _("Rien de prévu"), "", "", ""],
                ],
            ),
            ROUNDS: _csv(
                ["name", "label"],
                [[str(one.pk), round_words(one)] for one in rounds],
            ),
            PLACES: _csv(
                ["name", "label", "round", "scenario"],
                [
                    [str(one.location_id), one.location.name, str(one.round_id), one.scenario]
                    for one in places
                ],
            ),
        }


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    # A line in a file is a line: what breaks one in a name is a space.
    writer.writerows([" ".join(cell.split()) for cell in row] for row in rows)
    return file.getvalue().encode()
