"""Problems: public pages that gather reports on the same service, channel and territory."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from observatory.places.models import Territory
from observatory.vocabularies.models import Term

from .states import Channel, State


class ProblemQuerySet(models.QuerySet):
    def public(self) -> "ProblemQuerySet":
        """Problems with at least one counted report."""
        return self.filter(report_count__gt=0)


class Problem(models.Model):
    """The same difficulty with the same service, by the same channel, in the same place."""

    # None: outside the municipalities we know, or not said.
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="problems"
    )
    service = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    # The obstacle most often reported; gives the page its title.
    obstacle = models.ForeignKey(Term, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Tallies, kept with the write that changes them; pages never count rows.
    report_count = models.PositiveIntegerField(default=0)
    text_count = models.PositiveIntegerField(default=0)
    me_too_count = models.PositiveIntegerField(default=0)
    first_month = models.DateField(null=True, blank=True)
    last_month = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two constraints, because SQLite has no unique constraint that takes
            # one NULL for another.
            models.UniqueConstraint(
                fields=["territory", "service", "channel"], name="problems_one_per_place"
            ),
            models.UniqueConstraint(
                fields=["service", "channel"],
                condition=models.Q(territory=None),
                name="problems_one_without_place",
            ),
            # PositiveIntegerField keeps every tally of this file from going below zero.
            models.CheckConstraint(
                condition=models.Q(text_count__lte=models.F("report_count")),
                name="problems_texts_of_reports",
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="problems_recent"),
            models.Index(fields=["service", "-changed_at", "-id"], name="problems_by_service"),
            models.Index(fields=["territory", "-changed_at", "-id"], name="problems_by_territory"),
        ]

    def __str__(self) -> str:
        return f"problem {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("problem", args=[self.pk])


class ProblemMonth(models.Model):
    """How many counted reports of a problem arrived in one month (first day of it)."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    reports = models.PositiveIntegerField(default=0)
    me_too = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["problem", "month"], name="problems_month"),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.month}"


class ProblemObstacle(models.Model):
    """How many counted reports of a problem name an obstacle."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="obstacles")
    obstacle = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    reports = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["problem", "obstacle"], name="problems_obstacle"),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.obstacle_id}"


class TerritoryMonth(models.Model):
    """Counted reports of a territory in one month; the municipality page reads it."""

    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    month = models.DateField()
    reports = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "month"], name="problems_territory_month"),
            models.UniqueConstraint(
                fields=["month"], condition=models.Q(territory=None), name="problems_nowhere_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.month}"


class ProblemEvent(models.Model):
    """A dated step in the public life of a problem. `note` is written by the team, for the public."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="events")
    transition = models.CharField(max_length=30)
    state_before = models.CharField(max_length=12, choices=State.choices)
    state_after = models.CharField(max_length=12, choices=State.choices)
    happened_on = models.DateField()
    # Who went and looked, and when: compulsory for "improved" and "solved".
    visited_on = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state_after__in=[State.IMPROVED, State.SOLVED])
                | models.Q(visited_on__isnull=False),
                name="problems_improved_was_seen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.transition}"


class MeToo(models.Model):
    """Someone says "it happened to me too": where and when, nothing else. Never part of n."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="me_toos")
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # First day of it; None: longer ago, or not remembered.
    month = models.DateField(null=True, blank=True)
    said_at = models.DateTimeField()
    # Part of a burst: kept, shown to the team, not counted.
    is_set_aside = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["problem", "said_at"], name="problems_me_too")]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.month}"
