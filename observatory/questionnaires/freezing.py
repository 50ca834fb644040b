"""Filling a definition with the options that the vocabularies and territories hold today.

A version must stay what it was: its options and their words are written into
it when it is published, so that old answers keep the words that were read.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from observatory.places.queries.territories import municipalities
from observatory.vocabularies.queries import terms

from .parts import DefinitionError

Source = dict[str, Any]


def freeze_definition(source: Mapping[str, Any]) -> Source:
    """Return a copy of the definition in which every question has its options.

    - `vocabulary`: the terms in use, all of them or those that `only` names,
      without those of `except`; with `groups: true`, the groups of the
      vocabulary "<vocabulary>_group" that hold one of them;
    - `territories: "municipality"`: the municipalities, by their label;
    - `extra`: answers of the questionnaire's own, added after these;
    - `options: "<name>"`: the list of that name in `lists`, at the top.

    Raises `DefinitionError` for a list that is not there, for a code that the vocabulary does not have and
    for an option without a group where there are groups.
    """
    frozen = deepcopy(dict(source))
    lists = frozen.pop("lists", {})
    for index, screen in enumerate(frozen.get("screens", [])):
        for number, question in enumerate(screen.get("questions", [])):
            path = f"screens[{index}].questions[{number}]"
            name = question.get("options")
            if isinstance(name, str):
                if name not in lists:
                    raise DefinitionError(f"{path}.options", f"there is no list {name}")
                question["options"] = deepcopy(lists[name])
            _freeze_question(question, path)
    return frozen


def _freeze_question(question: Source, path: str) -> None:
    if "options" in question:
        return
    options: list[Source] = []
    if "territories" in question:
        options = _territories(question, path)
    elif "vocabulary" in question:
        options = _terms(question, path)
    elif "extra" not in question:
        return
    options += [
        {"code": extra["code"], "names": extra["names"], "icon": extra.get("icon", "")}
        | ({"hints": extra["hints"]} if "hints" in extra else {})
        for extra in question.get("extra", [])
    ]
    question["options"] = options
    if question.get("groups") is True:
        question["groups"] = _groups(question, path)
    for name in ("only", "except", "extra", "icons", "territories"):
        question.pop(name, None)


def _territories(question: Source, path: str) -> list[Source]:
    if question["territories"] != "municipality":
        raise DefinitionError(f"{path}.territories", "only municipality is known")
    places = sorted(municipalities(), key=lambda place: (place.label, place.nis))
    return [{"code": place.nis, "names": place.names, "mark": place.label} for place in places]


def _terms(question: Source, path: str) -> list[Source]:
    found = {term.code: term for term in terms(question["vocabulary"])}
    only, left_out = question.get("only"), question.get("except", [])
    for name in ("only", "except", "apart", "exclusive", "icons"):
        unknown = [code for code in question.get(name, []) if code not in found]
        unknown = [
            code for code in unknown if code not in {e["code"] for e in question.get("extra", [])}
        ]
        if unknown:
            raise DefinitionError(
                f"{path}.{name}", f"{question['vocabulary']} has no {', '.join(unknown)}"
            )
    codes = only if only is not None else list(found)
    return [
        {
            "code": code,
            "names": found[code].names,
            "group": found[code].attributes.get("group", "") if question.get("groups") else "",
            "icon": question.get("icons", {}).get(code) or found[code].attributes.get("icon", ""),
            "term": True,
        }
        for code in codes
        if code not in left_out
    ]


def _groups(question: Source, path: str) -> list[Source]:
    known = terms(f"{question['vocabulary']}_group")
    used = {option.get("group") for option in question["options"] if option.get("term")}
    missing = used - {group.code for group in known}
    if missing:
        raise DefinitionError(
            f"{path}.groups",
            f"{question['vocabulary']}_group lacks {', '.join(map(repr, missing))}",
        )
    return [
        {"code": group.code, "names": group.names, "icon": group.attributes.get("icon", "")}
        for group in known
        if group.code in used
    ]
