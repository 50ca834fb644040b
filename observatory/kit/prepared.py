"""Statements written once: what the busiest pages ask and what the last post of the wizard writes.

Django works the SQL of a query out anew each time, which costs more than the
query itself. Here it is worked out on first use, from the models, and kept for
the life of the process; values are always passed beside it. For hot paths
only: everywhere else the usual querysets read better.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Field, Model, QuerySet

# Stored as they are by both databases; every other kind of field prepares its values.
_AS_THEY_ARE = frozenset(
    {
        "BigAutoField",
        "BooleanField",
        "CharField",
        "ForeignKey",
        "OneToOneField",
        "PositiveIntegerField",
        "TextField",
    }
)
# Stand where a value will be. No row has them, and no query names them itself.
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 9_000_000_000_000_000_000 + place,
    str: lambda place: f"\x01value {place}\x01",
    datetime: lambda place: datetime(9876, 5, 4, 3, 2, place + 1, tzinfo=UTC),
}


def as_stored(value: Any) -> Any:
    """Return a value as the database takes it: text, numbers, moments, bytes."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, bytes):
        return connection.Database.Binary(value)  # type: ignore[attr-defined]
    return value


# After this many runs PostgreSQL keeps the plan of a statement, for as long as
# the connection lives.
PREPARED_AFTER = 2


def _cursor() -> Any:
    """Return a cursor for statements that run again and again.

    On PostgreSQL, Django writes values into the SQL, and each one is parsed and
    planned as new. These are sent with their values beside, and prepared.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    own = connection.connection
    own.prepare_threshold = PREPARED_AFTER
    usual = own.cursor_factory
    own.cursor_factory = ServerBindingCursor
    try:
        return connection.cursor()
    finally:
        own.cursor_factory = usual


class Rows:
    """A query that is compiled once. Call it with the values; it returns its rows as tuples.

    `build` gets one value of each of the `kinds` (int, str, datetime) and
    returns a queryset of `values_list`. It must not look at the values: the
    same SQL serves for all. One query each call.
    """

    def __init__(self, build: Callable[..., QuerySet], *kinds: type) -> None:
        self._build, self._kinds = build, kinds

    def __call__(self, *values: Any) -> list[Any]:
        return self.convert(self.raw(*values))

    def raw(self, *values: Any) -> list[Any]:
        """Return the rows as the database gives them, for who knows most of them already."""
        sql, parameters, places, _, _ = self._compiled
        filled = list(parameters)
        stored = [as_stored(value) for value in values]
        for place, index in places:
            filled[place] = stored[index]
        with _cursor() as cursor:
            cursor.execute(sql, filled)
            return cursor.fetchall()

    def convert(self, rows: list[Any]) -> list[Any]:
        """Return raw rows with the values that the queryset would give."""
        _, _, _, compiler, converters = self._compiled
        if converters:
            return [tuple(row) for row in compiler.apply_converters(rows, converters)]
        return rows

    @cached_property
    def _compiled(self) -> tuple[str, list[Any], list[tuple[int, int]], Any, Any]:
        marks = [_MARKS[kind](place) for place, kind in enumerate(self._kinds)]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        compiler.setup_query()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        stored = [as_stored(mark) for mark in marks]
        places = [
            (place, stored.index(parameter))
            for place, parameter in enumerate(parameters)
            if parameter in stored
        ]
        if {index for _, index in places} != set(range(len(marks))):
            raise ValueError("a value of the query is not in its SQL")
        return sql, list(parameters), places, compiler, converters


class Objects(Rows):
    """A query that is compiled once and returns whole objects of its model.

    `build` returns a plain queryset; nothing is joined or prefetched.
    """

    def __init__(self, model: type[Model], build: Callable[..., QuerySet], *kinds: type) -> None:
        self._model = model
        self._names = [field.attname for field in model._meta.concrete_fields]
        super().__init__(lambda *values: build(*values).values_list(*self._names), *kinds)

    def __call__(self, *values: Any) -> list[Any]:
        return [
            self._model.from_db(connection.alias, self._names, row)
            for row in super().__call__(*values)
        ]


class Insert:
    """Writes rows of one model, whose columns are named once. Defaults are not filled in."""

    def __init__(self, model: type[Model], *names: str) -> None:
        self._model, self._names = model, names

    def many(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write the rows in one statement; nothing when there are none."""
        if rows:
            values = [value for row in rows for value in self._prepare(row)]
            with _cursor() as cursor:
                cursor.execute(self._start + ", ".join([self._marks] * len(rows)), values)

    def one(self, *row: Any) -> int | None:
        """Write a row and return its primary key, or None when a unique value of it is taken.

        Without an error, so that the transaction around it goes on.
        """
        with _cursor() as cursor:
            cursor.execute(
                f"{self._start}{self._marks} ON CONFLICT DO NOTHING RETURNING {self._key}",
                self._prepare(row),
            )
            written = cursor.fetchall()
        return written[0][0] if written else None

    def _prepare(self, row: Sequence[Any]) -> list[Any]:
        return [
            value if prepare is None else prepare(value, connection)
            for value, prepare in zip(row, self._prepared_by, strict=True)
        ]

    @cached_property
    def _fields(self) -> list[Field]:
        by_name = {field.name: field for field in self._model._meta.concrete_fields}
        return [by_name[name] for name in self._names]

    @cached_property
    def _prepared_by(self) -> list[Callable[[Any, Any], Any] | None]:
        return [
            None if field.get_internal_type() in _AS_THEY_ARE else field.get_db_prep_save
            for field in self._fields
        ]

    @cached_property
    def _start(self) -> str:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self._fields)
        return f"INSERT INTO {quote(self._model._meta.db_table)} ({columns}) VALUES "  # noqa: S608

    @cached_property
    def _marks(self) -> str:
        return f"({', '.join(['%s'] * len(self._names))})"

    @cached_property
    def _key(self) -> str:
        return connection.ops.quote_name(str(self._model._meta.pk.column))
