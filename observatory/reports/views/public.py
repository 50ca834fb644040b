"""What is public of reports: approved texts beyond the first page, approved photos."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from observatory.problems.models import Problem
from observatory.reports.models import Photo
from observatory.reports.presenting import write_texts
from observatory.reports.queries.texts import texts_page
from observatory.ui.access import public_page
from observatory.vault.queries import read_blob


@public_page
@require_safe
def problem_texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show older approved texts of a problem (`?before=` the last one read)."""
    problem = get_object_or_404(Problem.objects.public(), pk=pk)
    before = request.GET.get("before", "")
    if not before.isdecimal() or len(before) > 18:
        raise Http404
    page = texts_page(problem, before=int(before))
    panel = {**page, "texts": write_texts(page["texts"])}
    return render(request, "reports/texts.html", {"problem": problem, "panel": panel})


@public_page
@require_safe
def report_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an approved photo: the blackened one, never the one received."""
    photo = get_object_or_404(
        Photo.objects.select_related("public_blob"),
        pk=pk,
        approved_at__isnull=False,
        public_blob__isnull=False,
    )
    assert photo.public_blob is not None  # noqa: S101 - for the type checker; filtered above
    return HttpResponse(read_blob(photo.public_blob), content_type=photo.public_blob.media_type)
