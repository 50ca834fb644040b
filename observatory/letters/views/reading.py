"""Reading: the lists, one item, its pages. These change nothing."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from observatory.desk.views.slip import write_slip
from observatory.letters.forms import AsideForm, ItemForm
from observatory.letters.models import Channel, IncomingItem, Page
from observatory.letters.queries import open_content
from observatory.letters.queries.inbox import (
    COUNTED_UP_TO,
    LISTS,
    first_words,
    inbox_page,
    list_sizes,
    mailbox_state,
)
from observatory.letters.queries.item import (
    STATE_WORDS,
    history,
    left_out_lines,
    open_transitions,
    weight,
)
from observatory.letters.states import OPEN, State
from observatory.people.models import User
from observatory.reports.queries import code_of
from observatory.vault.queries import read_blob
from observatory.vault.sealing import Unreadable

from .page import fetch_item, handles_letters, who

LIST_WORDS = {
    "waiting": _("À prendre"),
    "taken": _("En cours"),
    "done": _("Faits"),
    "aside": _("Mis de côté"),
}


@handles_letters
@require_safe
def letters_inbox(request: HttpRequest) -> HttpResponse:
    """Show what came in, oldest first (`?list=`, `?after=`), and how the mailbox is."""
    name = request.GET.get("list", "waiting")
    if name not in LISTS:
        name = "waiting"
    after = request.GET.get("after", "")
    sizes = list_sizes()
    address = reverse("letters_inbox")
    return render(
        request,
        "letters/inbox.html",
        {
            "name": name,
            "words": LIST_WORDS[name],
            "page": inbox_page(who(request), name, today=localdate(), after=after),
            "is_first": not after,
            "start": f"{address}?list={name}",
            "mailbox": mailbox_state(),
            "tabs": [
                {
                    "href": f"{address}?list={key}",
                    "words": words,
                    "is_counted": key in sizes,
                    "size": min(sizes.get(key, 0), COUNTED_UP_TO),
                    "is_more": sizes.get(key, 0) > COUNTED_UP_TO,
                    "current": key == name,
                }
                for key, words in LIST_WORDS.items()
            ],
        },
    )


@handles_letters
@require_safe
def letters_item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one item and what may be done with it."""
    return show_item(request, fetch_item(uuid))


def show_item(
    request: HttpRequest, item: IncomingItem, *, status: int = 200, aside: AsideForm | None = None
) -> HttpResponse:
    """Render the page of an item; `aside` is the form that could not be taken."""
    start = {"revision": item.revision}
    return render(
        request,
        "letters/item.html",
        {
            **letter_context(item),
            "state": STATE_WORDS[item.state],
            "may": open_transitions(item, who(request)),
            "is_mine": item.state == State.TAKEN and item.taken_by_id == request.user.pk,
            "is_taken": item.state == State.TAKEN,
            "is_reported": item.state == State.REPORTED,
            "is_late": item.state in OPEN and item.due_on < localdate(),
            "may_add_pages": item.channel == Channel.LETTER and item.state in OPEN,
            "aside": aside or AsideForm(initial=start, auto_id="aside_%s"),
            "slip": _slip(item, who(request)),
            "plain": ItemForm(initial=start, auto_id="plain_%s"),
            "history": history(item),
        },
        status=status,
    )


def _slip(item: IncomingItem, by: User) -> str:
    """Return the slip with the code of the report, for who made it and must still give it; or ""."""
    if item.state != State.REPORTED or item.taken_by_id != by.pk or item.answered_at is not None:
        return ""
    code = code_of(item.report.uuid) if item.report is not None else None
    if code is None or item.report is None:
        return ""
    return write_slip(code, item.report.language, item.report.received_at)


def letter_context(item: IncomingItem) -> dict[str, object]:
    """Return what the parts that show the letter itself read."""
    content = open_content(item)
    pages = list(item.pages.all())
    return {
        "item": item,
        "content": content,
        "title": content.subject or first_words(content.text),
        "pages": pages,
        "left_out": left_out_lines(item),
        "is_open": item.state in OPEN,
        "weight": weight(item.size),
    }


@handles_letters
@require_safe
def letters_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one page as a picture, decrypted, never kept."""
    page = Page.objects.filter(pk=pk).select_related("blob").first()
    if page is None:
        raise Http404
    try:
        data = read_blob(page.blob)
    except (Unreadable, FileNotFoundError) as error:
        raise Http404 from error
    response = HttpResponse(data, content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
