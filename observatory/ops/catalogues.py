"""Translation catalogues without gettext's programs: Babel reads and writes them.

French is written in the code, so Dutch and English need a translation of each
message and French only its plurals (0 is singular in French, unlike in the
rule that Python applies by default).
"""

import copy
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = "fr"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ["Translators:"]
# Templates written in a language that the site does not speak: nothing in them is translated.
OTHER_LANGUAGES = ("_ar",)
# What a translation must keep as it is: variables, tags, parts of an address.
PLACEHOLDERS = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w*\}|<\w+:\w+>|</?[a-z]\w*")


def source_files(home: Path) -> Iterator[Path]:
    """Yield the Python files and templates of the project, tests and migrations aside."""
    root = home / "observatory"
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if {"tests", "migrations", "static", "locale"} & set(parts) or not path.is_file():
            continue
        if path.stem.endswith(OTHER_LANGUAGES):
            continue
        if path.suffix == ".py" or ("templates" in parts and path.suffix in {".html", ".txt"}):
            yield path


def read_sources(home: Path) -> Catalog:
    """Return a catalogue of every message of the code, with the files it stands in."""
    catalog = Catalog(domain="django", project="Observatoire", charset="utf-8")
    for path in source_files(home):
        name = path.relative_to(home).as_posix()
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # The extractor reads Python: what stands around the messages is
            # noise to it, and indentation would be an error.
            source = re.sub(r"(?m)^[ \t]+", "", templatize(source, origin=name))
        found = extract("python", io.BytesIO(source.encode()), KEYWORDS, COMMENT_TAGS)
        for _, message, comments, context in found:
            catalog.add(
                message, locations=[(name, 1)], auto_comments=comments, context=context or None
            )
    return catalog


def catalogue_path(locale: Path, language: str) -> Path:
    """Return where the catalogue of a language stands."""
    return locale / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path, language: str) -> Catalog:
    """Return the catalogue on disk, an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale=language, domain="django", project="Observatoire", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def messages_of(catalog: Catalog) -> list[Message]:
    """Return the messages, the header left out."""
    return [message for message in catalog if message.id]


def update_catalogue(path: Path, language: str, template: Catalog) -> Catalog:
    """Bring a catalogue up to date with the code and write it; return it.

    A translation is never guessed: a message that changed is a new one. French
    keeps only the plurals, translated by themselves.
    """
    catalog = read_catalogue(path, language)
    template.creation_date = catalog.creation_date
    # A copy: the catalogues of all languages would share, and fill in, the same new messages.
    catalog.update(copy.deepcopy(template), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    if language == SOURCE:
        for message in messages_of(catalog):
            if message.pluralizable:
                message.string = tuple(message.id)
            else:
                catalog.delete(message.id, message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False, sort_by_file=True)
    return catalog


def compile_catalogue(path: Path, language: str) -> Path:
    """Write the compiled catalogue beside its source; return its path."""
    compiled = path.with_suffix(".mo")
    with compiled.open("wb") as file:
        write_mo(file, read_catalogue(path, language))
    return compiled


def faults_of_catalogue(catalog: Catalog, language: str, template: Catalog) -> Iterator[str]:
    """Yield what is missing, left over, not translated, unsure, or has lost a placeholder."""
    wanted = {
        (message.context, _key(message)): message
        for message in messages_of(template)
        if language != SOURCE or message.pluralizable
    }
    present = {(message.context, _key(message)): message for message in messages_of(catalog)}
    for key in present.keys() - wanted.keys():
        yield f"{language}: not in the code any more: {key[1]!r}"
    for key, source in wanted.items():
        message = present.get(key)
        place = source.locations[0][0] if source.locations else ""
        if message is None:
            yield f"{language}: {place}: missing: {key[1]!r}"
        elif message.fuzzy:
            yield f"{language}: {place}: unsure (fuzzy): {key[1]!r}"
        else:
            for fault in _faults_of_message(message):
                yield f"{language}: {place}: {fault}: {key[1]!r}"


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def _forms(value: object) -> list[str]:
    return (
        [str(form or "") for form in value]
        if isinstance(value, (tuple, list))
        else [str(value or "")]
    )


def _faults_of_message(message: Message) -> Iterator[str]:
    forms, sources = _forms(message.string), _forms(message.id)
    if not all(form.strip() for form in forms):
        yield "not translated"
        return
    # A singular may say "un" where the plural shows the number, in any language.
    allowed = [Counter(PLACEHOLDERS.findall(source)) for source in sources]
    last = Counter(PLACEHOLDERS.findall(forms[-1]))
    if last != allowed[-1] or any(
        Counter(PLACEHOLDERS.findall(form)) not in [*allowed, last] for form in forms
    ):
        yield "its placeholders differ from the source"
    if any("\n" in form for form in forms) and not any("\n" in source for source in sources):
        yield "has a line break that the source has not"
