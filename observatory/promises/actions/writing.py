"""Writing down a promise, and saying that it is disputed."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.timezone import localdate

from observatory.campaigns.models import Demand
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.kit.partial_dates import read_partial_date
from observatory.places.models import Territory
from observatory.problems.models import Problem
from observatory.promises.models import Promise, Source
from observatory.promises.permissions import may_edit
from observatory.promises.states import names_two
from observatory.vocabularies.models import Term

from .conflict import Conflict, Mistake
from .indexing import index_promise


def write_promise(
    *,
    quote: str,
    quote_language: str,
    author: str,
    is_person: bool,
    role: str,
    level: Term,
    territory: Territory,
    said: str,
    said_at_place: str,
    is_oral: bool,
    recording_url: str,
    source_url: str,
    condition: str,
    due: str,
    by: Actor,
    at: datetime,
    other_urls: Sequence[str] = (),
    demands: Sequence[Demand] = (),
    problems: Sequence[Problem] = (),
) -> Promise:
    """Write down a promise in its exact words, with the condition that will be tested.

    `said` and `due` ("" for none) are dates of EDTF. Side effects: the source
    if it is new, the promise, what it answers, a journal entry (without words),
    the index of search, the edition. Raises `PermissionDenied`, and `Mistake`
    (see `promise_mistakes`; "author": "two"; "quote": "known" when this author's same
    words are there already).
    """
    if not may_edit(by, territory.pk):
        raise PermissionDenied
    mistakes = promise_mistakes(
        said=said, due=due, recording_url=recording_url, is_oral=is_oral, today=localdate(at)
    )
    needed = {"quote": quote, "author": author, "role": role, "condition": condition}
    needed |= {"source_url": source_url, "quote_language": quote_language}
    mistakes |= {name: "missing" for name, value in needed.items() if not value.strip()}
    if is_person and names_two(author):
        mistakes["author"] = "two"
    if mistakes:
        raise Mistake(**mistakes)
    with transaction.atomic():
        if Promise.objects.filter(quote=quote, author=author).exists():
            raise Mistake(quote="known")
        promise = Promise.objects.create(
            code=_new_code(author, said),
            quote=quote,
            quote_language=quote_language,
            author=author,
            is_person=is_person,
            role=role,
            level=level,
            territory=territory,
            said=said,
            said_on=read_partial_date(said).first,
            said_at_place=said_at_place,
            is_oral=is_oral,
            recording_url=recording_url,
            source=Source.objects.get_or_create(url=source_url)[0],
            condition=condition,
            condition_fixed_on=localdate(at),
            due=due,
            due_on=read_partial_date(due).last if due else None,
            changed_at=at,
        )
        others = [Source.objects.get_or_create(url=url)[0] for url in other_urls]
        promise.other_sources.set(one for one in others if one.pk != promise.source_id)
        promise.demands.set(demands)
        promise.problems.set(problems)
        index_promise(promise)
        record_entry(
            by=by,
            at=at,
            action="promises.write",
            subject=f"promise:{promise.code}",
            after=promise.state,
        )
        pages_changed()
    return promise


def promise_mistakes(
    *, said: str, due: str, recording_url: str, is_oral: bool, today: date
) -> dict[str, str]:
    """Return what is wrong with the dates and the recording: field to reason.

    "said": "wrong", "future"; "due": "wrong", "too_early"; "recording_url":
    "not_oral".
    """
    mistakes = {}
    said_on = due_on = None
    try:
        said_on = read_partial_date(said).first
    except ValueError:
        mistakes["said"] = "wrong"
    try:
        due_on = read_partial_date(due).last if due else None
    except ValueError:
        mistakes["due"] = "wrong"
    if said_on and said_on > today:
        mistakes["said"] = "future"
    if said_on and due_on and due_on < said_on:
        mistakes["due"] = "too_early"
    if recording_url and not is_oral:
        mistakes["recording_url"] = "not_oral"
    return mistakes


def mark_contested(
    *, promise: Promise, revision: int, is_contested: bool, by: Actor, at: datetime
) -> None:
    """Say that the state of a promise is disputed, so that each finding needs two editors, or no longer.

    Side effects: the promise (also revision and `changed_at`), a journal entry,
    the edition. Raises `PermissionDenied`, and `Conflict` when someone else was
    first or a finding still waits for its second editor.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        mine = Promise.objects.filter(
            pk=promise.pk, revision=revision, is_contested=not is_contested
        )
        if not mine.update(is_contested=is_contested, revision=F("revision") + 1, changed_at=at):
            raise Conflict
        if not is_contested and promise.updates.filter(applied_at=None, withdrawn_at=None).exists():
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action="promises.mark_contested",
            subject=f"promise:{promise.code}",
            data={"contested": is_contested},
        )
        pages_changed()
    promise.refresh_from_db()


def _new_code(author: str, said: str) -> str:
    """Return an address that nobody has: the author and the year, and a number from the second on."""
    name = slugify(author)[:28].strip("-") or "promesse"
    base = f"{name}-{said[:4]}"
    codes = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(code for code in codes if not Promise.objects.filter(code=code).exists())
