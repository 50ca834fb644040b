"""What editors see beside the public pages."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from observatory.documents.queries import documents_at_desk
from observatory.people.models import User
from observatory.places.queries import territories
from observatory.promises.models import Promise, Source, Update
from observatory.promises.permissions import may_edit
from observatory.promises.states import TRANSITIONS
from observatory.promises.wording import state_words

from .listing import ON_A_PAGE, after_key, describe, page_key
from .page import describe_reply, describe_update


def edited_promises(by: User, *, today: date, before: str = "") -> tuple[list[dict[str, Any]], str]:
    """Return one page of the promises that this editor may write about, and the next key or "".

    Each as lists show it, with the address of its desk and whether a finding
    waits. One query. Raises `WrongKey`.
    """
    mine = [one.pk for one in territories() if may_edit(by, one.pk)]
    rows = Promise.objects.filter(territory_id__in=mine)
    if before:
        rows = rows.filter(after_key(before))
    waiting = Update.objects.waiting().filter(promise=OuterRef("pk"))
    found = list(rows.annotate(waits=Exists(waiting)).order_by("-said_on", "-pk")[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    rows_shown = [
        {
            **describe(one, today),
            "href": reverse("promise_edit", args=[one.code]),
            "waits": one.waits,
        }
        for one in shown
    ]
    return rows_shown, page_key(shown[-1]) if len(found) > ON_A_PAGE else ""


def waiting_of(promise: Promise, by: User) -> list[dict[str, Any]]:
    """Return the findings that wait for a second editor, and whether this one may agree. One query."""
    return [
        {
            **describe_update(one),
            "found": state_words(TRANSITIONS[one.transition].after),
            "pk": one.pk,
            "may_confirm": one.written_by_id != by.pk,
        }
        for one in Update.objects.waiting().filter(promise=promise).select_related("source")
    ]


def written_of(promise: Promise) -> dict[str, list[dict[str, Any]]]:
    """Return what is public of a promise and can be corrected: `updates` and `replies`. Two queries."""
    return {
        "updates": [
            {**describe_update(one), "pk": one.pk}
            for one in Update.objects.applied().filter(promise=promise).select_related("source")
        ],
        "replies": [
            describe_reply(one)
            for one in promise.replies.filter(taken_back_at=None).select_related("source")
        ],
    }


def originals_of(promise: Promise) -> list[dict[str, Any]]:
    """Return the originals of replies that are kept for the team. One query."""
    return documents_at_desk(
        [promise.subject],
        read=lambda pk: reverse("promise_document", args=[promise.code, pk]),
        move=lambda pk: reverse("promise_document_move", args=[promise.code, pk]),
    )


def files_of(promise: Promise, source: Source) -> list[dict[str, Any]]:
    """Return the copies of a source that are kept here. One query."""
    return documents_at_desk(
        [source.subject],
        read=lambda pk: reverse("document", args=[pk]),
        move=lambda pk: reverse("promise_source_document_move", args=[promise.code, source.pk, pk]),
    )


def sources_of(promise: Promise) -> list[Source]:
    """Return every source that the promise, its updates and its replies rest on. One query."""
    return list(
        Source.objects.filter(
            Q(pk=promise.source_id)
            | Q(pk__in=promise.other_sources.values("pk"))
            | Q(pk__in=promise.updates.values("source"))
            | Q(pk__in=promise.replies.values("source"))
        ).order_by("pk")
    )
