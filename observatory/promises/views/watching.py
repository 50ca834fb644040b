"""An association watches promises, and its members choose to hear of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.associations.models import Association
from observatory.people.access import signed_in
from observatory.promises.actions import choose_promise_mail, unwatch_promise, watch_promise
from observatory.promises.models import Promise
from observatory.promises.queries import watched_by, watchers_of

from .page import acting, is_number, see_other


@signed_in
@require_safe
def promises_watched(request: HttpRequest) -> HttpResponse:
    """List what the associations of this person watch, overdue promises first."""
    shown = watched_by(acting(request), localdate())
    return render(request, "promises/watched.html", {"associations": shown})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def promise_watch(request: HttpRequest, code: str) -> HttpResponse:
    """Watch a promise for an association, or no longer."""
    found = get_object_or_404(Promise, code=code)
    if request.method == "POST":
        decide = {"watch": watch_promise, "unwatch": unwatch_promise}.get(
            request.POST.get("do", "")
        )
        if decide is None:
            raise Http404
        decide(
            promise=found,
            association=_association(request),
            by=acting(request),
            at=timezone.now(),
        )
        messages.success(request, _("C’est noté."))
        return see_other(reverse("promises_watched"))
    context = {"promise": found, "choices": watchers_of(found, acting(request))}
    return render(request, "promises/watch.html", context)


@signed_in
@require_POST
def promises_mail(request: HttpRequest) -> HttpResponse:
    """Choose whether to get e-mails about what an association watches."""
    wish = request.POST.get("wanted", "")
    if wish not in {"yes", "no"}:
        raise Http404
    choose_promise_mail(
        association=_association(request),
        is_wanted=wish == "yes",
        by=acting(request),
        at=timezone.now(),
    )
    messages.success(request, _("C’est noté."))
    return see_other(reverse("promises_watched"))


def _association(request: HttpRequest) -> Association:
    pk = request.POST.get("association", "")
    if not is_number(pk):
        raise Http404
    return get_object_or_404(Association.objects.active(), pk=pk)
