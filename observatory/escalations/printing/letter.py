"""The letter of a dossier to its body, in the language that is active."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.escalations.models import Escalation
from observatory.escalations.queries.routes import Standing, standing_of
from observatory.escalations.records import Record
from observatory.ui.dates import date_format, partial_date_words
from observatory.vocabularies.models import in_language

from .content import Dossier, Fact, Seen, fingerprint, in_its_language
from .typesetting import Case, Document, Section


def bias_caption() -> str:
    """Return what must stand beside every list of reports."""
    return _(
        "Ces récits ont été racontés par des personnes qui l’ont voulu. Ils montrent que cela "
        "arrive, pas combien de fois. Les récits, les relevés et les données officielles ne "
        "sont jamais additionnés."
    )


@in_its_language
def document_of(escalation: Escalation, dossier: Dossier, on: date) -> Document:
    """Return the letter, the list of facts and the annexes as they are printed on that day."""
    standing = standing_of(escalation, today=on)
    record = standing.record if standing else None
    return Document(
        language=escalation.language,
        title=_title(escalation),
        sender=sender_lines(),
        recipient=_recipient(escalation, record),
        dated=_("Bruxelles, le %(day)s") % {"day": date_format(on, "j F Y")},
        opening=(_("Madame, Monsieur,"), *_opening(dossier, record)),
        sections=(
            *(() if not escalation.summary else (_asked(escalation),)),
            *(() if standing is None else (_basis(escalation, standing),)),
            *(() if not dossier.facts else (_facts(dossier),)),
            *(
                ()
                if not dossier.profiles_hidden and not dossier.profiles
                else (_profiles(dossier),)
            ),
            *(() if not dossier.observations else (_observations(dossier),)),
            *(() if not dossier.posted else (_posted(dossier),)),
        ),
        closing=_closing(escalation),
        blanks=(_("Nom et fonction :"), _("Signature :")),
        footer=_("Dossier %(number)s · empreinte %(name)s")
        % {"number": escalation.pk, "name": fingerprint(dossier)},
        page_words=_("Page"),
    )


def sender_lines() -> tuple[str, ...]:
    """Return who writes: the project, and the controller and its address once they are named."""
    return tuple(
        line
        for line in ("Observatoire", settings.CONTROLLER, *settings.POSTAL_ADDRESS.split("\n"))
        if line.strip()
    )


def _title(escalation: Escalation) -> str:
    parts = [
        one.name
        for one in (escalation.service, escalation.organization, escalation.territory)
        if one
    ]
    about = ", ".join(parts)
    if escalation.is_anonymised:
        return _("Récits rendus anonymes, pour la recherche : %(about)s") % {
            "about": about or _("tous les services")
        }
    return _("Transmission de cas : %(about)s") % {"about": about or _("plusieurs services")}


def _recipient(escalation: Escalation, record: Record | None) -> tuple[str, ...]:
    contact = record.contact if record else {}
    address = [line.strip() for line in contact.get("addr", "").split(",")]
    lines = [escalation.body.name, *address, contact.get("email", "")]
    return tuple(line for line in lines if line)


def _opening(dossier: Dossier, record: Record | None) -> tuple[str, ...]:
    number = len(dossier.facts)
    sent = ngettext(
        "Nous vous transmettons le cas d’une personne, sans son nom.",
        "Nous vous transmettons les cas de %(number)s personnes, sans leurs noms.",
        number,
    ) % {"number": number}
    if not number:
        sent = _("Nous vous transmettons des relevés, faits sur place ou par téléphone.")
    kind = record.kind if record else ""
    why = {
        "equality": _(
            "Nous pensons que ces faits peuvent toucher à un motif que la loi protège. "
            "Rien ici ne parle de la santé ou du handicap d’une personne : elle vous le dira elle-même si elle le veut."
        ),
        "supervisor": _("Nous vous écrivons parce que vous contrôlez ce service."),
        "relay": _(
            "Nous vous demandons d’orienter cette demande vers le bon service, ou de nous dire lequel."
        ),
        "research": _(
            "Tout ceci est destiné à la recherche. Il n’y a aucun nom, les dates sont des mois, "
            "et les petits nombres ne sont pas montrés. Merci de ne pas chercher à reconnaître une personne."
        ),
    }.get(
        kind,
        _("Nous vous demandons d’examiner ces faits, et de dire au service ce qui doit changer."),
    )
    agreed = ngettext(
        "Cette personne a donné son accord pour que son cas vous soit envoyé, à vous et à vous seul.",
        "Chacune a donné son accord pour que son cas vous soit envoyé, à vous et à vous seul.",
        number,
    )
    return (sent, why, agreed) if number else (sent, why)


def _asked(escalation: Escalation) -> Section:
    return Section(title=_("Ce que nous demandons"), paragraphs=(escalation.summary,))


def _basis(escalation: Escalation, standing: Standing) -> Section:
    record, finding = standing.record, standing.finding
    about = in_language(dict(record.about))
    items = [_("Votre compétence, comme nous la lisons : %(about)s.") % {"about": about}]
    if record.legal:
        items.append(_("Base légale : %(law)s.") % {"law": record.legal})
    told_on = escalation.case.get("told_service_on")
    if told_on and not escalation.is_anonymised:
        day = date_format(date.fromisoformat(told_on), "j F Y")
        items.append(_("Le service l’a appris le %(day)s.") % {"day": day})
    if finding is not None:
        items += [reason.text for reason in finding.reasons if reason.code != "covers"]
        items += [
            _("Ce qui manque encore : %(what)s") % {"what": one.text} for one in finding.missing
        ]
    items.append(_("Ce que nous avons lu : %(sources)s") % {"sources": " ; ".join(record.sources)})
    return Section(title=_("Pourquoi nous vous écrivons"), items=tuple(items))


def _facts(dossier: Dossier) -> Section:
    return Section(
        title=_("Annexe : les faits"),
        paragraphs=(bias_caption(),),
        cases=tuple(_fact(one) for one in dossier.facts),
        is_annex=True,
    )


def _fact(one: Fact) -> Case:
    lines = [(_("Service :"), one.service)]
    if one.territory:
        lines.append((_("Où :"), one.territory))
    if one.obstacles:
        lines.append((_("Ce qui a bloqué :"), " ; ".join(name for _code, name in one.obstacles)))
    if one.consequences:
        lines.append(
            (_("Ce que cela a causé :"), " ; ".join(name for _code, name in one.consequences))
        )
    if one.text:
        lines.append((_("Récit, réécrit sans nom et relu par notre équipe :"), ""))
    return Case(
        title=_("Fait %(number)s, raconté : %(when)s")
        % {"number": one.number, "when": partial_date_words(one.told)},
        lines=tuple(lines),
        text=one.text,
        text_language=one.text_language,
    )


def _profiles(dossier: Dossier) -> Section:
    items = tuple(f"{name} : {count}" for name, count in dossier.profiles)
    said = (_("Ce que les personnes ont bien voulu dire d’elles."),)
    if dossier.profiles_hidden:
        said += (
            _(
                "Ce qui compte moins de 5 personnes, ou permettrait de le calculer, n’est pas montré."
            ),
        )
    return Section(title=_("Annexe : qui a raconté"), paragraphs=said, items=items, is_annex=True)


def _observations(dossier: Dossier) -> Section:
    number = len(dossier.observations)
    return Section(
        title=_("Annexe : ce que nos équipes ont relevé"),
        paragraphs=(
            ngettext(
                "Un relevé, fait par une équipe formée, avec une grille publiée. L’autorité a pu répondre avant la publication.",
                "%(number)s relevés, faits par des équipes formées, avec une grille publiée. L’autorité a pu répondre avant la publication.",
                number,
            )
            % {"number": number},
            _("Un relevé dit ce qu’on a vu ou entendu ce jour-là. Il ne s’ajoute pas aux récits."),
        ),
        cases=tuple(_seen(one) for one in dossier.observations),
        is_annex=True,
    )


def _seen(one: Seen) -> Case:
    return Case(
        title=_("Relevé %(number)s, %(when)s")
        % {"number": one.number, "when": partial_date_words(one.on)},
        lines=(
            (_("Où :"), one.place),
            (
                _("Comment :"),
                _("%(channel)s, grille %(version)s")
                % {"channel": one.channel, "version": one.version},
            ),
            *(
                (f"{question} :" if question[-1:] not in "?:" else question, answer)
                for question, answer in one.answers
            ),
        ),
    )


def _posted(dossier: Dossier) -> Section:
    return Section(
        title=_("Annexe : les heures affichées, d’après des sources officielles"),
        paragraphs=(
            _("Ce sont des heures annoncées. Personne n’a vérifié ici si elles sont tenues."),
        ),
        cases=tuple(
            Case(
                title=one.place,
                lines=(
                    (_("Heures :"), one.hours or _("aucune heure")),
                    (
                        _("Source :"),
                        f"{one.source}, {partial_date_words(one.on)} {one.source_url}".strip(),
                    ),
                ),
            )
            for one in dossier.posted
        ),
        is_annex=True,
    )


def _closing(escalation: Escalation) -> tuple[str, ...]:
    if escalation.is_anonymised:
        return (
            _(
                "Nous vous demandons de nous dire à quoi ces récits ont servi : nous le dirons aux personnes."
            ),
        )
    return (
        _(
            "Nous vous demandons de nous écrire que vous avez reçu ce dossier, s’il est de votre compétence, "
            "et ce que vous en ferez. Vous n’avez besoin d’aucun compte : une lettre ou un e-mail suffit."
        ),
        _(
            "Nous ne donnons aucun nom. Qui veut être nommé ou entendu s’adressera à vous, avec notre aide."
        ),
        _("Votre réponse sera transmise aux personnes concernées, et publiée sans aucun nom."),
        _("Avec nos salutations respectueuses,"),
    )
