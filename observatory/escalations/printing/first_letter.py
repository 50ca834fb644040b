"""The first letter, to the service itself: ready to sign, kept nowhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from observatory.places.models import Organization, Territory
from observatory.reports.models import Report
from observatory.ui.dates import date_format
from observatory.vocabularies.models import Term

from .content import of_health
from .typesetting import Case, Document, Section


def first_letter(
    *, case: Mapping[str, Any], report: Report | None, language: str, on: date
) -> Document:
    """Return the letter of a person to the service, with what the case says; blanks for the rest.

    Of a report: what blocked and what it caused, and the text only if a
    moderator approved it. The active language is that of the letter.
    """
    service = Term.objects.filter(vocabulary="service", code=case.get("service") or "").first()
    provider = Organization.objects.filter(code=case.get("organization") or "").first()
    place = Territory.objects.filter(nis=case.get("territory_nis") or "").first()
    facts_on = _day(case.get("facts_on"))
    lines = [(_("Service :"), service.name)] if service else []
    lines.append((_("Où :"), place.name if place else "…………………………"))
    lines.append((_("Quand :"), date_format(facts_on, "j F Y") if facts_on else "…………………………"))
    text, text_language = "", ""
    if report is not None:
        lines += _of_report(report)
        text, text_language = _approved(report)
        if text:
            lines.append((_("Ce que j’ai raconté à l’Observatoire, réécrit :"), ""))
    recipient = [provider.name if provider else service.name if service else "…………………………"]
    if place:
        recipient.append(place.name)
    return Document(
        language=language,
        title=_("Plainte : je n’ai pas pu utiliser votre service"),
        sender=(_("Nom :") + " …………………………", _("Adresse :") + " …………………………", "…………………………"),
        recipient=tuple(recipient),
        dated=_("Le %(day)s") % {"day": date_format(on, "j F Y")},
        opening=(
            _("Madame, Monsieur,"),
            _(
                "Je n’ai pas pu utiliser votre service comme je le devais. Voici ce qui s’est passé."
            ),
        ),
        sections=(
            Section(
                title=_("Les faits"),
                cases=(
                    Case(
                        title=_("Ce qui s’est passé"),
                        lines=tuple(lines),
                        text=text,
                        text_language=text_language,
                    ),
                ),
            ),
            Section(
                title=_("Ce que je demande"),
                items=(
                    _(
                        "Dites-moi par écrit comment faire sans internet : au guichet, par téléphone ou par la poste."
                    ),
                    _("Réglez ma demande, ou dites-moi pourquoi ce n’est pas possible."),
                    _("Dites-moi à qui m’adresser si je ne suis pas d’accord avec votre réponse."),
                ),
            ),
        ),
        closing=(
            _(
                "Sans réponse de votre part, je m’adresserai à l’ombudsman ou à l’instance compétente."
            ),
            _("Avec mes salutations,"),
        ),
        blanks=(_("Signature :"),),
        footer=_("Gardez une copie de cette lettre, et la preuve de l’envoi."),
        page_words=_("Page"),
    )


def _of_report(report: Report) -> list[tuple[str, str]]:
    terms = [term for term in report.terms.order_by("position", "code") if not of_health(term)]
    told = (("obstacle", _("Ce qui a bloqué :")), ("consequence", _("Ce que cela a causé :")))
    return [
        (label, " ; ".join(names))
        for vocabulary, label in told
        if (names := [term.name for term in terms if term.vocabulary == vocabulary])
    ]


def _approved(report: Report) -> tuple[str, str]:
    story = getattr(report, "story", None)
    if story is None or not story.approved_at or not story.public_text:
        return "", ""
    return story.public_text, story.language


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
