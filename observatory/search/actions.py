"""Putting published things into the index and taking them out.

Called by the packages above inside the transaction that publishes or erases,
so that page and index never disagree. Only what is public may enter: the
caller sees to that, and writes the journal.
"""

from textwrap import shorten

from django.db import transaction

from . import engine
from .models import Document
from .words import stems_of

EXCERPT_LENGTH = 600
# More of one text does not make it easier to find.
INDEXED_LENGTH = 20_000


def index_document(
    *,
    kind: str,
    ref: str,
    language: str,
    title: str,
    body: str,
    url_name: str,
    url_arg: str,
    url_fragment: str = "",
) -> None:
    """Make one published thing findable in one language, or bring it up to date.

    `ref` ("kind:key") and the language name the document. `kind` is one word
    of small letters ("problem", "text"). Title and body are the published
    words; the first 600 characters of the body are kept as excerpt. Writes the
    row and the index.
    """
    words = dict.fromkeys(stems_of(f"{title} {body[:INDEXED_LENGTH]}", language))
    stems = " ".join([engine.mark_of(kind, language), *words])
    values = {
        "kind": kind,
        "title": title[:300],
        "excerpt": shorten(body, EXCERPT_LENGTH, placeholder="…"),
        "url_name": url_name,
        "url_arg": url_arg,
        "url_fragment": url_fragment,
        "stems": stems,
    }
    with transaction.atomic():
        before = Document.objects.filter(ref=ref, language=language).first()
        if before is None:
            document = Document.objects.create(ref=ref, language=language, **values)
            engine.add(document.pk, stems)
            return
        Document.objects.filter(pk=before.pk).update(**values)
        if before.stems != stems:
            engine.drop(before.pk, before.stems)
            engine.add(before.pk, stems)


def remove_document(*, ref: str) -> None:
    """Take a thing out of the index in all its languages; one that is not there is no mistake."""
    with transaction.atomic():
        for document in Document.objects.filter(ref=ref):
            engine.drop(document.pk, document.stems)
            document.delete()


def optimise_index() -> None:
    """Rewrite the index so that nothing remains of what was removed. For the purge, after erasing.

    On PostgreSQL it does nothing inside a transaction, where the server's own
    vacuum has to do it later.
    """
    engine.optimise()
