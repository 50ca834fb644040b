"""A letter on paper comes in by the camera of a phone, or the scanner."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from observatory.letters import actions
from observatory.letters.forms import LetterForm, MorePagesForm, PagesForm
from observatory.letters.models import Channel
from observatory.letters.states import OPEN

from .page import fetch_item, handles_letters, see_other, show_conflict, who

TOO_MANY = _("Une lettre a 40 pages au plus ici. Enregistrez le reste comme une autre lettre.")


@handles_letters
@require_http_methods(["GET", "HEAD", "POST"])
def letters_photo(request: HttpRequest) -> HttpResponse:
    """Take the photos of a letter; the same photos sent twice are one letter."""
    if request.method != "POST":
        return _show(request, LetterForm(initial={"received_on": timezone.localdate()}))
    form = LetterForm(request.POST, request.FILES, upload_too_large=_is_too_large(request))
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        received = actions.receive_letter(
            files=form.safe,
            received_at=_moment(form.cleaned_data["received_on"]),
            by=who(request),
            at=timezone.now(),
        )
    except actions.TooManyPages:
        form.add_error("pages", TOO_MANY)
        return _show(request, form, status=422)
    words = (
        _("La lettre est enregistrée. Vérifiez que tout se lit.")
        if received.is_new
        else _("Cette lettre était déjà enregistrée.")
    )
    messages.success(request, str(words))
    return see_other("letters_item", received.item.uuid)


@handles_letters
@require_http_methods(["GET", "HEAD", "POST"])
def letters_pages(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add pages to a letter that is still open."""
    item = fetch_item(uuid)
    if item.channel != Channel.LETTER or item.state not in OPEN:
        return (
            show_conflict(request, uuid)
            if request.method == "POST"
            else redirect("letters_item", uuid)
        )
    if request.method != "POST":
        return _show(request, MorePagesForm(initial={"revision": item.revision}), uuid=uuid)
    form = MorePagesForm(request.POST, request.FILES, upload_too_large=_is_too_large(request))
    if not form.is_valid():
        return _show(request, form, uuid=uuid, status=422)
    try:
        count = actions.add_pages(
            item=item,
            revision=form.cleaned_data["revision"],
            files=form.safe,
            by=who(request),
            at=timezone.now(),
        )
    except actions.TooManyPages:
        form.add_error("pages", TOO_MANY)
        return _show(request, form, uuid=uuid, status=422)
    except actions.Conflict:
        return show_conflict(request, uuid)
    words = ngettext("%(n)d page ajoutée.", "%(n)d pages ajoutées.", count)
    messages.success(request, words % {"n": count})
    return see_other("letters_item", uuid)


def _is_too_large(request: HttpRequest) -> bool:
    # Reading the form is what finds it out.
    return bool(request.POST is not None and getattr(request, "upload_too_large", False))


def _moment(day: object) -> datetime:
    """Return the day a letter came as a moment: now today, else its noon."""
    now = timezone.localtime()
    if day == now.date():
        return now
    return timezone.make_aware(datetime.combine(day, time(12)))  # type: ignore[arg-type]


def _show(
    request: HttpRequest, form: PagesForm, *, uuid: UUID | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "letters/photo.html", {"form": form, "uuid": uuid}, status=status)
