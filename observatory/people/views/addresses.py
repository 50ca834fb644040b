"""The page on which a person opens, changes or closes a secret address of their own."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.people.actions import Refused
from observatory.people.addresses import SecretAddress


def change_address(
    request: HttpRequest, kept: SecretAddress, route: str, refusals: Mapping[str, Any]
) -> str | HttpResponseRedirect:
    """Do what the form asks: return the new secret, "" when nothing was asked, or where to go next."""
    if request.method != "POST":
        return ""
    if request.POST.get("do") != "close":
        return kept.open(by=request.user, at=timezone.now())  # type: ignore[arg-type]
    try:
        kept.close(by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, refusals[refusal.reason])
    else:
        messages.success(request, _("L’adresse ne marche plus."))
    return redirect(route)


def whole_address(path: str) -> str:
    """Return an address as it is copied into another program."""
    return settings.PUBLIC_URL.rstrip("/") + path
