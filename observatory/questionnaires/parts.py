"""Reading the values of a definition one by one, each with the path to say where it is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

KEY = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


class DefinitionError(ValueError):
    """The definition is wrong; the message starts with the path of the place."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


def refuse_unknown(raw: Any, known: Iterable[str], path: str) -> None:
    if not isinstance(raw, dict):
        raise DefinitionError(path, "an object is needed")
    unknown = sorted(set(raw) - set(known))
    if unknown:
        raise DefinitionError(join(path, unknown[0]), "is not known here")


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def typed(
    raw: Mapping[str, Any],
    name: str,
    path: str,
    *,
    fits: Callable[[Any], bool],
    need: str,
    default: Any,
) -> Any:
    value = raw.get(name, default)
    if not fits(value):
        raise DefinitionError(join(path, name), need)
    return value


def read_text(raw: Mapping[str, Any], name: str, path: str, *, required: bool = False) -> str:
    return typed(
        raw,
        name,
        path,
        fits=lambda value: isinstance(value, str) and (bool(value.strip()) or not required),
        need="a text is needed",
        default="",
    )


def read_flag(raw: Mapping[str, Any], name: str, path: str) -> bool:
    return typed(
        raw,
        name,
        path,
        fits=lambda value: isinstance(value, bool),
        need="true or false",
        default=False,
    )


def read_whole(raw: Mapping[str, Any], name: str, path: str) -> int:
    return typed(
        raw,
        name,
        path,
        fits=lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        need="a whole number is needed",
        default=0,
    )


def read_amount(raw: Mapping[str, Any], name: str, path: str) -> Decimal | None:
    """Return a number as it is written in the definition, None where there is none."""
    value = typed(
        raw,
        name,
        path,
        fits=lambda value: (
            value is None or (isinstance(value, int | float) and not isinstance(value, bool))
        ),
        need="a number is needed",
        default=None,
    )
    return None if value is None else Decimal(str(value))


def read_list(raw: Mapping[str, Any], name: str, path: str, of: type) -> list[Any]:
    return typed(
        raw,
        name,
        path,
        fits=lambda value: isinstance(value, list) and all(isinstance(item, of) for item in value),
        need=f"a list of {of.__name__} is needed",
        default=[],
    )


def read_key(raw: Mapping[str, Any], path: str) -> str:
    key = read_text(raw, "key", path, required=True)
    if not KEY.fullmatch(key):
        raise DefinitionError(f"{path}.key", "small letters, digits and dashes only")
    return key
