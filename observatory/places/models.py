"""Territories, organizations, locations and the dated facts about them."""

from django.db import models

from observatory.vocabularies.models import Term, in_language

from .states import Placing


class TerritoryQuerySet(models.QuerySet):
    def municipalities(self) -> "TerritoryQuerySet":
        return self.filter(kind=Territory.Kind.MUNICIPALITY)


class Territory(models.Model):
    """A municipality, region or country, keyed on its NIS code, never on a postal code."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality"
        REGION = "region"
        COUNTRY = "country"

    nis = models.CharField(max_length=5, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    names = models.JSONField(default=dict)
    # The code people know the place by ("1030"); a label, not a key.
    label = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)
    # One of the places where the observatory starts.
    is_focus = models.BooleanField(default=False)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "territories"

    def __str__(self) -> str:
        return self.nis

    @property
    def name(self) -> str:
        return in_language(self.names)


class PostalCode(models.Model):
    """One postal code of one territory; a code may stand in several territories."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="postal_codes")
    code = models.CharField(max_length=10, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "code"], name="places_postal_code"),
        ]

    def __str__(self) -> str:
        return self.code


class Population(models.Model):
    """How many people live in a territory on a date, as a source says: to say "per 10,000 inhabitants"."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="populations")
    number = models.PositiveIntegerField()
    counted_on = models.DateField()
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=300, blank=True)

    class Meta:
        ordering = ["territory", "-counted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "counted_on"], name="places_population_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} on {self.counted_on}"


class Organization(models.Model):
    """Who runs services (HSDS organization): a municipality's administration, a company, a fund."""

    code = models.CharField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    level = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    # Where it acts; empty for one that acts everywhere.
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="organizations"
    )
    services = models.ManyToManyField(Term, related_name="organizations")
    source = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)


class Location(models.Model):
    """Where a service is met (HSDS location): a counter, a phone line, a website, an address to write to."""

    class Kind(models.TextChoices):
        COUNTER = "counter"
        PHONE = "phone"
        WEBSITE = "website"
        POST = "post"

    Placing = Placing

    code = models.CharField(max_length=60, unique=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="locations"
    )
    service = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COUNTER)
    names = models.JSONField(default=dict)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="locations"
    )
    placing = models.CharField(max_length=12, choices=Placing.choices, default=Placing.ASK)
    postal_code = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def source_name(self) -> str:
        """The name as the source writes it, in all its languages ("Brussel-Noord/Bruxelles-Nord")."""
        return str(self.names.get("mul") or self.names.get("fr") or "")


class Snapshot(models.Model):
    """One dated reading of a source as a whole.

    A location absent from a snapshot is unknown on that date, not closed.
    """

    dataset = models.CharField(max_length=60)
    taken_on = models.DateField()
    source = models.CharField(max_length=300)
    source_url = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=60, blank=True)
    # Only some of the source's locations were taken over (the shipped facts).
    is_partial = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "taken_on"], name="places_snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.taken_on}"


class OpeningHours(models.Model):
    """The official fact of a counter's posted hours on the date of a snapshot."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="opening_hours")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="opening_hours")
    # OSM `opening_hours` syntax; empty when the source lists the place without hours.
    hours = models.CharField(max_length=300, blank=True)
    weekly_minutes = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "opening hours"
        constraints = [
            models.UniqueConstraint(fields=["location", "snapshot"], name="places_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.location_id} {self.hours}"


class Boundary(models.Model):
    """The outline of a territory, imported by an administrator; a GeoJSON geometry in WGS 84."""

    territory = models.OneToOneField(Territory, on_delete=models.CASCADE, related_name="boundary")
    geometry = models.JSONField()
    source = models.CharField(max_length=300)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "boundaries"

    def __str__(self) -> str:
        return f"boundary of {self.territory_id}"
