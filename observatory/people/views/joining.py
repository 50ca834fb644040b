"""Accepting an invitation."""

from datetime import timedelta

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from observatory.limits.actions import hit
from observatory.limits.queries import who_is
from observatory.people.actions import Conflict, accept_invitation
from observatory.people.forms import JoinForm, TokenForm
from observatory.people.queries import open_invitation
from observatory.ui.access import open_to_all

TRIES = 60
WINDOW = timedelta(hours=1)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Ask for the code of an invitation on paper."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        token = form.cleaned_data["token"]
        if not hit(scope="invitation", who=who_is(request), limit=TRIES, window=WINDOW, at=now):
            form.add_error("token", _("Il y a eu trop d’essais. Réessayez dans une heure."))
        elif open_invitation(token, now) is None:
            form.add_error(
                "token", _("Ce code ne marche pas. Vérifiez-le, ou demandez une autre invitation.")
            )
        else:
            return redirect("invitation_accept", token=_grouped(token))
    return render(request, "people/invitation.html", {"form": form})


def _grouped(token: str) -> str:
    signs = "".join(sign for sign in token.lower() if sign.isalnum())
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


@open_to_all
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a name and a password, and be signed in."""
    now = timezone.now()
    if not hit(scope="invitation", who=who_is(request), limit=TRIES, window=WINDOW, at=now):
        return render(request, "429.html", status=429)
    found = open_invitation(token, now)
    if found is None:
        return render(request, "people/invitation_over.html", status=410)
    form = JoinForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        try:
            user = accept_invitation(token=token, password=password, name=name, at=now)
        except Conflict:
            return render(request, "people/invitation_over.html", status=410)
        credentials = {"email": user.email}
        login = Login(user=user, email=user.email)
        response: HttpResponseRedirect = perform_password_login(request, credentials, login)
        request.session.set_expiry(0)
        return response
    context = {"form": form, "invitation": found}
    return render(request, "people/accept.html", context)
