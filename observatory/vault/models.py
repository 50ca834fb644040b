"""What may identify a person, apart from all the rest and encrypted."""

import uuid

from django.db import models


class Contact(models.Model):
    """How to reach the person behind a subject ("report:<uuid>"); only ciphertext is stored."""

    subject = models.CharField(max_length=80, unique=True)
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    purge_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"contact of {self.subject}"


class Blob(models.Model):
    """An encrypted file: a photo, later a scan. The content lies in the file storage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=80, db_index=True)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Draft(models.Model):
    """Answers of someone who has not sent them: ciphertext whose key only the browser holds."""

    token_hash = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    # False: the key leaves with the browser window. True: the person chose to keep it.
    is_kept = models.BooleanField(default=False)
    touched_at = models.DateTimeField()
    purge_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"
