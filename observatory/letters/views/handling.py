"""Taking an item, giving it back, setting it aside, bringing it back: the button says which."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from observatory.letters import actions
from observatory.letters.forms import AsideForm, ItemForm

from .page import fetch_item, handles_letters, see_other, show_conflict, who
from .reading import show_item

# The name of each transition: what it does, what is said after it, the page after it.
PLAIN: dict[str, tuple[Any, Promise, bool]] = {
    "take": (actions.take_item, _("Vous vous en occupez."), True),
    "give_back": (actions.give_back_item, _("C’est remis dans la liste."), False),
    "bring_back": (actions.bring_back_item, _("C’est remis dans la liste."), True),
}


@handles_letters
@require_POST
def letters_decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Do what the button says; two people who press it at once get one item, and a page that tells."""
    name = request.POST.get("decision", "")
    item = fetch_item(uuid)
    by, at = who(request), timezone.now()
    stays = False
    try:
        if name == "set_aside":
            form = AsideForm(request.POST, auto_id="aside_%s")
            if not form.is_valid():
                return show_item(request, item, status=422, aside=form)
            actions.set_aside_item(item=item, by=by, at=at, **form.cleaned_data)
            done: Promise = _("C’est mis de côté.")
        elif name in PLAIN:
            plain = ItemForm(request.POST)
            if not plain.is_valid():
                raise Http404
            act, done, stays = PLAIN[name]
            act(item=item, by=by, at=at, **plain.cleaned_data)
        else:
            raise Http404
    except actions.Conflict:
        return show_conflict(request, uuid)
    messages.success(request, str(done))
    return see_other("letters_item", uuid) if stays else see_other("letters_inbox")
