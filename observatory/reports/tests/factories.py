"""Reports as tests need them, made by plain functions."""

from datetime import UTC, datetime
from uuid import uuid4

from observatory.kit.return_codes import hash_code, make_code
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.reports.models import Consent, Report, ReportTerm, Story
from observatory.reports.queries import code_key
from observatory.vocabularies.models import Term

RECEIVED_AT = datetime(2026, 10, 12, 8, 30, tzinfo=UTC)


def make_report(
    territory=None,
    *,
    service="S01",
    obstacles=("P05",),
    consequences=(),
    profile=(),
    text="Je n’ai pas pu entrer.",
    consents=("D1", "D2"),
    received_at=RECEIVED_AT,
    **fields,
):
    """Return a stored report as the wizard leaves it; `report.code` is its return code."""
    uuid = fields.pop("uuid", None) or uuid4()
    code = make_code(code_key(), uuid)
    report = Report.objects.create(
        uuid=uuid,
        code_hash=hash_code(code_key(), code),
        territory=territory,
        whereabouts="known" if territory else "unknown",
        service=Term.objects.get(vocabulary="service", code=service),
        intake=fields.pop("intake", "web"),
        language=fields.pop("language", "fr"),
        questionnaire=QuestionnaireVersion.objects.filter(questionnaire__key="report").latest(
            "number"
        ),
        received_at=received_at,
        changed_at=received_at,
        **fields,
    )
    named = {"obstacle": obstacles, "consequence": consequences, "profile": profile}
    ReportTerm.objects.bulk_create(
        ReportTerm(report=report, term=Term.objects.get(vocabulary=vocabulary, code=one))
        for vocabulary, codes in named.items()
        for one in codes
    )
    Consent.objects.bulk_create(
        Consent(
            report=report,
            code=one,
            granted=True,
            wording=one,
            language="fr",
            version="report v1",
            intake="web",
            given_at=received_at,
        )
        for one in consents
    )
    if text:
        Story.objects.create(report=report, language=report.language, original=text)
    report.code = code
    return report
