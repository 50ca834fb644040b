"""Figures as they were on the day they were published."""

from django.db import models

from observatory.observations.models import Round
from observatory.places.models import Organization, Territory


class CouncilPage(models.Model):
    """What the team puts on the one page for a council, beside the figures: what is asked, whose words.

    Of a territory (a municipality, the region), or of an organization (a federal
    service). Testimonies are named, not copied: one that is withdrawn is on no page.
    """

    territory = models.OneToOneField(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="council_page"
    )
    organization = models.OneToOneField(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="council_page"
    )
    # Demands by language: {"fr": ["...", ...], "nl": [...]}.
    asks = models.JSONField(default=dict)
    # UUIDs of reports with an approved text, in their order.
    reports = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(territory__isnull=False, organization__isnull=True)
                | models.Q(territory__isnull=True, organization__isnull=False),
                name="insights_council_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"page of {self.territory_id or self.organization_id}"


class Snapshot(models.Model):
    """The frozen figures of one round: what was published, and nothing that a person wrote.

    Kept as it was said: the data, the files, and the words of the page in each
    language, so that neither new data nor new code changes what was cited.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="snapshot")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="snapshots")
    # Its permanent address: the municipality and the day, "21015-2027-04-12".
    slug = models.SlugField(max_length=40, unique=True)
    frozen_at = models.DateTimeField()
    # The payload (queries/figures.py) in its one spelling, and as rows.
    data = models.TextField()
    table = models.TextField()
    # HTML of `insights/figures.html`, by language.
    bodies = models.JSONField()
    data_sha256 = models.CharField(max_length=64)
    table_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-frozen_at", "-pk"]

    def __str__(self) -> str:
        return self.slug

    def body_in(self, language: str) -> tuple[str, str]:
        """Return the page's words, and their language where it is not that one: French is always there."""
        if language in self.bodies:
            return self.bodies[language], ""
        return self.bodies["fr"], "fr"
