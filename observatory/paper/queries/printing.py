"""What was printed: the layout behind a page's code, and whether a serial is ours."""

from django.db.models import Q, QuerySet

from observatory.associations.queries import associations_of
from observatory.kit.omr.layout import PageLayout
from observatory.paper.models import PrintedForm, PrintedSheet, PrintRun
from observatory.paper.printing.serials import hash_serial
from observatory.people.models import User

# What the page of printing shows of what was printed before.
LATEST = 10


def find_form(form: str, version: str) -> PrintedForm | None:
    """Return the form with these two parts of a page's code; None when it was not printed here."""
    return (
        PrintedForm.objects.select_related("questionnaire__questionnaire")
        .filter(form=form, version=version)
        .first()
    )


def find_layout(form: str, version: str, page: int) -> PageLayout | None:
    """Return where things stand on a page, without its serial; None when it is not known here."""
    found = find_form(form, version)
    if found is None or not 0 < page <= len(found.layouts):
        return None
    return found.layouts[page - 1]


def all_forms() -> QuerySet[PrintedForm]:
    """Return every form that was printed here, the newest first."""
    return PrintedForm.objects.select_related("questionnaire__questionnaire").all()


def run_of_serial(serial: str) -> PrintRun | None:
    """Return the run in which this serial was printed; None when it was not printed here."""
    found = (
        PrintedSheet.objects.select_related("run__printed_form")
        .filter(serial_hash=hash_serial(serial))
        .first()
    )
    return found.run if found else None


def latest_runs(by: User) -> QuerySet[PrintRun]:
    """Return what the person, or someone of the same association, printed last; newest first."""
    return (
        PrintRun.objects.filter(Q(printed_by_id=by.pk) | Q(association__in=associations_of(by)))
        .select_related("printed_form", "association", "territory")
        .order_by("-printed_at", "-pk")[:LATEST]
    )
