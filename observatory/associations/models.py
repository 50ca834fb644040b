"""Associations that relay, and who works for them."""

from django.conf import settings
from django.db import models

from observatory.places.models import Territory
from observatory.vault.models import Blob
from observatory.vocabularies.models import Term


class AssociationQuerySet(models.QuerySet):
    def active(self) -> "AssociationQuerySet":
        """Leave out the associations that no longer take part."""
        return self.filter(ended_on=None)


class Association(models.Model):
    """Who reports on behalf of others. How to reach it is in the vault, under `subject`."""

    name = models.CharField(max_length=120, unique=True)
    website = models.URLField(blank=True)
    territories = models.ManyToManyField(Territory, related_name="associations", blank=True)
    # Terms of the vocabulary `public`: whom it works with.
    publics = models.ManyToManyField(Term, related_name="+", blank=True)
    # Where and when someone can come to report; public when `is_listed`.
    desk_address = models.CharField(max_length=200, blank=True)
    desk_hours = models.CharField(max_length=200, blank=True)
    desk_phone = models.CharField(max_length=40, blank=True)
    # Codes of the languages spoken at the desk: ["fr", "ar"].
    languages = models.JSONField(default=list, blank=True)
    is_listed = models.BooleanField(default=False)
    # The agreement to relay: when it was signed, and the signed paper, encrypted.
    agreed_on = models.DateField(null=True, blank=True)
    agreement = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    joined_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = AssociationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """The name of this association in the journal and the vault."""
        return f"association:{self.pk}"


class Membership(models.Model):
    """A person who works or helps in an association. Ended, never deleted."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    # Invites the others and keeps the association's page.
    is_lead = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "user"],
                condition=models.Q(ended_at=None),
                name="associations_member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.association_id}"
