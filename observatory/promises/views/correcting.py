"""Correcting in public what we wrote: of a promise, an update, a reply, a fact; and taking back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from observatory.promises.actions import (
    CORRECTED,
    FACT_PARTS,
    REPLY_PARTS,
    Conflict,
    Mistake,
    correct_fact,
    correct_promise,
    correct_reply,
    correct_update,
    fact_written,
    take_back_reply,
    take_back_update,
    written,
)
from observatory.promises.forms import (
    FactCorrectionForm,
    PromiseCorrectionForm,
    ReplyCorrectionForm,
    TakeBackForm,
    UpdateCorrectionForm,
)
from observatory.promises.models import Promise, SourcedFact, Update
from observatory.promises.permissions import may_edit
from observatory.promises.queries import edited_facts
from observatory.promises.wording import PART_WORDS, part_text

from .page import acting, editors_only, my_promise, say_conflict, see_other, to_edit


def _tried(request: HttpRequest, form: Any, write: Callable[[], object], revision: int) -> bool:
    """Write what the form says; tell whether it was written, and say on the form why not."""
    try:
        write()
    except Conflict:
        say_conflict(request)
        form.data = {**request.POST.dict(), "revision": revision}
    except Mistake as mistake:
        form.say(mistake.mistakes)
    else:
        messages.success(request, _("C’est corrigé. La page publique le dit."))
        return True
    return False


def _rewritten(
    request: HttpRequest, found: Promise, form: Any, write: Callable[..., object]
) -> HttpResponse | None:
    """Write what a form that was sent says, by who sent it; return where that leads, None if nowhere."""
    if not (form.is_bound and form.is_valid()):
        return None
    said = form.cleaned_data
    done = _tried(
        request,
        form,
        lambda: write(**said, by=acting(request), at=timezone.now()),
        found.revision,
    )
    return to_edit(found) if done else None


def _choices(parts: tuple[str, ...], prefix: str, read: Callable[[str], str]) -> list[Any]:
    return [(one, PART_WORDS[prefix + one], part_text(prefix + one, read(one))) for one in parts]


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_correct(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a part of what we wrote, and correct it; the public log keeps what stood there."""
    found = my_promise(request, code)
    sent = request.POST if request.method == "POST" else None
    part = (sent or request.GET).get("part", "")
    form = None
    if part or sent is not None:
        if sent is None and part not in CORRECTED:
            raise Http404
        form = PromiseCorrectionForm(sent, promise=found, part=part, by=acting(request))
        if done := _rewritten(request, found, form, partial(correct_promise, promise=found)):
            return done
    context = {
        "promise": found,
        "form": form,
        "part_words": PART_WORDS.get(part, ""),
        "parts": [] if form else _choices(CORRECTED, "", lambda one: written(found, one)),
    }
    return render(request, "promises/correct.html", context)


def _update(found: Promise, pk: int) -> Update:
    return get_object_or_404(
        Update.objects.applied().select_related("promise"), pk=pk, promise=found
    )


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_update_correct(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct the text of an update."""
    found = my_promise(request, code)
    update = _update(found, pk)
    form = UpdateCorrectionForm(
        request.POST if request.method == "POST" else None,
        initial={"revision": found.revision, "after": update.texts.get("fr", update.text)},
    )
    if done := _rewritten(request, found, form, partial(correct_update, update=update)):
        return done
    context = {"promise": found, "form": form, "title": _("Corriger ce qui s’est passé")}
    return render(request, "promises/rewrite.html", context)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_update_take_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take an update off the page; the public log says why."""
    found = my_promise(request, code)
    update = _update(found, pk)
    form = _reason_form(request, found)
    if done := _rewritten(request, found, form, partial(take_back_update, update=update)):
        return done
    context = {"promise": found, "form": form, "text": update.text}
    return render(request, "promises/take_back.html", context)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_reply_correct(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct how a reply was copied; the public log says what stood there."""
    found = my_promise(request, code)
    reply = get_object_or_404(found.replies.filter(taken_back_at=None), pk=pk)
    sent = request.POST if request.method == "POST" else None
    part = (sent or request.GET).get("part", "text")
    if sent is None and part not in REPLY_PARTS:
        raise Http404
    form = ReplyCorrectionForm(sent, reply=reply, part=part)
    if done := _rewritten(request, found, form, partial(correct_reply, reply=reply)):
        return done
    context = {
        "promise": found,
        "form": form,
        "title": PART_WORDS.get(f"reply_{part}", ""),
        "others": [(one, PART_WORDS[f"reply_{one}"]) for one in REPLY_PARTS if one != part],
    }
    return render(request, "promises/rewrite.html", context)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def promise_reply_take_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a reply off the page, that was entered by mistake; the public log says why."""
    found = my_promise(request, code)
    reply = get_object_or_404(found.replies.filter(taken_back_at=None), pk=pk)
    form = _reason_form(request, found)
    if done := _rewritten(request, found, form, partial(take_back_reply, reply=reply)):
        return done
    context = {"promise": found, "form": form, "text": reply.text}
    return render(request, "promises/take_back.html", context)


def _reason_form(request: HttpRequest, found: Promise) -> TakeBackForm:
    return TakeBackForm(
        request.POST if request.method == "POST" else None, initial={"revision": found.revision}
    )


@editors_only
@require_safe
def facts_edited(request: HttpRequest) -> HttpResponse:
    """List the sourced facts that this editor may correct."""
    return render(request, "promises/facts_edited.html", {"facts": edited_facts(acting(request))})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def fact_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one part of a sourced fact; the public log keeps what stood there."""
    fact = get_object_or_404(SourcedFact.objects.select_related("source"), pk=pk)
    if not may_edit(acting(request), fact.territory_id):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    part = (sent or request.GET).get("part", "text")
    if sent is None and part not in FACT_PARTS:
        raise Http404
    form = FactCorrectionForm(sent, fact=fact, part=part)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if _tried(
            request,
            form,
            lambda: correct_fact(fact=fact, **said, by=acting(request), at=timezone.now()),
            SourcedFact.objects.get(pk=pk).revision,
        ):
            return see_other(reverse("facts_edited"))
    context = {
        "fact": fact,
        "form": form,
        "title": PART_WORDS.get(f"fact_{part}", ""),
        "others": _choices(FACT_PARTS, "fact_", lambda one: fact_written(fact, one)),
    }
    return render(request, "promises/fact_correct.html", context)
