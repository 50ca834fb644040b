"""What a template must not hold: inline code, words that nobody can translate.

The content security policy refuses inline scripts and styles, so one in a
template would fail silently in the reader's browser. Words outside the
translation tags would be French on every page; the names that are the same in
every language stand in an element with translate="no".
"""

import re
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

from .typography import HOLE, Fault

WORDS = re.compile(r"[^\W\d_]{2,}")
READ_ALOUD = {"alt", "title", "aria-label", "aria-description", "placeholder", "summary"}
COMPONENT_WORDS = re.compile(
    r"\b(?:label|title|text|caption|note|dates|hint|help|legend)=(\"[^\"]*\"|'[^']*')"
)
COMPONENTS = {"put", "component"}
FETCHES = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
DATA_SCRIPTS = {"application/json", "application/ld+json"}
# The name of the product is the same in every language.
NAMES = re.compile(r"\bObservatoire\b")
# Blocks of the base templates that hold a class, not words.
CLASS_BLOCKS = {"layout"}
SILENT = {"script", "style", "code", "kbd", "samp"}


def check_template(path: Path) -> list[Fault]:
    """Return what a template holds that it must not."""
    source = path.read_text(encoding="utf-8")
    faults, markup = _read_tags(path, source)
    reader = _Reader(path, is_page=path.suffix == ".html")
    reader.feed(markup)
    reader.close()
    return sorted({*faults, *reader.faults}, key=lambda fault: fault.line)


def _read_tags(path: Path, source: str) -> tuple[list[Fault], str]:
    """Return the faults in template tags, and the markup with a hole for each tag."""
    faults: list[Fault] = []
    kept: list[str] = []
    ends: str | None = None
    for token in Lexer(source).tokenize():
        words = token.contents.split() if token.token_type == TokenType.BLOCK else []
        name = words[0] if words else ""
        hole = HOLE + "\n" * _lines_of(source, token)
        if ends:
            kept.append("\n" * token.contents.count("\n"))
            ends = None if name in ends.split() else ends
        elif name in {"blocktranslate", "blocktrans", "comment", "verbatim"}:
            ends = f"end{name} endblocktrans endblocktranslate"
            kept.append(hole)
        elif name == "block" and words[1] in CLASS_BLOCKS:
            ends = "endblock"
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        else:
            kept.append("\n" * hole.count("\n") if token.token_type == TokenType.COMMENT else hole)
            if name in COMPONENTS:
                faults += [
                    Fault(path, token.lineno or 0, f"words that cannot be translated: {text}")
                    for text in COMPONENT_WORDS.findall(token.contents)
                    if WORDS.search(text)
                ]
    return faults, "".join(kept)


def _lines_of(source: str, token: Token) -> int:
    return (
        source[slice(*token.position)].count("\n") if token.position else token.contents.count("\n")
    )


class _Reader(HTMLParser):
    def __init__(self, path: Path, *, is_page: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.is_page = is_page
        self.faults: list[Fault] = []
        self.quiet: list[str] = []

    def say(self, text: str, further: int = 0) -> None:
        self.faults.append(Fault(self.path, self.getpos()[0] + further, text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if not self.quiet:
            for name in READ_ALOUD & set(attributes):
                if WORDS.search(attributes[name]) and attributes.get("translate") != "no":
                    self.say(f"words that cannot be translated: {name}={attributes[name]!r}")
        if self.quiet and tag == self.quiet[0]:
            self.quiet.append(tag)
        elif not self.quiet and (tag in SILENT or attributes.get("translate") == "no"):
            self.quiet = [tag]
        if self.is_page:
            self.check_element(tag, attributes)

    def check_element(self, tag: str, attributes: dict[str, str]) -> None:
        """Say what the content security policy or a reader of screens would miss."""
        if tag == "style" or "style" in attributes:
            self.say("no inline style: the content security policy refuses it")
        inline = tag == "script" and "src" not in attributes
        if inline and attributes.get("type") not in DATA_SCRIPTS:
            self.say("no inline script: the content security policy refuses it")
        for name in attributes:
            if re.fullmatch(r"on[a-z]+", name):
                self.say(f"no inline script: {name}")
        if tag == "img" and "alt" not in attributes:
            self.say("a picture needs alt, empty when it says nothing")
        address = attributes.get(FETCHES.get(tag, ""), "")
        if re.match(r"(?:https?:)?//", address) and attributes.get("rel") != "canonical":
            self.say(f"no request to a third party: {address}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        before = list(self.quiet)
        self.handle_starttag(tag, attrs)
        self.quiet = before

    def handle_endtag(self, tag: str) -> None:
        if self.quiet and tag == self.quiet[-1]:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        words = WORDS.search(NAMES.sub(lambda name: " " * len(name[0]), data))
        if words and not self.quiet:
            text = " ".join(data[words.start() :].split())[:60]
            self.say(f"words that cannot be translated: {text}", data.count("\n", 0, words.start()))
