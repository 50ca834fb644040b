"""Making the dossiers that left findable, and saying that their pages changed."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.escalations.models import Escalation
from observatory.journal.actions import pages_changed
from observatory.places.queries import territories_by_id
from observatory.search.actions import index_document, remove_document
from observatory.vocabularies.models import in_language


def dossier_changed(escalation: Escalation) -> None:
    """Bring a dossier in the index up to date once it left; public pages are made anew.

    In the transaction that changes it. What is found is what was written for the
    public: the body, what it is about, the summary; never a word of a report. In each
    language that it has a summary in.
    """
    remove_document(ref=escalation.subject)
    related = ("body", "service", "organization", "territory")
    found = Escalation.objects.public().select_related(*related).filter(pk=escalation.pk).first()
    if found is not None:
        for language in found.summaries:
            with override(language):
                title, body = _title_of(found), _body_of(found, language)
            index_document(
                kind="struggle",
                ref=found.subject,
                language=language,
                title=title,
                body=body,
                url_name="escalation",
                url_arg=str(found.pk),
            )
    pages_changed()


def _title_of(escalation: Escalation) -> str:
    about = (escalation.service, escalation.organization, escalation.territory)
    said = [escalation.body.name, ", ".join(one.name for one in about if one is not None)]
    return _("Dossier envoyé : %(title)s") % {"title": " – ".join(filter(None, said))}


def _body_of(escalation: Escalation, language: str) -> str:
    place = territories_by_id().get(escalation.territory_id or 0)
    where = [place.label, *place.names.values()] if place else []
    return " ".join([in_language(escalation.summaries, language), *where])
