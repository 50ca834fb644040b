"""What everyone sees of groups."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from observatory.groups.models import Group
from observatory.groups.queries.public import group_page, list_groups, public_group
from observatory.ui.access import public_page
from observatory.ui.asked import page_asked
from observatory.ui.registry import render_panels


@public_page
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """List the groups by municipality, and those that work on a subject."""
    return render(request, "groups/groups.html", list_groups())


@public_page
@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one group: how to join it, when it meets, what it made public, what it leads."""
    try:
        found = public_group(pk)
    except Group.DoesNotExist as error:
        raise Http404 from error
    page = page_asked(request)
    context = group_page(found, localdate(), page)
    if page > 1 and not context["minutes"]:
        raise Http404
    context["after"] = render_panels("group", found, "after")
    return render(request, "groups/group.html", context)
