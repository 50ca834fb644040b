"""The person answers about one body, on the page that her code opened."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from observatory.escalations.actions import Conflict, answer_for_body
from observatory.escalations.models import Body
from observatory.escalations.queries.consents import read_token
from observatory.people.models import Role, User
from observatory.people.queries import system_actor
from observatory.reports.models import Report
from observatory.reports.permissions import ACTS_FOR
from observatory.reports.views.follow_up import PUBLIC
from observatory.reports.views.following import OPEN_FOR
from observatory.ui.access import open_to_all

GONE = (signing.BadSignature, Report.DoesNotExist, Body.DoesNotExist, Conflict)


@open_to_all
@require_POST
def escalation_consent(request: HttpRequest) -> HttpResponse:
    """Keep her answer about one body: the button holds a signature that only her open page has.

    A relay or the phone line answers for her from the page they opened with her
    code; the answer then names that channel.
    """
    answer = request.POST.get("answer", "")
    by, intake = _who(request)
    try:
        report, body = read_token(
            request.POST.get("token", ""), max_age=int(OPEN_FOR.total_seconds())
        )
        if answer not in {"yes", "no"}:
            raise Conflict
        answer_for_body(
            report=report,
            body=body,
            granted=answer == "yes",
            intake=intake,
            by=by,
            at=timezone.now(),
        )
    except GONE:
        return render(request, "escalations/consent_over.html", status=410)
    if PUBLIC.cookie in request.COOKIES:
        messages.success(request, _("C’est noté. Vous pouvez changer d’avis quand vous voulez."))
        return redirect(PUBLIC.show)
    return render(
        request, "escalations/consent_noted.html", {"body": body, "granted": answer == "yes"}
    )


def _who(request: HttpRequest) -> tuple[User, str]:
    user = request.user
    if isinstance(user, User) and any(user.holds(role) for role in ACTS_FOR):
        return user, "phone" if user.holds(Role.LINE) else "assisted"
    return system_actor("public"), "web"
