"""What was printed: the layout of every form for as long as one of them may come back, and the runs."""

from functools import cached_property

from django.conf import settings
from django.db import models

from observatory.associations.models import Association
from observatory.kit.omr.layout import PageLayout
from observatory.observations.models import Slot
from observatory.paper.printing.targets import KIND_OF
from observatory.places.models import Territory
from observatory.questionnaires.languages import own_name
from observatory.questionnaires.models import QuestionnaireVersion


class PrintedForm(models.Model):
    """One layout of one form; never changed, since sheets that bear its code may come back.

    `form` is the same for all versions of a questionnaire in one language and
    for one target; each layout that differs is another `version` of it.
    """

    form = models.CharField(max_length=2)
    version = models.CharField(max_length=2)
    questionnaire = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=5)
    # "report", "observation" or "card".
    target = models.CharField(max_length=12)
    # Where everything that is read stands, page by page: kit.omr.layout.PageLayout as JSON.
    pages = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "version"], name="paper_form_version"),
            models.UniqueConstraint(
                fields=["questionnaire", "language", "target", "sha256"], name="paper_form_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}{self.version}"

    @property
    def kind(self) -> str:
        """The letter in the code of its pages."""
        return KIND_OF[self.target]

    @property
    def language_name(self) -> str:
        """The name of its language, in that language."""
        return own_name(self.language)

    @cached_property
    def layouts(self) -> tuple[PageLayout, ...]:
        """Its pages in order, of no sheet."""
        return tuple(PageLayout.from_json(page) for page in self.pages)


class PrintRun(models.Model):
    """Forms that were made at one time: who asked for how many of which, and where they go."""

    printed_form = models.ForeignKey(PrintedForm, on_delete=models.PROTECT, related_name="runs")
    copies = models.PositiveSmallIntegerField()
    # Without serials: to be copied on any photocopier.
    is_blank = models.BooleanField(default=False)
    association = models.ForeignKey(
        Association, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    printed_at = models.DateTimeField()

    class Meta:
        ordering = ["-printed_at", "-pk"]

    def __str__(self) -> str:
        return f"run {self.pk}"


class PrintedSheet(models.Model):
    """One numbered form of a run, known by the keyed hash of its serial and by nothing else."""

    run = models.ForeignKey(PrintRun, on_delete=models.CASCADE, related_name="sheets")
    serial_hash = models.CharField(max_length=64, unique=True)
    # Of an observation sheet: what was planned, and is written down on it.
    slot = models.ForeignKey(
        Slot, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"sheet of run {self.run_id}"
