"""Bodies to which a case may go, each with its competence record."""

from django.db import models

from observatory.vocabularies.models import in_language


class Body(models.Model):
    """An ombudsman, an equality body or a supervisor. A code is never reused.

    `facts` is the record as `records.read_record` reads it: what is covered,
    conditions, sources and their years. It comes from the project's file; the
    day on which an editor compared it with the body's own pages is the editor's.
    """

    code = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    checked_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)
