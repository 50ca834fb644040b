"""Counting attempts without knowing who makes them."""

from django.db import models


class Tally(models.Model):
    """Attempts in one window. `who` is a keyed hash that changes every day, never an address."""

    scope = models.CharField(max_length=40)
    who = models.CharField(max_length=64)
    window_at = models.DateTimeField(db_index=True)
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["scope", "who", "window_at"], name="limits_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.hits}"
