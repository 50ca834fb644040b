"""A bare Django view: the unit that every figure of the bench is a multiple of.

No middleware, no database, no template: what Django and the server cost before
the observatory does anything.
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    """Answer a fixed short text."""
    return HttpResponse("bare")


urlpatterns = [path("", bare)]

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["127.0.0.1"],
        MIDDLEWARE=[],
        SECRET_KEY="bench",  # noqa: S106
    )

application = get_wsgi_application()
