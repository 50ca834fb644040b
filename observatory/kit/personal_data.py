"""Finding what may identify a person in a text: it highlights, a human decides.

Recall comes first: what is marked for nothing costs a moderator a glance, what
is missed may cost a person more. Kinds in `CERTAIN` are told by their form, so
a text that still holds one can be refused; the others are only pointed at.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import phonenumbers
from stdnum.be import bis, nn

from .personal_names import find_names

# E-mail, phone, account, national register and card numbers: never published.
CERTAIN = frozenset({"email", "phone", "account", "register", "card"})
# When two finds overlap, the one that stands first here gives its name to both.
KINDS = (
    "email",
    "link",
    "payment",
    "account",
    "card",
    "register",
    "phone",
    "plate",
    "birth_date",
    "address",
    "file",
    "name",
)
# A full date this many years old is hardly the day of an experience: rather a birth.
BIRTH_YEARS = 12


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` (excluded) of the text, and what they seem to be."""

    start: int
    end: int
    kind: str


def find_personal_data(
    text: str,
    *,
    language: str | None = None,
    known: Collection[str] = (),
    public: Collection[str] = (),
    today: date | None = None,
) -> list[Span]:
    """Return the parts of the text that may identify someone, in order, never overlapping.

    `known` are names of places, organisations and services, which are not
    names of people; `public` are published contacts (a phone line, an address
    of an ombudsman), left alone. `language` ("fr", "nl", "en") is a hint that
    is not needed: people mix languages, so the rules of all three apply.
    """
    today = today or date.today()
    published = {_bare(contact) for contact in public}
    found = [
        Span(start, end, kind)
        for kind, finder in (
            ("email", _emails),
            ("link", _links),
            ("payment", _payments),
            ("account", _accounts),
            ("card", _cards),
            ("register", _register_numbers),
            ("phone", _phones),
            ("plate", _plates),
            ("address", _addresses),
            ("file", _file_numbers),
        )
        for start, end in finder(text)
    ]
    found += [Span(start, end, "birth_date") for start, end in _birth_dates(text, today)]
    found += [Span(start, end, "name") for start, end in find_names(text, known)]
    return _without_overlap(
        [span for span in found if _bare(text[span.start : span.end]) not in published]
    )


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _without_overlap(spans: list[Span]) -> list[Span]:
    """Join spans that overlap under the name of the surest kind."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start < kept[-1].end:
            last = kept.pop()
            kind = min(last.kind, span.kind, key=KINDS.index)
            kept.append(Span(last.start, max(last.end, span.end), kind))
        else:
            kept.append(span)
    return kept


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text))


# Between two digits people write nothing, a space (of any kind), a dot, a slash or a dash.
_S = r"[\s./\-–‑]"

_EMAIL = re.compile(
    r"[\w.+\-]+\s?(?:@|\(at\)|\[at\]|\(a\)|\sarobase\s|\sapenstaartje\s)\s?[\w\-]+(?:\.[\w\-]+)+",
    re.I,
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>«»\"]+"
    r"|\b(?:facebook|fb|instagram|tiktok|linkedin|twitter|x|t|wa|youtube)\.(?:com|me)/[^\s<>«»\"]+"
    r"|(?<![\w@.])@\w[\w.]{2,}",
    re.I,
)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_EMAIL, text)


def _links(text: str) -> Iterator[tuple[int, int]]:
    """Find links and @handles; a bare domain is the address of a service, not of a person."""
    for start, end in _spans(_LINK, text):
        yield start, start + len(text[start:end].rstrip(".,;:!?)\u202f"))


# The structured communication of a Belgian payment: +++123/4567/89012+++.
_PAYMENT = re.compile(r"[+*]{3}\s?\d{3}\s?/\s?\d{4}\s?/\s?\d{5}\s?[+*]{3}")


def _payments(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_PAYMENT, text)


# Lengths of the IBAN (ISO 13616) where Brussels people bank most.
_IBAN_LENGTHS = {
    **{"AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20},
    **{"ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27},
    **{"LT": 20, "LU": 20, "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28},
    **{"PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "TN": 24, "TR": 26},
}
_IBAN = re.compile(rf"(?<![A-Za-z0-9])([A-Za-z]{{2}})\d{{2}}(?:{_S}?[A-Za-z0-9]){{11,30}}")
# Until 2010: 12 digits, the last two the first ten modulo 97.
_OLD_ACCOUNT = re.compile(r"(?<![\d-])(\d{3})[-\s](\d{7})[-\s](\d{2})(?![\d-])")


def _accounts(text: str) -> Iterator[tuple[int, int]]:
    for match in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(match[1].upper())
        if length and (end := _after_signs(match[0], length)):
            number = _bare(match[0][:end]).upper()
            # A Belgian number with a typing error still tells too much.
            if _is_iban(number) or (match[1].upper() == "BE" and number[2:].isdigit()):
                yield match.start(), match.start() + end
    for match in _OLD_ACCOUNT.finditer(text):
        if not match[1].startswith("59"):
            yield match.span()


def _after_signs(text: str, count: int) -> int | None:
    """Return where `count` letters and digits have been read, if a sign does not go on there."""
    seen = 0
    for place, character in enumerate(text):
        seen += character.isalnum()
        if seen == count:
            following = text[place + 1 : place + 2]
            return None if following.isdigit() else place + 1
    return None


def _is_iban(number: str) -> bool:
    """Check the remainder by 97 (ISO 7064), letters read as 10 to 35."""
    digits = "".join(str(int(character, 36)) for character in number[4:] + number[:4])
    return int(digits) % 97 == 1


# The identity card's own number: 59x-xxxxxxx-xx (IBZ, information type 195).
_CARD = re.compile(r"(?<![\d-])59\d[-\s.]?\d{7}[-\s.]?\d{2}(?![\d-])")


def _cards(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_CARD, text)


_REGISTER = re.compile(
    rf"(?<![\d/+])\d{{2}}{_S}?\d{{2}}{_S}?\d{{2}}{_S}{{0,3}}\d{{3}}{_S}{{0,3}}\d{{2}}(?![\d/])"
)


def _register_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Find national register and BIS numbers, those with a typing error too.

    The number starts with a date of birth whose month goes up by 20 or 40 for
    BIS numbers (Royal Decree of 3 April 1984 and the BCSS instructions).
    """
    for match in _REGISTER.finditer(text):
        digits = _bare(match[0])
        month, day = int(digits[2:4]), int(digits[4:6])
        like_a_date = month % 20 <= 12 and month < 53 and day <= 31
        if like_a_date or nn.is_valid(digits) or bis.is_valid(digits):
            yield match.span()


_BELGIAN_PHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00)\s?32{_S}?(?:\(0\))?{_S}?|\(?0)[1-9]\)?(?:{_S}{{0,2}}\d){{7,8}}"
    r"(?!\d|[./-]\d)"
)
# Lines that belong to no one in particular: free, premium, shared cost.
_SERVICE_LINES = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.UAN,
    }
)


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for match in _BELGIAN_PHONE.finditer(text):
        digits = re.sub(r"^(?:\+|00)\s?32|^0", "", match[0].replace("(0)", "").replace("(", ""))
        national = _bare(digits)
        # Eight digits after the 0, nine for a mobile (numbering plan of the BIPT).
        mobile = national.startswith("4") and national[1:2] in "5678" + "9"
        if len(national) == (9 if mobile else 8) and not national.startswith(("800", "90", "70")):
            yield match.span()
    for found in phonenumbers.PhoneNumberMatcher(text, "BE", phonenumbers.Leniency.VALID):
        if phonenumbers.number_type(found.number) not in _SERVICE_LINES:
            yield found.start, found.end


# Belgian plates: 1-ABC-234 since 2010, ABC-123 and 123-ABC before.
_PLATE = re.compile(
    r"(?<![\w-])(?:[1-9][-\s][A-Z]{3}[-\s]\d{3}|[1-9][A-Z]{3}\d{3}|[A-Z]{3}-\d{3}|\d{3}-[A-Z]{3}"
    r"|[1-9]-[a-z]{3}-\d{3})(?![\w-])"
)


def _plates(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_PLATE, text)


_MONTHS = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre"
    "|décembre|decembre|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober"
    "|november|december|january|february|march|may|june|july|august|october"
)
_DATE = re.compile(
    rf"(?<![\d.,/-])(?:\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?((?:19|20)?\d{{2}})"
    rf"|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:er|e|st|nd|rd|th)?\s(?:{_MONTHS}),?\s((?:19|20)\d{{2}}))(?![\d/-]|[.,]\d)",
    re.I,
)
_BORN = re.compile(
    r"(?:\bnée?s?\b|naissance|\bgeboren\b|geboorte\w*|\bborn\b|birth\w*)[^.;\d]{0,24}$", re.I
)


def _birth_dates(text: str, today: date) -> Iterator[tuple[int, int]]:
    for match in _DATE.finditer(text):
        year = match[1] or match[2] or match[0][:4]
        is_old = len(year) == 4 and int(year) <= today.year - BIRTH_YEARS
        if is_old or _BORN.search(text[: match.start()]):
            yield match.span()


_WAYS = (
    "rue|avenue|av\\.|boulevard|boul\\.|bd\\.?|bld\\.?|blvd\\.?|chaussée|chaussee|ch\\.|place|pl\\."
    "|square|sq\\.|quai|drève|dreve|clos|allée|allee|impasse|chemin|sentier|venelle|parvis|esplanade"
    "|cité|cours|rond-point|montagne|petite rue|vieille rue|digue|passage|galerie"
)
_NUMBER = (
    r"\d{1,4}\s?(?:[A-Ha-h](?!\w))?"
    r"(?:\s?/\s?\d{1,3}|[\s,]*(?i:b|bte|bt|boîte|boite|bus|app)\.?\s?\d{1,4})?"
)
# Words that end the name of a street: what follows them is no house number.
_STOP = (
    "depuis|pendant|pour|avec|dans|après|avant|est|et|a|à|ou|où|qui|que|sont|était|fermée?|ferme"
    "|ouvre|ouverte?|vers|il|elle|je|j|on|nous|entre|ne|n|y|s|tous|toutes|mais|sans|en|tram|bus|ligne"
)
_WORD = rf"(?!(?i:{_STOP})\b)[^\W\d_](?:[\w'’.\-])*"
_SMALL = r"(?:(?i:d[eu]s?|la|le|les|aux?|sur|sous|op|van)\s+)*"
_STREET = rf"(?i:{_WAYS})\s+{_WORD}(?:\s+{_WORD}){{0,5}}?"
# Without a number or a town behind it: the name goes on as long as it has capitals.
_SHORT_STREET = rf"(?i:{_WAYS})\s+{_SMALL}{_WORD}(?:\s+{_SMALL}[A-ZÀ-Þ][\w'’\-]*){{0,4}}"
_DUTCH_STREET = (
    r"[^\W\d_][\w'’\-]*(?i:straat|laan|plein|plaats|kaai|lei|dreef|steenweg|weg|gang|square|hof|berg"
    r"|markt|singel)\b|(?i:steenweg|plein|laan)\s+(?i:op|naar|van)\s+\w+"
)
_TOWN = r"\s*,?\s*(?:(?:à|in|te)\s+)?(?:B-)?[1-9]\d{3}\s+[^\W\d_][\w'’\-]*(?:\s[A-Z][\w'’\-]+){0,2}"
_NOT_A_HOUSE = (
    r"(?!\d|[./:,\-]\d|\s?(?:h|heures?|mois|jours?|semaines?|minutes?|fois|ans?|personnes?|guichets?"
    r"|euros?|uur|dagen|weken|maanden|keer|jaar|mensen|hours?|days|weeks|months|times|years)\b|\s?[%€])"
)
_ADDRESS = re.compile(
    rf"\b(?:(?:{_STREET}|{_DUTCH_STREET})\s*,?\s*(?i:n°|nr\.?|no\.?|numéro|nummer)?\s*"
    rf"{_NUMBER}{_NOT_A_HOUSE}(?:{_TOWN})?"
    rf"|{_NUMBER}\s*,?\s+(?:{_STREET}{_TOWN}|{_SHORT_STREET}|(?:{_DUTCH_STREET})(?:{_TOWN})?))"
)
# Without a number, a street is an address when the person says she lives there.
_HOME = re.compile(
    r"\b(?i:habit\w*|domiciliée?|demeure|réside|woon|woont|wonen|live|living)\s(?:[^\W\d_]+\s){0,3}?"
    rf"(?P<street>{_SHORT_STREET}|{_DUTCH_STREET})"
)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    yield from _spans(_ADDRESS, text)
    for match in _HOME.finditer(text):
        yield match.span("street")


_FILE = re.compile(
    r"\b(?:(?P<reference>réf(?:érence)?|ref(?:erentie|erence)?)|dossier(?:nummer)?|klantnummer|klant"
    r"|client|contra[ck]t?|contract|case|file|matricule|affiliée?|facture|factuur|invoice)\b[\s.:]*"
    r"(?:n°|nr\.?|no\.?|number|numéro|nummer|#)?[\s.:]*(?P<number>(?=[\w/\-.]*\d{3})[\w/\-.]*\d(?:-?[A-Za-z]\b)?)",
    re.I,
)
_FILE_ALONE = re.compile(r"(?<![\w\-/])[A-Za-z]{2,8}[-/](?:\d{4}/)?\d{4,}(?![\w-])")


def _file_numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in _FILE.finditer(text):
        yield match.start() if match["reference"] else match.start("number"), match.end()
    yield from _spans(_FILE_ALONE, text)
