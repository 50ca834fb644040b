"""French as it is printed: narrow spaces, true apostrophes, no forbidden word.

Rules of the Lexique des règles typographiques en usage à l'Imprimerie
nationale, with the narrow no-break space (U+202F) everywhere, which reads well
on a screen. Only words meant for people are touched: what is inside the
translation tags of templates and the translation functions of Python.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NARROW = "\u202f"
# What stands for a part that is not words: a tag, a variable, an entity.
HOLE = "\ue000"
HOLES = re.compile(
    r"{%.*?%}|{{.*?}}|{#.*?#}|</?[a-zA-Z][^<>]*>|&#?\w+;|%\(\w+\)[a-z]|\\u[0-9a-fA-F]{4}|\\[nt]",
    re.DOTALL,
)
GETTEXT = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": 2,
    "pgettext_lazy": 2,
    "npgettext": 3,
    "npgettext_lazy": 3,
}
# Messages of this context are parts of addresses, not sentences.
ADDRESS = "address"

RULES = (
    (re.compile(r"(?<=\w)'(?=[\w" + HOLE + "])"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"«[ \u00a0]*(?=[^\s\u202f])"), "«" + NARROW),
    (re.compile(r"(?<=[^\s\u202f])[ \u00a0]*»"), NARROW + "»"),
    (
        re.compile(
            r"(?<=[\w»)\]%’…" + HOLE + r"])[ \u00a0]*(?=[?!;](?:\s|$|[»)\]…?!" + HOLE + "]))"
        ),
        NARROW,
    ),
    (re.compile(r"(?<=[\w»)\]%’" + HOLE + r"])[ \u00a0]*(?=:(?:\s|$|" + HOLE + "))"), NARROW),
)
FORBIDDEN = (
    (re.compile(r"utilisat(?:eur|rice)", re.IGNORECASE), "say « personne », never « utilisateur »"),
    (re.compile("!"), "no exclamation mark"),
    (re.compile(r'(?<!\\)"\w[^"]*"'), "quotation marks are « »"),
)


@dataclass(frozen=True)
class Fault:
    """Something to mend in a file."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Region:
    """Words for people in a source text, from `start` to `end`."""

    start: int
    end: int


def mend(words: str) -> str:
    """Return the words with French spaces, apostrophes and ellipses; tags are left alone."""
    holes: list[str] = []

    def dig(found: re.Match[str]) -> str:
        holes.append(found.group())
        return HOLE

    text = HOLES.sub(dig, words)
    kept = [NARROW if hole.lower() == r"\u202f" else hole for hole in holes]
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    # An escaped narrow space is a space: what was put before or after it goes.
    rest = iter(kept)
    filled = "".join(next(rest) if character == HOLE else character for character in text)
    return re.sub(NARROW + "{2,}", NARROW, filled)


def faults_of(words: str) -> list[str]:
    """Return what cannot be mended by rule: forbidden words and marks."""
    text = HOLES.sub(HOLE, words)
    return [reason for pattern, reason in FORBIDDEN if pattern.search(text)]


def regions_of_template(source: str) -> Iterator[Region]:
    """Yield the words in `translate`, `blocktranslate` and `_("…")` of a template."""
    blocks = r"{%-?\s*blocktrans(?:late)?\b([^%]*)%}(.*?){%\s*endblocktrans(?:late)?\s*%}"
    for found in re.finditer(blocks, source, re.DOTALL):
        if f'context "{ADDRESS}"' not in found[1]:
            yield Region(*found.span(2))
    for quote in "\"'":
        single = rf"(?:{{%\s*trans(?:late)?\s+|_\(){quote}([^{quote}]*){quote}"
        for found in re.finditer(single, source):
            yield Region(*found.span(1))


def regions_of_python(source: str) -> Iterator[Region]:
    """Yield the string literals given to the translation functions."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    literals = [
        token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.STRING
    ]
    lines = source.splitlines()
    for node in _messages(ast.parse(source)):
        first = (node.lineno, _column(lines, node.lineno, node.col_offset))
        last = (
            node.end_lineno or 0,
            _column(lines, node.end_lineno or 0, node.end_col_offset or 0),
        )
        for token in literals:
            if first <= token.start and token.end <= last:
                offset = starts[token.start[0] - 1] + token.start[1]
                yield Region(offset + 1, offset + len(token.string) - 1)


def _column(lines: list[str], line: int, column: int) -> int:
    """Return the column in characters: the syntax tree counts bytes."""
    return len(lines[line - 1].encode()[:column].decode())


def _messages(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        arguments = node.args[: GETTEXT.get(name, 0)]
        if "pgettext" in name and arguments:
            if isinstance(arguments[0], ast.Constant) and arguments[0].value == ADDRESS:
                continue
            arguments = arguments[1:]
        for argument in arguments:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument


def check_words(path: Path, *, fix: bool = False) -> list[Fault]:
    """Return what is wrong with the French of a file; with `fix`, mend what a rule can mend."""
    source = path.read_text(encoding="utf-8")
    find = regions_of_python if path.suffix == ".py" else regions_of_template
    faults, mended = [], source
    for region in sorted(set(find(source)), key=lambda r: r.start, reverse=True):
        words = source[region.start : region.end]
        line = source.count("\n", 0, region.start) + 1
        better = mend(words)
        if better != words and fix:
            mended = mended[: region.start] + better + mended[region.end :]
        elif better != words:
            faults.append(Fault(path, line, f"French typography: {_shown(better)}"))
        faults += [Fault(path, line, f"{reason}: {_shown(words)}") for reason in faults_of(words)]
    if mended != source:
        path.write_text(mended, encoding="utf-8")
    return faults[::-1]


def _shown(words: str) -> str:
    return " ".join(words.split())[:90].replace(NARROW, "␣")
