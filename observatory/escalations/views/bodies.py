"""The records of bodies: who looked, and when. The records themselves come from the project's file."""

import hashlib
import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from observatory.escalations.actions import BodyConflict, check_body
from observatory.escalations.models import Body
from observatory.escalations.queries import records
from observatory.escalations.queries.routes import unchecked_bodies
from observatory.people.access import requires_role
from observatory.people.models import Role
from observatory.vocabularies.models import in_language

from .access import acting

checkers_only = requires_role(Role.ESCALATION_OFFICER, Role.EDITOR, Role.ADMINISTRATOR)


@checkers_only
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """List the records, those that nobody compared for a year first."""
    today, found = localdate(), records()
    rows = [
        {
            "code": body.code,
            "name": body.name,
            "about": in_language(dict(record.about)),
            "legal": record.legal,
            "notes": record.notes,
            "sources": record.sources,
            "as_of": record.as_of,
            "checked_on": body.checked_on,
            "is_checked": record.is_checked(today),
            "seen": _name_of(body),
        }
        for body in unchecked_bodies(today)
        if (record := found.get(body.code)) is not None
    ]
    context = {"bodies": rows, "is_officer": acting(request).holds(Role.ESCALATION_OFFICER)}
    return render(request, "escalations/bodies.html", context)


@checkers_only
@require_POST
def body_check(request: HttpRequest, code: str) -> HttpResponse:
    """Say that one compared the record with the body's own pages today."""
    body = get_object_or_404(Body, code=code)
    try:
        if request.POST.get("seen") != _name_of(body):
            raise BodyConflict
        check_body(body=body, by=acting(request), at=timezone.now())
    except BodyConflict:
        messages.error(request, _("Cette fiche vient de changer. Relisez-la."))
    else:
        messages.success(request, _("C’est noté : vous l’avez comparée aujourd’hui. Merci."))
    response = HttpResponseRedirect(reverse("bodies"))
    response.status_code = 303
    return response


def _name_of(body: Body) -> str:
    """Return a short name of the facts that were read: other facts have another one."""
    text = json.dumps(body.facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
