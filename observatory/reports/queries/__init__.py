"""Reading reports: by code, and the consents in force."""

from uuid import UUID

from django.conf import settings

from observatory.kit.keys import load_key
from observatory.kit.return_codes import hash_code, make_code
from observatory.reports.models import Consent, Report, Tombstone

# How many other codes are tried when one is taken already.
CODE_ATTEMPTS = 5


def code_key() -> bytes:
    """Return the secret that return codes are made and hashed with."""
    return load_key(settings.KEYS_DIR, "codes")


def code_of(uuid: UUID) -> str | None:
    """Return the return code of a report, made again from its identifier; None when it is gone.

    Only for the browser that sent the report: nothing stored gives the code
    away without the key.
    """
    stored = Report.objects.filter(uuid=uuid).values_list("code_hash", flat=True).first()
    return code_with_hash(uuid, stored) if stored else None


def code_with_hash(uuid: UUID, stored: str) -> str | None:
    """Return the return code of a report whose hash was read with it; no query."""
    for attempt in range(CODE_ATTEMPTS):
        code = make_code(code_key(), uuid, attempt)
        if stored == hash_code(code_key(), code):
            return code
    return None


def report_by_code(code: str) -> Report | Tombstone | None:
    """Return the report of a code, or what is left of it after withdrawal, or None."""
    hashed = hash_code(code_key(), code)
    report = (
        Report.objects.filter(code_hash=hashed)
        .select_related("service", "territory", "questionnaire__questionnaire")
        .first()
    )
    return report or Tombstone.objects.filter(code_hash=hashed).first()


def consents_in_force(report: Report) -> dict[str, bool]:
    """Return for each consent that was ever answered whether it holds now."""
    held: dict[str, bool] = {}
    for code, granted in (
        Consent.objects.filter(report=report).order_by("pk").values_list("code", "granted")
    ):
        held[code] = granted
    return held


def consented(report: Report, code: str) -> bool:
    """Tell whether one consent is in force; what was never asked is not granted."""
    return consents_in_force(report).get(code, False)
