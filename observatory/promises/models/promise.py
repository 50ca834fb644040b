"""Promises in their exact words, what became of them, and facts in our own words with their source."""

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language

from observatory.campaigns.models import Demand
from observatory.places.models import Territory
from observatory.problems.models import Problem
from observatory.promises.states import Kind, State
from observatory.vocabularies.models import Term, in_language


class Source(models.Model):
    """An address that says so, and the copy that was kept of it with its SHA-256."""

    url = models.URLField(max_length=500, unique=True)
    archive_url = models.URLField(max_length=600, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)
    archived_on = models.DateField(null=True, blank=True)
    # Since when the address no longer answers; the copy stays.
    gone_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(url__startswith="http"), name="promises_source_is_web_address"
            ),
            # A copy is kept whole: where it is, what it is, since when.
            models.CheckConstraint(
                condition=models.Q(archive_url="", archive_sha256="", archived_on=None)
                | (
                    ~models.Q(archive_url="")
                    & models.Q(archive_sha256__regex=r"^[0-9a-f]{64}$", archived_on__isnull=False)
                ),
                name="promises_copy_with_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"source {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this source where copies are kept of it."""
        return f"source:{self.pk}"

    @property
    def is_kept_here(self) -> bool:
        """Whether the copy is a document of ours: its hash is that of what we hand over."""
        return self.archive_url.startswith(settings.PUBLIC_URL.rstrip("/") + "/")

    @property
    def site(self) -> str:
        """The name of the site, as people know it."""
        return self.url.split("/")[2].removeprefix("www.")


class PromiseQuerySet(models.QuerySet):
    def overdue(self, today: date) -> "PromiseQuerySet":
        """Promises whose day has gone by and of which nothing was found yet."""
        return self.filter(state=State.OPEN, due_on__lt=today)


class Promise(models.Model):
    """What one person or organization promised, in its exact words.

    `said` and `due` are dates of EDTF (a day, a month or a year); `said_on` is
    the first possible day of the one, `due_on` the last of the other.
    """

    # As long as the index of search can hold.
    code = models.SlugField(max_length=40, unique=True)
    quote = models.TextField(max_length=2000)
    quote_language = models.CharField(max_length=5)
    author = models.CharField(max_length=120)
    role = models.CharField(max_length=200)
    # Whose words they are is one: a promise of two is two promises.
    is_person = models.BooleanField(default=True)
    level = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="promises")
    said = models.CharField(max_length=10)
    said_on = models.DateField()
    # Where it was said; of what was said aloud, where it can be heard.
    said_at_place = models.CharField(max_length=200, blank=True)
    is_oral = models.BooleanField(default=False)
    recording_url = models.URLField(max_length=500, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    other_sources = models.ManyToManyField(Source, related_name="+", blank=True)
    # What it answers: what a campaign demands, problems that people told.
    demands = models.ManyToManyField(Demand, related_name="promises", blank=True)
    problems = models.ManyToManyField(Problem, related_name="promises", blank=True)
    # What would show that it was kept, and the day on which we wrote it down.
    condition = models.TextField(max_length=1000)
    condition_fixed_on = models.DateField()
    due = models.CharField(max_length=10, blank=True)
    due_on = models.DateField(null=True, blank=True)
    # The official facts against which the condition is checked: a dataset of `places`.
    dataset = models.CharField(max_length=60, blank=True)
    # {"nl": {"role": ..., "condition": ...}}: our own words only, never the quotation.
    translations = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    # Two editors for each finding.
    is_contested = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    # The entry of the project's file as it was loaded; empty for one written here.
    shipped = models.JSONField(default=dict, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quote__regex=r"\S"), name="promises_exact_words"
            ),
            models.CheckConstraint(
                condition=~models.Q(quote_language=""), name="promises_language_of_words"
            ),
            models.CheckConstraint(
                condition=models.Q(author__regex=r"\S"), name="promises_someone_said_it"
            ),
            models.CheckConstraint(
                condition=models.Q(condition__regex=r"\S"), name="promises_condition_to_test"
            ),
            models.CheckConstraint(
                condition=models.Q(due="", due_on=None)
                | (
                    ~models.Q(due="")
                    # Said apart: a comparison with nothing is no mistake for a database.
                    & models.Q(due_on__isnull=False, due_on__gte=models.F("said_on"))
                ),
                name="promises_due_after_said",
            ),
            models.CheckConstraint(
                condition=models.Q(recording_url="") | models.Q(is_oral=True),
                name="promises_recording_of_spoken_words",
            ),
        ]
        indexes = [models.Index(fields=["-said_on", "-id"], name="promises_recent")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("promise", args=[self.code])

    @property
    def subject(self) -> str:
        """The name of this promise in the index of search, and of its documents."""
        return f"promise:{self.pk}"

    def is_overdue(self, today: date) -> bool:
        """Tell whether its day has gone by and nothing was found yet."""
        return self.state == State.OPEN and self.due_on is not None and self.due_on < today

    @property
    def role_words(self) -> str:
        return self._in_language("role") or self.role

    @property
    def condition_words(self) -> str:
        return self._in_language("condition") or self.condition

    def _in_language(self, name: str) -> str:
        language = (get_language() or "fr").split("-")[0]
        return str(self.translations.get(language, {}).get(name, ""))


class UpdateQuerySet(models.QuerySet):
    def applied(self) -> "UpdateQuerySet":
        """What the public page shows."""
        return self.filter(applied_at__isnull=False)

    def waiting(self) -> "UpdateQuerySet":
        """Findings that a second editor is asked about."""
        return self.filter(applied_at=None, withdrawn_at=None)


class Update(models.Model):
    """A dated, sourced step in the life of a promise; `transition` names what it found, "" for news.

    Of a contested promise a finding waits for a second editor: until then
    `applied_at` is empty and the page does not show it.
    """

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="updates")
    happened = models.CharField(max_length=10)
    happened_on = models.DateField()
    texts = models.JSONField(default=dict)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Or a source on paper: what it is, and where anyone may see it.
    source_on_paper = models.CharField(max_length=300, blank=True)
    # Or what the dataset of the promise shows, on the same page.
    by_facts = models.BooleanField(default=False)
    transition = models.CharField(max_length=20, blank=True)
    state_before = models.CharField(max_length=12, choices=State.choices, blank=True)
    state_after = models.CharField(max_length=12, choices=State.choices, blank=True)
    # Someone of the public said so first; the words are an editor's.
    from_public = models.BooleanField(default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    # A finding that the second editor did not share, or that was taken back since.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__isnull=False)
                | models.Q(by_facts=True)
                | models.Q(source_on_paper__regex=r"\S"),
                name="promises_update_with_source",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | ~models.Q(confirmed_by=models.F("written_by")),
                name="promises_second_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(applied_at=None) | models.Q(withdrawn_at=None),
                name="promises_applied_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.transition}"

    @property
    def text(self) -> str:
        return in_language(self.texts)


class SourcedFact(models.Model):
    """What someone did, said, committed to or asked, summed up by us: never shown as a quotation."""

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    who = models.CharField(max_length=200, blank=True)
    # A date of EDTF, "" when the source gives none.
    happened = models.CharField(max_length=10, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    text = models.TextField(max_length=2000)
    translations = models.JSONField(default=dict, blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    other_sources = models.ManyToManyField(Source, related_name="+", blank=True)
    revision = models.PositiveIntegerField(default=0)
    shipped = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(text__regex=r"\S"), name="promises_fact_in_words"
            ),
        ]

    def __str__(self) -> str:
        return self.code
