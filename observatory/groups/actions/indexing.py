"""Making groups findable while they meet, and saying that their pages changed."""

from observatory.groups.models import Group
from observatory.groups.states import Activity
from observatory.journal.actions import pages_changed
from observatory.places.queries import territories_by_id
from observatory.search.actions import index_document, remove_document
from observatory.search.models import Document
from observatory.vocabularies.models import in_language


def group_changed(group: Group) -> None:
    """Bring a group in the index up to date, or take one that rests out; public pages are made anew.

    In the transaction that changes it.
    """
    index_group(Group.objects.get(pk=group.pk))
    pages_changed()


def index_group(group: Group) -> None:
    """Make a group findable in each language that it has a name in: its words, and where it is."""
    remove_document(ref=group.subject)
    if group.state != Activity.ACTIVE:
        return
    for language in group.names:
        index_document(
            kind="struggle",
            ref=group.subject,
            language=language,
            title=in_language(group.names, language),
            body=_body_of(group, language),
            url_name="group",
            url_arg=str(group.pk),
        )


def index_missing() -> None:
    """Make those groups findable that the index does not hold. Two queries when it holds all."""
    held = set(Document.objects.filter(url_name="group").values_list("ref", flat=True))
    for group in Group.objects.filter(state=Activity.ACTIVE):
        if group.subject not in held:
            index_group(group)


def _body_of(group: Group, language: str) -> str:
    place = territories_by_id().get(group.territory_id or 0)
    said = (group.subjects, group.joining, group.habits)
    words = [in_language(one, language) for one in said]
    return " ".join([*words, *([place.label, *place.names.values()] if place else [])])
