"""The wizard."""

from django.http import HttpRequest, HttpResponse

from observatory.ui.access import open_to_all


@open_to_all
def report_start(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@open_to_all
def report_screen(request: HttpRequest, screen: str) -> HttpResponse:
    return HttpResponse("")


@open_to_all
def report_erase(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
