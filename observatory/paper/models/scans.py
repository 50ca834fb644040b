"""Scans of a pile: the files that were sent, their pages, and what a person is asked about them.

Rows are the truth: a page has its row before it is read, and a file all of its
pieces before anything of it is. What people wrote is ciphertext here (`sealed…`,
blobs of the vault), and all of it is destroyed some time after it became a
report (jobs.py); the rows stay, empty, so that the sum stays right.
"""

import uuid

from django.conf import settings
from django.db import models

from observatory.paper.states import ScanState, UploadState
from observatory.vault.models import Blob

from .piles import Batch, Sheet


class Upload(models.Model):
    """A file that is sent, piece by piece: a PDF of a whole pile, or the photo of one page."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="uploads")
    # Its place among the files of the pile, from 1: what everyone but who sent it calls it by.
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=UploadState.choices, default=UploadState.RECEIVING
    )
    # Why it was refused: a code (queries/reasons.py).
    reason = models.CharField(max_length=20, blank=True)
    # In bytes: what was announced, and how much of it is here.
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    # Of the whole file; the same file sent again is known by it.
    sha256 = models.CharField(max_length=64, blank=True)
    # Its name, and when it was last changed, for who sent it: a name may name a person.
    sealed_name = models.BinaryField(default=bytes, blank=True)
    # How many pages it has, once that is known.
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # Until then one worker has it in hand; after, whoever comes first.
    lease_until_at = models.DateTimeField(null=True, blank=True)
    # A page of it must not be kept: the file goes as soon as its other pages are read.
    is_to_destroy = models.BooleanField(default=False)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="paper_upload_number"),
            # The same file is read once, whoever sends it and however often.
            models.UniqueConstraint(
                fields=["batch", "sha256"],
                condition=~models.Q(sha256="") & ~models.Q(state=UploadState.REFUSED),
                name="paper_file_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until_at"], name="paper_to_read")]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def subject(self) -> str:
        """The name of this file in the vault and the journal."""
        return f"upload:{self.uuid}"


class Piece(models.Model):
    """A stretch of a file, sealed; `start` is its place in the file, in bytes."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    start = models.PositiveBigIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["upload", "start"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "start"], name="paper_piece_once"),
        ]

    def __str__(self) -> str:
        return f"{self.start} of {self.upload_id}"


class Scan(models.Model):
    """One page of a file, or one of several cards on a page: the ledger has a row for each."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="scans")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="scans")
    # The page in its file, from 1, and which of the cards on it, from 0.
    number = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.WAITING)
    # Why it stands there: a code (queries/reasons.py); "" when there is nothing to say.
    reason = models.CharField(max_length=20, blank=True)
    # How often a reader began on it.
    attempts = models.PositiveSmallIntegerField(default=0)

    # What its code says: the kind of page, the form, its version, the page. "" and 0: not known.
    kind = models.CharField(max_length=1, blank=True)
    form = models.CharField(max_length=2, blank=True)
    version = models.CharField(max_length=2, blank=True)
    page = models.PositiveSmallIntegerField(default=0)
    # Keyed hash of the serial: tells the same sheet again, and says nothing else.
    serial_hash = models.CharField(max_length=64, blank=True)
    # Keyed hash of its pixels: the very same picture again, in whatever file.
    picture_hash = models.CharField(max_length=64, blank=True)
    # Of a page without serial: nearly the same for nearly the same page (scanning/pages.py).
    likeness = models.CharField(max_length=64, blank=True)
    # One bit a pixel: pencil is gone from such a scan.
    is_bilevel = models.BooleanField(default=False)

    # The boxes with what was measured, sealed JSON; and the page, straightened where it could be.
    sealed_reading = models.BinaryField(default=bytes, blank=True)
    picture = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sheet = models.ForeignKey(
        Sheet, null=True, blank=True, on_delete=models.SET_NULL, related_name="scans"
    )
    # Of a duplicate, or of one that may be: the page it repeats.
    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    # When its fate was settled: accepted, refused or set aside.
    closed_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["upload", "number", "part"]
        constraints = [
            # However often the job is begun again, a page has one row.
            models.UniqueConstraint(fields=["upload", "number", "part"], name="paper_scan_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "state"], name="paper_scan_state"),
            models.Index(fields=["batch", "picture_hash"], name="paper_scan_picture"),
        ]

    def __str__(self) -> str:
        return f"page {self.number} of upload {self.upload_id}"

    @property
    def subject(self) -> str:
        """The name of this page in the vault and the journal."""
        return f"scan:{self.uuid}"


class Doubt(models.Model):
    """One thing a person is asked about a page: a box, a choice, handwriting, or the page itself.

    The answer is sealed: it may be what a person wrote. It goes with the page.
    """

    class Kind(models.TextChoices):
        PAGE = "page"  # about the whole page
        BOX = "box"  # one box of a question with several answers
        BOXES = "boxes"  # all the boxes of such a question on a page
        CHOICE = "choice"  # which one of the boxes of a question with one answer
        TEXT = "text"  # what is written by hand
        ANSWER = "answer"  # the answer of the whole sheet, whatever its pages say

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="doubts")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    # The question, and of a box the option it stands for.
    question = models.CharField(max_length=40, blank=True)
    option = models.CharField(max_length=40, blank=True)
    # Why it is asked: a code (queries/reasons.py).
    reason = models.CharField(max_length=20, blank=True)
    # The order on the page.
    place = models.PositiveSmallIntegerField(default=0)
    sealed_answer = models.BinaryField(default=bytes, blank=True)
    # What a machine made of printed letters, sealed; it goes once a person has answered.
    sealed_suggestion = models.BinaryField(default=bytes, blank=True)
    suggested_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # Who has it on screen, and until when it is kept from the others.
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held_until_at = models.DateTimeField(null=True, blank=True)
    # Who could not tell, and left it to someone else.
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["scan", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scan", "kind", "question", "option"], name="paper_doubt_once"
            ),
        ]
        indexes = [models.Index(fields=["scan", "answered_at"], name="paper_doubt_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.question} of scan {self.scan_id}"
