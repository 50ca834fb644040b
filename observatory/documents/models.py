"""Files that the team adds to what it writes: letters, minutes, rulings, leaflets, photos."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from observatory.vault.models import Blob
from observatory.vocabularies.models import in_language

PDF, JPEG = "application/pdf", "image/jpeg"


class DocumentQuerySet(models.QuerySet):
    def standing(self) -> "DocumentQuerySet":
        """Leave out what was taken back."""
        return self.filter(is_taken_back=False)

    def public(self) -> "DocumentQuerySet":
        """Only what everyone may read."""
        return self.standing().filter(is_public=True)


class Document(models.Model):
    """A file about a subject ("campaign:12"); its content lies encrypted in the vault."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=80, db_index=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=40)
    # In bytes, as it is kept; `sha256` of the same bytes.
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # Of a PDF; 1 of a photo.
    pages = models.PositiveIntegerField(default=1)
    # {"fr": …}: what it is; of a photo also what is seen on it, for who cannot see.
    titles = models.JSONField(default=dict)
    dated_on = models.DateField(null=True, blank=True)
    themes = models.JSONField(default=list, blank=True)
    # A photo with people on it: who agreed that it is shown, and how. Read by the team alone.
    agreement = models.CharField(max_length=300, blank=True)
    is_public = models.BooleanField(default=False)
    is_taken_back = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["dated_on", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(media_type__in=[PDF, JPEG]), name="documents_known_type"
            ),
            # A photo is shown to all only with a word on who agreed, even if nobody is on it.
            models.CheckConstraint(
                condition=models.Q(media_type=PDF)
                | models.Q(is_public=False)
                | ~models.Q(agreement=""),
                name="documents_photo_with_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def is_photo(self) -> bool:
        return self.media_type == JPEG

    @property
    def name(self) -> str:
        """The name of the file when it is saved; says nothing of who made it."""
        return f"document-{str(self.pk)[:8]}.{'jpg' if self.is_photo else 'pdf'}"
