"""Piles as tests need them, made by plain functions."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.paper import actions
from observatory.paper.models import Batch, PrintedForm, Sheet
from observatory.paper.queries.progress import progress_of
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.validation import validate_answers
from observatory.reports.actions import set_consent

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SERVICES = ("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10")


def sheet_answers(number=1, **answers):
    """Return what is on the sheet of that number: no two of the first ninety are alike."""
    return {
        "where": "21012",
        "service": SERVICES[number % 10],
        "obstacles": ["P05", f"P{1 + number // 10:02d}"],
        "consequences": ["C01"],
        "age": ["A5"],
        "consent_count": "yes",
        **answers,
    }


def typed(number=1, **values):
    """Return what the browser sends of a sheet."""
    return {
        "sheet_number": str(number),
        "entry": str(uuid4()),
        "version": str(current_version("report").pk),
        "given_to": "",
        **sheet_answers(number),
        **values,
    }


def make_batch(by, association=None, **values):
    """Return an open pile of 20 sheets."""
    defaults = {
        "uuid": uuid4(),
        "label": "Permanence du mardi",
        "collected_on": date(2026, 11, 17),
        "announced": 20,
        "association": association,
        "at": AT,
    }
    return actions.open_batch(**{**defaults, **values}, by=by)


def key(batch, number, by, *, at=AT, entry=None, **answers):
    """Key one sheet of a pile; return what became of it."""
    return actions.key_sheet(
        batch=batch,
        number=number,
        entry=entry or uuid4(),
        version=current_version("report"),
        answers=sheet_answers(number, **answers),
        by=by,
        at=at,
    )


def key_many(batch, numbers, by, *, at=AT):
    """Key several sheets, one a minute."""
    for step, number in enumerate(numbers):
        key(batch, number, by, at=at + timedelta(minutes=step))
    return read_again(batch)


def mark(batch, number, state, by, *, at=AT, entry=None, **values):
    return actions.mark_sheet(
        batch=batch,
        number=number,
        entry=entry or uuid4(),
        state=state,
        by=by,
        at=at,
        **values,
    )


def key_again(batch, number, by, *, at=AT, **answers):
    """Key a drawn sheet a second time; return the comparison."""
    sheet = Sheet.objects.select_related("batch", "report__questionnaire").get(
        batch=batch, number=number
    )
    definition = compiled(current_version("report"))
    cleaned, errors = validate_answers(definition, sheet_answers(number, **answers), language="fr")
    assert set(errors) <= {"consent_count"}
    if errors:
        cleaned["consent_count"] = "no"
    return actions.record_second_keying(sheet=sheet, answers=cleaned, by=by, at=at)


def waiting(batch, *, closing=False):
    """Return the numbers that wait for a second keying."""
    return [one.number for one in progress_of(read_again(batch), closing=closing).to_key_again]


def close(batch, by, explanation="", *, at=AT):
    found = read_again(batch)
    actions.close_batch(batch=found, revision=found.revision, explanation=explanation, by=by, at=at)
    return read_again(batch)


def read_again(batch):
    return Batch.objects.select_related("association", "territory").get(pk=batch.pk)


def sheet_of(batch, number):
    return Sheet.objects.select_related("batch", "report__questionnaire").get(
        batch=batch, number=number
    )


def sign_in(client, user):
    """Sign someone in, with the second factor that whoever sees reports must have; return the client."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
    )
    client.force_login(user)
    return client


def cost_of(client, address):
    """Return how many queries a page takes once the process knows the reference data."""
    costs = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        costs.append(len(queries))
    return min(costs)


def answer_again(report, code, granted, by):
    """The person calls and answers a consent."""
    set_consent(
        report=report,
        code=code,
        granted=granted,
        wording=code,
        language="fr",
        intake="phone",
        by=by,
        at=AT + timedelta(hours=5),
    )


def print_form(*, kind, form, version, layouts, language="fr"):
    """Keep a form as if it had been printed here."""
    PrintedForm.objects.update_or_create(
        form=form,
        version=version,
        defaults={
            "questionnaire": current_version("report"),
            "language": language,
            "target": {"R": "report", "V": "observation", "C": "card"}[kind],
            "pages": [layout.to_json() for layout in layouts],
            "sha256": f"{form}{version}",
            "made_at": AT,
        },
    )
