"""One report with all that a moderator needs to decide."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observatory.kit.personal_data import Span, find_personal_data
from observatory.moderation.models import Decision
from observatory.moderation.permissions import can_second
from observatory.moderation.queries.contacts import public_contacts
from observatory.people.models import User
from observatory.places.models import Organization
from observatory.places.queries import territories
from observatory.problems.models import Problem
from observatory.problems.states import Channel
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Question
from observatory.reports.models import Report, ReportTerm, Story
from observatory.reports.queries import consents_in_force
from observatory.reports.states import TRANSITIONS, State
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import terms_by_id

REMOVED = "[…]"

KIND_WORDS: dict[str, Promise] = {
    "email": _("adresse e-mail"),
    "link": _("lien ou pseudo"),
    "payment": _("communication de paiement"),
    "account": _("numéro de compte"),
    "card": _("numéro de carte"),
    "register": _("numéro national"),
    "phone": _("téléphone"),
    "plate": _("plaque"),
    "birth_date": _("date de naissance"),
    "address": _("adresse"),
    "file": _("numéro de dossier"),
    "name": _("nom"),
}

SECOND_LOOK_WORDS: dict[str, Promise] = {
    "health": _("santé ou handicap"),
    "minor": _("moins de 18 ans"),
    "photo": _("photo"),
    "sensitive": _("sujet délicat"),
}

CHANNEL_WORDS: dict[str, Promise] = {
    Channel.COUNTER: _("Le guichet"),
    Channel.PHONE: _("Le téléphone"),
    Channel.POST: _("Le courrier"),
    Channel.ANY: _("Tout passe par internet"),
    Channel.NONE: _("Autre chose que l’accès"),
}

# What each consent allows, in the order of the list the person went through.
CONSENT_WORDS: dict[str, Promise] = {
    "D1": _("Compter ce cas"),
    "D2": _("Publier l’histoire réécrite, sans nom"),
    "D3": _("Recontacter la personne"),
    "D4": _("Envoyer le cas à une instance"),
    "D5": _("Garder ce qui touche à la santé"),
    "D6": _("Montrer la photo"),
    "D7": _("Donner le contact à un journaliste"),
}

# How the team calls the states; the person reads other words (reports.queries.life).
STATE_WORDS: dict[str, Promise] = {
    State.RECEIVED: _("À lire"),
    State.TO_COMPLETE: _("On attend la personne"),
    State.PROPOSED: _("À relire par une autre personne"),
    State.CHECKED: _("Compté sans texte"),
    State.PUBLISHED: _("Publié"),
    State.FORWARDED: _("Transmis"),
    State.MERGED: _("Réuni à un autre"),
    State.REJECTED: _("Pas repris"),
    State.WITHDRAWN: _("Retiré par la personne"),
}

DECISION_WORDS: dict[str, Promise] = {
    "publish": _("Publié"),
    "propose": _("Proposé à une deuxième personne"),
    "agree": _("Relu par une deuxième personne et publié"),
    "agree_count": _("Relu par une deuxième personne et compté sans texte"),
    "send_back": _("Renvoyé pour être relu"),
    "count": _("Compté sans texte"),
    "ask": _("Question posée à la personne"),
    "reject": _("Pas repris"),
    "undo": _("Décision annulée"),
    "mark_urgent": _("Marqué comme urgent"),
    "unmark_urgent": _("N’est plus marqué comme urgent"),
}


@dataclass(frozen=True)
class Piece:
    """A stretch of the original; `kind` says in words what it seems to be, or is ""."""

    text: str
    kind: Promise | str = ""


def report_terms(report: Report) -> dict[str, list[Term]]:
    """Return the terms of the report by vocabulary, in the order they were given. One query."""
    known = terms_by_id()
    found: dict[str, list[Term]] = {}
    ids = ReportTerm.objects.filter(report=report).order_by("pk").values_list("term_id", flat=True)
    for one in (known[pk] for pk in ids):
        found.setdefault(one.vocabulary, []).append(one)
    return found


def main_obstacle(report: Report) -> Term | None:
    """Return the first obstacle that was given, or None."""
    return next(iter(report_terms(report).get("obstacle", [])), None)


def second_look_reasons(report: Report) -> list[str]:
    """Return why two people must agree: "health", "minor", "photo", "sensitive"; empty if they need not.

    Read from the answers themselves, and from the mark set on arrival, which
    stays even when what it was about was erased since.
    """
    terms = report_terms(report)
    reasons = []
    profile = terms.get("profile", [])
    if any(one.attributes.get("gdpr") == "art9" for one in profile) or any(
        one.attributes.get("sensitive") == "yes" for one in terms.get("consequence", [])
    ):
        reasons.append("health")
    if any(one.code == "A0" for one in profile):
        reasons.append("minor")
    if report.photos.exists():
        reasons.append("photo")
    if report.needs_second_look and not reasons:
        reasons.append("sensitive")
    return reasons


def undoable_decision(report: Report) -> Decision | None:
    """Return the latest decision that moved the report, if it still stands where it was moved."""
    latest = (
        report.decisions.filter(undone_at=None)
        .exclude(transition__in=["mark_urgent", "unmark_urgent"])
        .first()
    )
    if latest is None or report.state not in TRANSITIONS["undo"].before:
        return None
    # The person may have taken her text back since: published became counted.
    stands = {latest.state_after}
    if latest.state_after == State.PUBLISHED:
        stands.add(State.CHECKED)
    return latest if report.state in stands else None


def known_names() -> list[str]:
    """Return the names of places and organisations: they are not names of people."""
    names = [name for place in territories() for name in place.names.values()]
    for one in Organization.objects.values_list("names", flat=True):
        names += one.values()
    return names


def find_in(text: str) -> list[Span]:
    """Return what may identify someone in the text, published contacts left out."""
    return find_personal_data(text, known=known_names(), public=public_contacts())


def cut_in_pieces(text: str, spans: list[Span]) -> list[Piece]:
    """Return the text as pieces, those that were found with their kind in words."""
    pieces, place = [], 0
    for span in spans:
        pieces.append(Piece(text[place : span.start]))
        pieces.append(Piece(text[span.start : span.end], KIND_WORDS[span.kind]))
        place = span.end
    pieces.append(Piece(text[place:]))
    return [piece for piece in pieces if piece.text]


def without(text: str, spans: list[Span]) -> str:
    """Return the text with what was found replaced by […]: a first public version."""
    for span in reversed(spans):
        text = text[: span.start] + REMOVED + text[span.end :]
    return text


def problem_choices(report: Report) -> list[tuple[str, Promise, str, Problem | None]]:
    """Return (channel, its words, hint key, problem) for the five problems this report can be part of.

    One service in one place has at most one problem for each channel: the
    existing one is joined, another is opened. The hint is "join" or "open".
    """
    existing = {
        problem.channel: problem
        for problem in Problem.objects.filter(territory=report.territory_id, service=report.service)
    }
    return [
        (
            channel,
            CHANNEL_WORDS[channel],
            "join" if channel in existing else "open",
            existing.get(channel),
        )
        for channel in Channel.values
    ]


def consent_lines(report: Report) -> list[dict[str, Any]]:
    """Return what may be done with the report, consent by consent."""
    held = consents_in_force(report)
    return [
        {"code": code, "words": words, "granted": held.get(code, False)}
        for code, words in CONSENT_WORDS.items()
    ]


def answer_lines(report: Report, language: str) -> list[tuple[str, str]]:
    """Return (question, answer) for the answers that have no column of their own."""
    questions = compiled(report.questionnaire).questions
    lines = []
    for key, answer in report.answers.items():
        question = questions.get(key)
        if question is not None and answer:
            words = question.words(language)
            lines.append((words.short or words.label, _shown(question, answer, language)))
    return lines


def _shown(question: Question, answer: Any, language: str) -> str:
    codes = answer if isinstance(answer, list) else [answer]
    return ", ".join(
        question.by_code[code].label(language) if code in question.by_code else str(code)
        for code in codes
    )


def history(report: Report) -> list[dict[str, Any]]:
    """Return the decisions, newest first, with who took them and the reason in words. One query."""
    reasons = {
        one.code: one.name for one in terms_by_id().values() if one.vocabulary == "rejection"
    }
    return [
        {
            "decision": decision,
            "words": DECISION_WORDS.get(decision.transition, decision.transition),
            "reason": DECISION_WORDS.get(decision.reason)
            or SECOND_LOOK_WORDS.get(decision.reason)
            or reasons.get(decision.reason, ""),
            "who": decision.decided_by.name,
        }
        for decision in report.decisions.select_related("decided_by")
    ]


def story_of(report: Report) -> Story | None:
    """Return the story, or None when the person wrote none."""
    return Story.objects.filter(report=report).first()


def open_transitions(report: Report, by: User) -> set[str]:
    """Return the names of the transitions that this moderator may use now, the consents apart."""
    second = {"agree", "agree_count", "send_back"}
    may_second = can_second(by, report)
    return {
        rule.name
        for rule in TRANSITIONS.values()
        if report.state in rule.before
        and rule.permission in {"reports.moderate", "reports.second"}
        and (rule.name not in second or may_second)
    }
