"""The structured export of a dossier (docs/dossier-export.md)."""

import json
from dataclasses import asdict
from typing import Any

from observatory.escalations.models import Escalation
from observatory.escalations.queries.routes import standing_of

from .content import Dossier, Fact, Seen, case_told, fingerprint, in_its_language
from .letter import bias_caption

SCHEMA = "observatoire/dossier/1"


@in_its_language
def export_of(escalation: Escalation, dossier: Dossier, on: Any) -> bytes:
    """Return the dossier as JSON, UTF-8, in the language of its letter for what is words."""
    standing = standing_of(escalation, today=on)
    finding = standing.finding if standing else None
    data = {
        "schema": SCHEMA,
        "number": escalation.pk,
        "fingerprint": fingerprint(dossier),
        "language": escalation.language,
        "written_on": on.isoformat(),
        "is_anonymised": escalation.is_anonymised,
        "body": {
            "code": escalation.body.code,
            "name": escalation.body.name,
            "legal": standing.record.legal if standing else "",
            "sources": list(standing.record.sources) if standing else [],
            "record_checked_on": escalation.body.checked_on.isoformat()
            if escalation.body.checked_on
            else None,
        },
        "case": case_told(escalation),
        "missing": [reason.code for reason in finding.missing] if finding else [],
        "asked": escalation.summary,
        "reports": [_fact(one) for one in dossier.facts],
        "observations": [_seen(one) for one in dossier.observations],
        "official_facts": [asdict(one) for one in dossier.posted],
        "profiles": {
            "items": [{"name": name, "reports": count} for name, count in dossier.profiles],
            "some_hidden": dossier.profiles_hidden,
        }
        if escalation.is_anonymised
        else None,
        "caption": bias_caption(),
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _fact(one: Fact) -> dict[str, Any]:
    return {
        "number": one.number,
        "told": one.told,
        "territory_nis": one.territory_nis or None,
        "territory": one.territory or None,
        "service": {"code": one.service_code, "name": one.service},
        "obstacles": [{"code": code, "name": name} for code, name in one.obstacles],
        "consequences": [{"code": code, "name": name} for code, name in one.consequences],
        "text": one.text or None,
        "text_language": one.text_language or None,
    }


def _seen(one: Seen) -> dict[str, Any]:
    return {
        "number": one.number,
        "on": one.on,
        "place": one.place,
        "channel": one.channel,
        "grid_version": one.version,
        "answers": [{"question": question, "answer": answer} for question, answer in one.answers],
    }
