"""The index of published problems, texts and places."""

from django.db import models


class Document(models.Model):
    """One thing that can be found. `ref` is "kind:key"; `stems` is what the engine reads."""

    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=80)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=300)
    excerpt = models.CharField(max_length=600, blank=True)
    # Path without the language prefix is not possible (addresses are translated):
    # the URL's name and argument instead.
    url_name = models.CharField(max_length=40)
    url_arg = models.CharField(max_length=40, blank=True)
    url_fragment = models.CharField(max_length=40, blank=True)
    stems = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref", "language"], name="search_ref"),
        ]

    def __str__(self) -> str:
        return self.ref
