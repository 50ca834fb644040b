"""Compiling a stored definition into the objects of `schema`, or saying exactly what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from .checking import check_question, check_whole
from .parts import (
    DefinitionError,
    read_amount,
    read_flag,
    read_key,
    read_list,
    read_text,
    read_whole,
    refuse_unknown,
)
from .schema import (
    FALLBACK,
    KINDS,
    NO,
    YES,
    Condition,
    Definition,
    Group,
    Option,
    Question,
    Screen,
    Words,
)

# Addresses of the wizard's own pages.
RESERVED_SCREENS = frozenset({"check", "erase", "effacer", "thanks", "merci"})
QUESTION_KEYS = frozenset(
    [
        "key",
        "kind",
        "wording",
        "maps_to",
        "vocabulary",
        "territories",
        "only",
        "except",
        "options",
        "groups",
        "apart",
        "exclusive",
        "icons",
        "extra",
        "required",
        "multiple",
        "max_length",
        "unit",
        "decimals",
        "least",
        "most",
        "sensitive",
        "consent",
        "needed",
        "quick",
        "needs_consent",
        "condition",
        "folded",
        "icon",
        "parts",
        "note",
    ]
)
SCREEN_KEYS = frozenset(["key", "wording", "questions", "groups_of", "condition", "end", "note"])
WORDING_KEYS = frozenset(
    ["label", "help", "easy", "missing", "text", "short", "say", "repeat", "source"]
)
LEAF_TESTS = ("is", "includes", "answered")
BRANCH_TESTS = ("all", "any", "not")
WITH_OPTIONS = frozenset({"territory", "service", "terms", "choice"})


def compile_definition(source: Mapping[str, Any]) -> Definition:
    """Return the questionnaire of a definition whose options are filled in (a version's).

    Raises `DefinitionError`, with a path such as
    `screens[2].questions[0].condition`, for anything unknown, missing, double,
    or that points at a question that does not come before.
    """
    key = read_text(source, "key", "", required=True)
    number = source.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise DefinitionError("number", "a whole number from 1 is needed")
    languages = tuple(read_list(source, "languages", "", str))
    if FALLBACK not in languages:
        raise DefinitionError("languages", f"{FALLBACK} must be among them")
    reader = _Reader(languages, source.get("answers", {}))
    screens = tuple(
        reader.screen(screen, f"screens[{index}]")
        for index, screen in enumerate(read_list(source, "screens", "", dict))
    )
    if not screens:
        raise DefinitionError("screens", "there is none")
    definition = Definition(key=key, number=number, languages=languages, screens=screens)
    check_whole(definition)
    return definition


class _Reader:
    """Reads the parts in order, and knows which questions came before."""

    def __init__(self, languages: tuple[str, ...], answers: Any) -> None:
        self.languages = languages
        # The words of a yes and a no, in which every consent is answered.
        self.answers = answers
        self.questions: dict[str, Question] = {}
        self.screens: set[str] = set()

    def screen(self, raw: Mapping[str, Any], path: str) -> Screen:
        refuse_unknown(raw, SCREEN_KEYS, path)
        key = read_key(raw, path)
        if key in self.screens or key in RESERVED_SCREENS:
            raise DefinitionError(f"{path}.key", f"{key} is taken")
        self.screens.add(key)
        condition = self.condition(raw.get("condition"), f"{path}.condition")
        questions = tuple(
            self.question(question, f"{path}.questions[{index}]")
            for index, question in enumerate(read_list(raw, "questions", path, dict))
        )
        groups_of = read_text(raw, "groups_of", path)
        if groups_of and questions:
            raise DefinitionError(f"{path}.groups_of", "a screen has questions or groups, not both")
        needs_label = not questions or len(questions) > 1
        return Screen(
            key=key,
            wording=self.wording(raw.get("wording", {}), f"{path}.wording", needs_label),
            questions=questions,
            groups_of=groups_of,
            condition=condition,
            is_end=read_flag(raw, "end", path),
        )

    def question(self, raw: Mapping[str, Any], path: str) -> Question:
        refuse_unknown(raw, QUESTION_KEYS, path)
        key = read_key(raw, path)
        if key in self.questions:
            raise DefinitionError(f"{path}.key", f"{key} stands twice")
        kind = read_text(raw, "kind", path, required=True)
        if kind not in KINDS:
            raise DefinitionError(f"{path}.kind", f"{kind} is no kind of question")
        question = Question(
            key=key,
            kind=kind,
            wording=self.wording(raw.get("wording", {}), f"{path}.wording", True),
            maps_to=read_text(raw, "maps_to", path),
            vocabulary=read_text(raw, "vocabulary", path),
            options=self.options(raw, kind, path),
            groups=self.groups(raw, path),
            apart=frozenset(read_list(raw, "apart", path, str)),
            exclusive=frozenset(read_list(raw, "exclusive", path, str)),
            required=read_flag(raw, "required", path),
            multiple=read_flag(raw, "multiple", path),
            max_length=read_whole(raw, "max_length", path),
            unit=read_text(raw, "unit", path),
            decimals=read_whole(raw, "decimals", path),
            least=read_amount(raw, "least", path),
            most=read_amount(raw, "most", path),
            sensitive=read_text(raw, "sensitive", path),
            consent=read_text(raw, "consent", path),
            is_needed=read_flag(raw, "needed", path),
            is_quick=read_flag(raw, "quick", path),
            needs_consent=tuple(read_list(raw, "needs_consent", path, str)),
            condition=self.condition(raw.get("condition"), f"{path}.condition"),
            is_folded=read_flag(raw, "folded", path),
            icon=read_text(raw, "icon", path),
            parts=tuple(read_list(raw, "parts", path, str)),
        )
        check_question(question, path)
        self.questions[key] = question
        return question

    def wording(self, raw: Any, path: str, needs_label: bool) -> dict[str, Words]:
        if not isinstance(raw, dict):
            raise DefinitionError(path, "words by language are needed")
        refuse_unknown(raw, frozenset(self.languages), path)
        found = {}
        for language in self.languages:
            words = raw.get(language)
            here = f"{path}.{language}"
            if words is None:
                if needs_label or raw:
                    raise DefinitionError(here, "the words in this language are missing")
                continue
            refuse_unknown(words, WORDING_KEYS, here)
            text = words.get("text", [])
            if not isinstance(text, list) or not all(isinstance(line, str) for line in text):
                raise DefinitionError(f"{here}.text", "a list of paragraphs is needed")
            found[language] = Words(
                text=tuple(text),
                **{
                    name: read_text(words, name, here, required=name == "label" and needs_label)
                    for name in sorted(WORDING_KEYS - {"text"})
                },
            )
        return found

    def options(self, raw: Mapping[str, Any], kind: str, path: str) -> tuple[Option, ...]:
        if kind not in WITH_OPTIONS:
            if "options" in raw:
                raise DefinitionError(f"{path}.options", f"a {kind} has no options")
            return self._yes_and_no() if kind == "consent" else ()
        found: dict[str, Option] = {}
        for index, option in enumerate(read_list(raw, "options", path, dict)):
            here = f"{path}.options[{index}]"
            code = read_text(option, "code", here, required=True)
            if code in found:
                raise DefinitionError(f"{here}.code", f"{code} stands twice")
            names = option.get("names")
            if not isinstance(names, dict) or set(self.languages) - set(names):
                raise DefinitionError(f"{here}.names", "a name in each language is needed")
            found[code] = Option(
                code=code,
                names=names,
                number=index + 1,
                group=read_text(option, "group", here),
                icon=read_text(option, "icon", here),
                mark=read_text(option, "mark", here),
                hints=option.get("hints", {}),
                is_term=read_flag(option, "term", here),
            )
        if not found:
            raise DefinitionError(
                f"{path}.options", "there is none; they are filled in on publishing"
            )
        return tuple(found.values())

    def _yes_and_no(self) -> tuple[Option, ...]:
        for code in (YES, NO):
            names = self.answers.get(code, {}) if isinstance(self.answers, dict) else {}
            if set(self.languages) - set(names):
                raise DefinitionError(f"answers.{code}", "a word in each language is needed")
        return tuple(
            Option(code=code, names=self.answers[code], number=index + 1)
            for index, code in enumerate((YES, NO))
        )

    def groups(self, raw: Mapping[str, Any], path: str) -> tuple[Group, ...]:
        return tuple(
            Group(
                code=read_text(group, "code", f"{path}.groups[{index}]", required=True),
                names=group.get("names", {}),
                icon=read_text(group, "icon", f"{path}.groups[{index}]"),
            )
            for index, group in enumerate(read_list(raw, "groups", path, dict))
        )

    def condition(self, raw: Any, path: str) -> Condition | None:
        """Read a condition; it may only mention questions that were read before."""
        if raw is None:
            return None
        if not isinstance(raw, dict):
            raise DefinitionError(path, "an object is needed")
        for test in BRANCH_TESTS:
            if test in raw:
                refuse_unknown(raw, frozenset({test}), path)
                below = [raw[test]] if test == "not" else read_list(raw, test, path, dict)
                parts = [
                    self.condition(part, f"{path}.{test}[{i}]") for i, part in enumerate(below)
                ]
                return Condition(test=test, parts=tuple(part for part in parts if part))
        return self._leaf(raw, path)

    def _leaf(self, raw: Mapping[str, Any], path: str) -> Condition:
        refuse_unknown(raw, frozenset({"question", *LEAF_TESTS}), path)
        key = read_text(raw, "question", path, required=True)
        question = self.questions.get(key)
        if question is None:
            raise DefinitionError(path, f"{key} is not asked before")
        tests = [test for test in LEAF_TESTS if test in raw]
        if len(tests) != 1:
            raise DefinitionError(path, f"one of {', '.join(LEAF_TESTS)} is needed")
        test = tests[0]
        if test == "answered":
            return Condition(test=test, question=key)
        value = read_text(raw, test, path, required=True)
        codes = set(question.by_code)
        if codes and value not in codes:
            raise DefinitionError(path, f"{key} has no answer {value}")
        if (test == "includes") != (question.kind == "terms"):
            raise DefinitionError(path, "use includes for terms, and is for the others")
        return Condition(test=test, question=key, value=value)
