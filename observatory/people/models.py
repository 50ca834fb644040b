"""Accounts, invitations and mandates (a role in a territory)."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.places.models import Territory


class Role(models.TextChoices):
    RELAY = "relay", _("Relais")
    LINE = "line", _("Ligne téléphonique")
    MODERATOR = "moderator", _("Modération")
    COORDINATOR = "coordinator", _("Coordination")
    ESCALATION_OFFICER = "escalation_officer", _("Saisines")
    EDITOR = "editor", _("Rédaction")
    ADMINISTRATOR = "administrator", _("Administration")


# Whoever sees reports that are not published needs a second factor.
SEES_UNPUBLISHED = frozenset(
    {
        Role.RELAY,
        Role.LINE,
        Role.MODERATOR,
        Role.COORDINATOR,
        Role.ESCALATION_OFFICER,
        Role.ADMINISTRATOR,
    }
)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Who acts: a person with an account, or a machine (`kind="system"`) that cannot sign in."""

    class Kind(models.TextChoices):
        PERSON = "person"
        SYSTEM = "system"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    language = models.CharField(max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def held_mandates(self) -> list[tuple[str, int | None]]:
        """Return (role, territory id or None for everywhere), read once per object."""
        if not hasattr(self, "_held"):
            self._held: list[tuple[str, int | None]] = list(
                self.mandates.filter(ended_at=None).values_list("role", "territory_id")
            )
        return self._held

    def holds(self, role: str, territory_id: int | None = None) -> bool:
        """Tell whether the person has the role everywhere, or in that territory.

        Without a territory: whether the person has the role anywhere. Machines
        hold every role: their rights are those of the code that runs them.
        """
        if self.kind == self.Kind.SYSTEM:
            return True
        return any(
            held == role and (territory_id is None or where is None or where == territory_id)
            for held, where in self.held_mandates()
        )

    @property
    def sees_unpublished(self) -> bool:
        return any(role in SEES_UNPUBLISHED for role, _ in self.held_mandates())


class Mandate(models.Model):
    """A role given to a person, in one territory or everywhere. Ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mandates")
    role = models.CharField(max_length=20, choices=Role.choices)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Two, because SQLite takes two NULLs for different.
            models.UniqueConstraint(
                fields=["user", "role", "territory"],
                condition=models.Q(ended_at=None),
                name="people_one_mandate",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(ended_at=None, territory=None),
                name="people_one_mandate_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Invitation(models.Model):
    """An account offered to someone; the link works once, for seven days."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="fr")
    # Each a role and a NIS code, or null for everywhere.
    mandates = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at


def fold_email(email: Any) -> str:
    """Return the e-mail address as it is stored and compared: trimmed, in lower case."""
    return str(email or "").strip().lower()
