"""From what people write to what the index holds: the same steps for texts and for questions.

Accents and capitals fall away, then the word form: "étrangères", "Etrangers"
and "étranger" are one word. It is done here and not in the database, so that
SQLite and PostgreSQL find the same things.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

# Longer than any word worth finding; the databases have limits too.
LONGEST_WORD = 40
WORD = re.compile(r"[^\W_]+")
# Texts may be written in a language that the site does not speak.
STEMMERS = {"fr": "french", "nl": "dutch", "en": "english", "ar": "arabic"}
# Words that stand in nearly every text. A question made of nothing else finds nothing.
STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "l d s c j m n t qu le la les un une des du de au aux a et ou en y dans sur pour par "
        "avec chez ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs "
        "je tu il elle on nous vous ils elles me te se lui que qui quoi dont est sont ai ont etre "
        "avoir ne",
        "nl": "s t de het een en of in op aan bij van voor met door te ten ter naar om uit dat die "
        "dit deze er is zijn was heb heeft hebben ik je jij u hij zij ze we wij jullie me mij mijn "
        "jouw uw haar hun ons onze",
        "en": "s t the a an and or in on at by of for with to from that this these those it is are "
        "was were be have has had i you he she we they me my your his her our their",
    }.items()
}


def fold(text: str) -> str:
    """Return the text without accents and in one case: "Éléphant" gives "elephant"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def split_words(text: str) -> list[str]:
    """Return the folded words of a text, in order, whatever stands between them."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word; a language without a stemmer leaves it as it is.

    Stemming goes on until nothing changes, because once is not enough for some
    words: the French stemmer makes "etranger" of "etrangers" and "etrang" of
    "etranger".
    """
    name = STEMMERS.get(language)
    if name is None:
        return word
    # One stemmer per call: they keep state, and web servers have threads.
    stemmer = snowballstemmer.stemmer(name)
    for _ in range(4):
        shorter = stemmer.stemWord(word)
        if shorter == word:
            break
        word = shorter
    return word


def plain(word: str) -> str:
    """Return the word in ASCII letters and digits, which every index takes for one word.

    Words in other scripts are written as the hexadecimal of their UTF-8, which
    keeps beginnings: a word that starts like another still does.
    """
    return word if word.isascii() else "u8" + word.encode().hex()


def stems_of(text: str, language: str) -> list[str]:
    """Return the words of a text as the index holds them, stop words left out, in order."""
    skip = STOP_WORDS.get(language, frozenset())
    return [plain(stem(word, language)) for word in split_words(text) if word not in skip]
