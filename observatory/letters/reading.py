"""Reading mail that anyone may have sent, in any state.

Nothing here raises for what a mail holds. What cannot be read, or would cost
too much to read (parts in parts, millions of lines), is left out and named in
`left_out`; who wrote and the subject are told as far as they go. Nothing is
fetched from anywhere, and nobody is believed: `sender` is what the mail says.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

import nh3

from observatory.kit.keys import keyed_hash
from observatory.questionnaires.text import clean_line, clean_text

# What is read of a mail; more is left out, and said.
HEADERS = 64 * 1024
LINES = 400_000
BOUNDARIES = 60
DEPTH = 12
PARTS = 120
FILES = 25
TEXT = 40_000
HTML = 600_000
TAGS = 20_000
LINE = 300

_BOUNDARY = re.compile(rb"boundary[\s*0-9]*=", re.IGNORECASE)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
_BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError)
# Signatures, business cards and invitations: machines read them, people have the text.
_QUIET = {"pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "pgp-keys", "calendar"}
_FIELDS = ("message-id", "from", "date", "subject", "to")


@dataclass(frozen=True)
class File:
    """One attached file, as it came."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    # Shown inside the text: a logo, a photo pasted in.
    is_inline: bool = False


@dataclass
class Mail:
    """A mail as far as it could be read; all of it is what the sender says."""

    fingerprint: str
    message_id: str = field(default="", repr=False)
    sender: str = field(default="", repr=False)
    # One e-mail address, or "": where an answer may go once a person has looked.
    address: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    is_automatic: bool = False
    files: list[File] = field(default_factory=list, repr=False)
    # Codes and numbers: {"why": "parts", "kind": "", "size": 0}.
    left_out: list[dict[str, object]] = field(default_factory=list)

    def leave_out(self, why: str, kind: str = "", size: int = 0) -> None:
        """Note, once, that something was left out."""
        note: dict[str, object] = {"why": why, "kind": kind, "size": size}
        if note not in self.left_out:
            self.left_out.append(note)


def read_mail(raw: bytes) -> Mail:
    """Return the mail with its text and files, whatever state it is in."""
    head, body = _cut(raw)
    mail = _read_head(head, hashlib.sha256(_same_everywhere(body)).hexdigest())
    if raw.count(b"\n") + raw.count(b"\r") > 2 * LINES or len(_BOUNDARY.findall(raw)) > BOUNDARIES:
        mail.leave_out("parts")
        return mail
    try:
        message = message_from_bytes(head + b"\r\n\r\n" + body, policy=policy.compat32)
        _read_parts(mail, message)
    except _BROKEN:
        mail.leave_out("broken")
    return mail


def read_head_only(raw: bytes) -> Mail:
    """Return who wrote and the subject, for a mail that cannot be taken whole."""
    return _read_head(_cut(raw)[0], "not taken")


def _cut(raw: bytes) -> tuple[bytes, bytes]:
    """Return the headers, 64 kB at most, and what follows them."""
    found = _END_OF_HEADERS.search(raw)
    if found is None:
        return raw[:HEADERS], b""
    return raw[: min(found.start(), HEADERS)], raw[found.end() :]


def _same_everywhere(body: bytes) -> bytes:
    """Return the body without what servers change on the way: line ends, blank lines at the end."""
    return body.replace(b"\r\n", b"\n").rstrip()


def _read_head(head: bytes, content: str) -> Mail:
    try:
        message = message_from_bytes(head, policy=policy.compat32)
        raw = {name: _raw_header(message, name) for name in (*_FIELDS, *_MACHINES)}
        kind = message.get_content_type()
    except _BROKEN:
        raw, kind = dict.fromkeys((*_FIELDS, *_MACHINES), ""), ""
    seen = "\0".join(" ".join(raw[name].split()) for name in _FIELDS)
    sender = clean_line(_decoded(raw["from"]))[:LINE]
    return Mail(
        fingerprint=hashlib.sha256(f"{seen}\0{content}".encode("utf-8", "replace")).hexdigest(),
        message_id=" ".join(raw["message-id"].split()),
        sender=sender,
        address=_address(raw["from"]),
        subject=clean_line(_decoded(raw["subject"]))[:LINE],
        is_automatic=_is_automatic(raw, kind),
    )


def dedup_key(key: bytes, fingerprint: str) -> str:
    """Return what is stored to know the same mail again: it tells nothing without the key."""
    return keyed_hash(key, "incoming", fingerprint)


_MACHINES = ("auto-submitted", "precedence", "list-id", "x-autoreply", "return-path")


def _is_automatic(raw: dict[str, str], kind: str) -> bool:
    """Tell whether a machine sent it: a bounce, a newsletter, an answering machine (RFC 3834)."""
    automatic = raw["auto-submitted"].strip().lower()
    local = _address(raw["from"]).partition("@")[0].lower()
    return (
        bool(automatic and not automatic.startswith("no"))
        or raw["precedence"].strip().lower() in {"bulk", "junk", "list", "auto_reply"}
        or bool(raw["list-id"].strip() or raw["x-autoreply"].strip())
        or raw["return-path"].strip() == "<>"
        or kind == "multipart/report"
        or local in {"mailer-daemon", "postmaster"}
    )


def _raw_header(message: Message, name: str) -> str:
    """Return a header as text; bytes that say no charset are UTF-8, else Windows' Latin-1."""
    for found, value in message.raw_items():
        if found.lower() == name:
            octets = str(value).encode("utf-8", "surrogateescape")
            return _by_guess(octets)
    return ""


def _decoded(text: str) -> str:
    """Return a header with its encoded words (RFC 2047) read; the rest as it is."""
    if "=?" not in text:
        return text
    try:
        parts = decode_header(text)
    except _BROKEN:
        return text
    words = []
    for part, charset in parts:
        if isinstance(part, bytes):
            words.append(_by_charset(part, charset or "latin-1"))
        else:
            words.append(part)
    return "".join(words)


def _address(text: str) -> str:
    """Return the first e-mail address of a header, or "" when it is none that can be written to."""
    try:
        pairs = getaddresses([_decoded(text)])
    except _BROKEN:
        return ""
    address = clean_line(pairs[0][1]) if pairs else ""
    return address if re.fullmatch(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,190}", address) else ""


def _by_charset(octets: bytes, charset: str) -> str:
    """Return the text in the charset that is declared, if it can be; else by guess."""
    try:
        return octets.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return _by_guess(octets)


def _by_guess(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _read_parts(mail: Mail, message: Message) -> None:
    texts: list[str] = []
    pages: list[str] = []
    for part in _leaves(mail, message):
        kind = part.get_content_type()
        if _is_text(part, kind):
            (pages if kind == "text/html" else texts).append(_text_of(part))
        else:
            _add_file(mail, part, kind)
    # Both when they are two versions of the same: the plain one counts.
    text = "\n\n".join(one for one in texts if one.strip())
    if not text.strip():
        text = "\n\n".join(text_of_html(one) for one in pages)
    text = clean_text(text)
    if len(text) > TEXT or any(len(one) > HTML for one in pages):
        mail.leave_out("text_too_long", "", len(text))
    mail.text = text[:TEXT]


def _leaves(mail: Mail, message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order, without recursion."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > DEPTH or seen > PARTS:
            mail.leave_out("parts")
            return
        inside = part.get_payload()
        if isinstance(inside, list):
            waiting += [(one, depth + 1) for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _is_text(part: Message, kind: str) -> bool:
    """Tell whether the part is words to read; a text file that is attached is."""
    if kind == "text/plain":
        return b"\0" not in _octets(part)
    return kind == "text/html" and not (
        part.get_content_disposition() == "attachment" or _name_of(part)
    )


def _octets(part: Message) -> bytes:
    """Return what a part holds, its transfer encoding undone as far as it goes."""
    try:
        found = part.get_payload(decode=True)
    except _BROKEN:
        found = None
    return found if isinstance(found, bytes) else b""


def _text_of(part: Message) -> str:
    try:
        charset = part.get_content_charset() or "utf-8"
    except _BROKEN:
        charset = "utf-8"
    return _by_charset(_octets(part), charset)


def _name_of(part: Message) -> str:
    try:
        return clean_line(_decoded(part.get_filename() or ""))[:120]
    except _BROKEN:
        return ""


def _add_file(mail: Mail, part: Message, kind: str) -> None:
    if kind.partition("/")[2] in _QUIET:
        return
    if len(mail.files) >= FILES:
        mail.leave_out("too_many_files")
        return
    data = _octets(part)
    if data:
        is_inline = part.get_content_disposition() != "attachment" and bool(part["content-id"])
        mail.files.append(File(_name_of(part), kind, data, is_inline))


# Tags that end a line; the other ones stand inside it. Both go before the HTML is
# parsed: a parser needs minutes for tags nested a hundred thousand deep.
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|table|h[1-6]|blockquote|pre|section|article|center|hr|d[ltd])"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?!script|style|title|br>)[a-z][^<>]*>", re.IGNORECASE)


def text_of_html(page: str) -> str:
    """Return the words of an HTML mail, a line for each block; nothing of it is ever shown as HTML."""
    plain = _INLINE.sub("", _BLOCK.sub("<br>", page[:HTML]))
    # Scripts, styles, comments and what is malformed are for a parser to find.
    plain = "<".join(plain.split("<", TAGS)[:TAGS])
    cleaned = nh3.clean(
        plain, tags={"br"}, clean_content_tags={"script", "style", "title"}, link_rel=None
    )
    words = re.sub(r"\s+", " ", cleaned).replace("<br>", "\n")
    lines = [line.strip() for line in html.unescape(words).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# Small words that are frequent in one language and rare in the others.
_SMALL_WORDS = {
    code: frozenset(words.split())
    for code, words in {
        "fr": "le la les des une est pas je vous nous que qui dans pour sur avec mon ma au",
        "nl": "de het een van ik niet dat en op te voor met mijn maar zijn heb er bij ook",
        "en": "the and to of is my not was for with that have they this but at from you",
    }.items()
}


def guess_language(text: str) -> str:
    """Return "fr", "nl" or "en" when its small words say so clearly, else ""."""
    words = re.findall(r"[^\W\d_]+", text.lower())[:2000]
    counts = sorted(
        ((sum(word in small for word in words), code) for code, small in _SMALL_WORDS.items()),
        reverse=True,
    )
    (most, code), (second, _) = counts[:2]
    return code if most >= 3 and most >= 2 * second else ""
