"""Addresses: every page lies under its language, and its words are translated."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from observatory.letters.views import letters_inbound
from observatory.observations.urls import machines
from observatory.pages.views import choose_language, robots

urlpatterns = [
    path("", choose_language, name="root"),
    path("robots.txt", robots, name="robots"),
    path("courrier/entree/", letters_inbound, name="letters_inbound"),
    *machines,
    *i18n_patterns(
        path("", include("observatory.pages.urls")),
        path("", include("observatory.reports.urls")),
        path("", include("observatory.promises.urls")),
        path("", include("observatory.problems.urls")),
        path("", include("observatory.campaigns.urls")),
        path("", include("observatory.groups.urls")),
        path("", include("observatory.escalations.urls")),
        path("", include("observatory.events.urls")),
        path("", include("observatory.insights.urls")),
        path("", include("observatory.returns.urls")),
        path("", include("observatory.letters.urls")),
        path("", include("observatory.paper.urls")),
        path("", include("observatory.phone.urls")),
        path("", include("observatory.desk.urls")),
        path("", include("observatory.moderation.urls")),
        path("", include("observatory.observations.urls")),
        path("", include("observatory.questionnaires.urls")),
        path("", include("observatory.associations.urls")),
        path("", include("observatory.people.urls")),
        path("", include("observatory.places.urls")),
        path("", include("observatory.documents.urls")),
        path("", include("observatory.ui.urls")),
        prefix_default_language=True,
    ),
]

handler400 = "observatory.pages.views.bad_request"
handler403 = "observatory.pages.views.forbidden"
handler404 = "observatory.pages.views.not_found"
handler500 = "observatory.pages.views.server_error"
