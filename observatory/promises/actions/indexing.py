"""Making promises findable by their exact words."""

from django.conf import settings

from observatory.places.queries import territories_by_id
from observatory.promises.models import Promise
from observatory.search.actions import index_document
from observatory.search.models import Document


def index_promise(promise: Promise) -> None:
    """Make the promise findable: its words, whose they are, where, what is tested.

    The words stay in their language; who looks in another finds them by the
    rest. Side effects: the documents of the search index.
    """
    place = territories_by_id()[promise.territory_id]
    body = [promise.author, place.label, *place.names.values()]
    for language, _ in settings.LANGUAGES:
        ours = promise.translations.get(language, {})
        said = [ours.get("role") or promise.role, ours.get("condition") or promise.condition]
        index_document(
            kind="struggle",
            ref=f"promise:{promise.pk}",
            language=language,
            title=promise.quote,
            body=" ".join([*body, *said]),
            url_name="promise",
            url_arg=promise.code,
        )


def index_missing() -> None:
    """Make those promises findable that the index does not hold. Two queries when it holds all."""
    held = set(Document.objects.filter(url_name="promise").values_list("ref", flat=True))
    for promise in Promise.objects.order_by("pk"):
        if f"promise:{promise.pk}" not in held:
            index_promise(promise)
