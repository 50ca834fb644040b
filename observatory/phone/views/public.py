"""What we ask of others, asked of ourselves: our own hours and how often a person answers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from observatory.phone.queries.log import months_of_line
from observatory.ui.access import public_page


@public_page
def phone_line(request: HttpRequest) -> HttpResponse:
    """Show the number, the announced hours, and month by month what was kept of them."""
    return render(
        request,
        "phone/line.html",
        {
            "phone": settings.PHONE_LINE,
            "phone_hours": settings.PHONE_HOURS,
            "months": months_of_line(timezone.localdate()),
        },
    )
