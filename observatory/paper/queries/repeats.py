"""The pages that show the same paper: scanned twice, in whatever pile, counted or not."""

from collections.abc import Iterable

from django.db.models import Q

from observatory.paper.models import Scan, Sheet
from observatory.paper.states import APART

# Why a page stands apart without being the end of a sheet: one that was counted as a sheet
# (`actions.count_page`) is no other person's paper. A photocopy that someone else filled in has
# a sheet of its own, and other reasons.
NO_SHEET_OF_ITS_OWN = frozenset({"same_serial", "same_picture", "elsewhere", "late", "by_hand"})


def with_repeats(sheets: Iterable[Sheet]) -> list[Scan]:
    """Return the pages of sheets, and every page apart that shows the same paper again.

    In any pile: the ones that repeat such a page, the ones with its serial that no
    sheet holds, and those of sheets that are doubles of these. Never a photocopy that
    somebody else filled in. Four queries a round; rounds until nothing is found.
    """
    sheet_pks = {sheet.pk for sheet in sheets}
    found: dict[int, Scan] = {}
    while True:
        sheet_pks |= set(Sheet.objects.filter(repeats__in=sheet_pks).values_list("pk", flat=True))
        serials = {scan.serial_hash for scan in found.values()} - {""}
        is_loose = Q(sheet=None) | Q(reason__in=NO_SHEET_OF_ITS_OWN)
        repeats = Q(repeats__in=list(found)) | Q(serial_hash__in=serials)
        scans = Scan.objects.filter(
            Q(sheet__in=sheet_pks) | (is_loose & repeats & Q(state__in=APART))
        )
        new = {scan.pk: scan for scan in scans if scan.pk not in found}
        if not new:
            return list(found.values())
        found |= new
