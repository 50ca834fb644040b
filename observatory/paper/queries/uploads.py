"""The files of a pile, as its page lists them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise

from observatory.paper.models import Batch, Scan, Upload
from observatory.paper.scanning.originals import name_for
from observatory.paper.states import ScanState, State, UploadState
from observatory.people.models import User

from .reasons import file_advice, file_problem, file_words


@dataclass(frozen=True)
class SentFile:
    """One file: what became of it, and how far its pages are.

    `name` and `modified` are for who sent it, "" for the others.
    """

    upload: Upload
    words: Promise | str
    name: str
    modified: str
    is_mine: bool
    # Pages that have their answer, and all of them when that is known.
    done: int
    pages: int | None
    bilevel: int

    @property
    def advice(self) -> Promise | str:
        """What to do about a file that was refused or read in part; "" for the others."""
        return file_advice(self.upload.reason)

    @property
    def problem(self) -> Promise | str:
        """Why a part of the file could not be read; "" for a file that was read, or refused, whole."""
        return file_problem(self.upload.state, self.upload.reason)

    @property
    def is_moving(self) -> bool:
        """Tell whether the page must be looked at again: pages are still to be read."""
        return self.upload.state == UploadState.STORED

    @property
    def is_unfinished(self) -> bool:
        return self.upload.state == UploadState.RECEIVING


def upload_by_uuid(uuid: UUID) -> Upload | None:
    """Return a file with its pile. One query."""
    return Upload.objects.filter(uuid=uuid).select_related("batch__association").first()


def whole_uploads() -> QuerySet[Upload]:
    """Return the files whose every byte is here, and that nobody took yet."""
    return Upload.objects.filter(
        state=UploadState.RECEIVING, received=F("size"), batch__state=State.OPEN
    ).select_related("batch")


def first_to_read(upload: Upload) -> int:
    """Return the first page of a file that has no answer yet; what is behind it may have one."""
    done = set(
        Scan.objects.filter(upload=upload, part=0)
        .exclude(state=ScanState.WAITING)
        .values_list("number", flat=True)
    )
    number = 1
    while number in done:
        number += 1
    return number


def files_of(batch: Batch, by: User) -> list[SentFile]:
    """Return the files of a pile, newest first. One query."""
    # Of several cards on a page, the first stands for the page.
    read = Count("scans", filter=Q(scans__part=0) & ~Q(scans__state=ScanState.WAITING))
    found = (
        Upload.objects.filter(batch=batch)
        .select_related("sent_by")
        .annotate(done=read, bilevel=Count("scans", filter=Q(scans__is_bilevel=True)))
        .order_by("-number")
    )
    return [_shown(upload, by) for upload in found]


def _shown(upload: Upload, by: User) -> SentFile:
    name, modified = name_for(upload, by)
    return SentFile(
        upload,
        file_words(upload.state, upload.reason),
        name,
        modified,
        upload.sent_by_id == by.pk,
        upload.done,  # type: ignore[attr-defined]
        upload.pages,
        upload.bilevel,  # type: ignore[attr-defined]
    )
