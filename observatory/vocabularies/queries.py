"""Reading terms: kept in the process, so that a hot page asks the database nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observatory.kit.remembered import Remembered

from .models import Term


@dataclass(frozen=True)
class _Terms:
    by_id: Mapping[int, Term]
    by_code: Mapping[tuple[str, str], Term]
    in_use: Mapping[str, Sequence[Term]]


def _read() -> _Terms:
    rows = list(Term.objects.order_by("vocabulary", "position", "code"))
    in_use: dict[str, list[Term]] = {}
    for row in rows:
        if row.is_active:
            in_use.setdefault(row.vocabulary, []).append(row)
    return _Terms(
        by_id={row.pk: row for row in rows},
        by_code={(row.vocabulary, row.code): row for row in rows},
        in_use=in_use,
    )


_terms = Remembered(_read)


def terms(vocabulary: str) -> list[Term]:
    """Return the terms in use of one vocabulary, in their order; shared objects, not to be changed."""
    return list(_terms.get().in_use.get(vocabulary, ()))


def term(vocabulary: str, code: str) -> Term:
    """Return one term, retired ones included. Raises `Term.DoesNotExist`."""
    try:
        return _terms.get().by_code[vocabulary, code]
    except KeyError:
        raise Term.DoesNotExist(f"{vocabulary}:{code}") from None


def terms_by_id() -> Mapping[int, Term]:
    """Return every term by its primary key, retired ones included."""
    return _terms.get().by_id


def grouped_terms(vocabulary: str) -> list[tuple[Term, list[Term]]]:
    """Return (group, its terms) for a vocabulary with a "<vocabulary>_group" beside it.

    Groups come in their own order, without those that hold no term in use.
    """
    members: dict[str, list[Term]] = {}
    for one in terms(vocabulary):
        members.setdefault(str(one.attributes.get("group", "")), []).append(one)
    return [
        (group, members[group.code])
        for group in terms(f"{vocabulary}_group")
        if group.code in members
    ]
