"""What comes in by post or e-mail, sealed, with what was done of it; and how the mailbox is."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.reports.models import Report
from observatory.vault.models import Blob

from .states import DEALT_WITH, OPEN, State


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Lettre")
    # Posted to us by a mail service: for people it is an e-mail like another.
    WEBHOOK = "webhook", _("E-mail")


class Aside(models.TextChoices):
    """Why something was set aside."""

    SPAM = "spam", _("Publicité ou arnaque")
    NOT_FOR_US = "not_for_us", _("Ce n’est pas pour nous")
    EMPTY = "empty", _("Il n’y a rien à lire")
    TWICE = "twice", _("Nous l’avons déjà")
    # Given by machines, not by people.
    AUTOMATIC = "automatic", _("Envoyé par une machine")
    TOO_OLD = "too_old", _("Resté trop longtemps sans suite")


class ConsentBy(models.TextChoices):
    """How the person said that she agrees; kept in the journal."""

    LETTER = "letter", _("Écrit dans la lettre ou l’e-mail")
    PHONE = "phone", _("Dit au téléphone, quand nous l’avons appelée")
    DESK = "desk", _("Dit de vive voix, à une permanence")


class IncomingItemQuerySet(models.QuerySet):
    def open(self) -> "IncomingItemQuerySet":
        """Return what someone has to deal with, oldest first."""
        return self.filter(state__in=OPEN).order_by("received_at", "pk")

    def dealt_with(self) -> "IncomingItemQuerySet":
        """Return what was dealt with, newest first."""
        return self.filter(state__in=DEALT_WITH).order_by("-closed_at", "-pk")


class IncomingItem(models.Model):
    """A letter or an e-mail. Never a report by itself: someone makes one of it, or answers.

    Who wrote and what is ciphertext (`sealed`), pages and pictures are blobs of
    the vault. All of it is erased 30 days after it was dealt with; the row stays
    a while, so that the same mail that comes again is not new.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # Goes up with every change: two people who act on the same revision are a conflict.
    revision = models.PositiveIntegerField(default=0)
    # Keyed hash of the Message-ID and the content: the same mail is one item.
    dedup_key = models.CharField(max_length=64, unique=True)
    # Subject, sender, text, names of the files; b"" once erased.
    sealed = models.BinaryField()
    # Message-ID, sealed: kept after the rest until the mail is erased from the mailbox too.
    sealed_id = models.BinaryField(default=bytes, blank=True)
    # A guess; "" when there is too little to go by.
    language = models.CharField(max_length=5, blank=True)
    size = models.PositiveBigIntegerField()
    # What was not taken and why: codes and numbers, [{"why", "kind", "size"}].
    left_out = models.JSONField(default=list, blank=True)

    received_at = models.DateTimeField()
    due_on = models.DateField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    aside = models.CharField(max_length=10, choices=Aside.choices, blank=True)
    # Gone when the report is withdrawn; then the content goes too.
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.SET_NULL, related_name="incoming"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = IncomingItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "received_at"], name="letters_queue"),
            models.Index(fields=["closed_at"], name="letters_closed"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def subject(self) -> str:
        """The name of this item in the journal and the vault."""
        return f"letter:{self.uuid}"


class Page(models.Model):
    """A page or a picture that came with an item, redrawn: pixels and nothing else."""

    item = models.ForeignKey(IncomingItem, on_delete=models.CASCADE, related_name="pages")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    # The order in which they are shown; `file` is the place of its file among those of the mail.
    number = models.PositiveSmallIntegerField()
    file = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"page {self.number} of {self.item_id}"


class Mailbox(models.Model):
    """The single row that says how the mailbox answers."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Since when it does not answer; None while it does.
    failing_since_at = models.DateTimeField(null=True, blank=True)
    # A code, never what the server said.
    error = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="letters_one_mailbox"),
        ]

    def __str__(self) -> str:
        return self.error or "answers"
