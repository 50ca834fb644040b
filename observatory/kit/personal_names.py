"""Guessing which words of a text are the name of a person.

There is no list of first names behind it: only what stands before (a title, "je
m’appelle", "ma fille") and capital letters where ordinary words have none.
"""

import re
from collections.abc import Collection, Iterator

_UPPER = r"[A-ZÀ-ÖØ-ÞŠŽŒĆČĐİŞĞŁ]"
_LETTER = r"[^\W\d_]"
_CAP = rf"(?:[DdLO]['’])?{_UPPER}(?:{_LETTER}|[’'\-])*{_LETTER}(?!\d)|{_UPPER}\."
_PARTICLE = r"(?:van|von|de|den|der|du|des|di|da|dos|el|al|ben|bin|ait|aït|ter|ten|le|la)"
_LINK = rf"(?:\s+{_PARTICLE}){{0,3}}\s+"
# "Françoise De Smet", "G. Vandermeersch", "EL HARRAOUI Monique", "Ndeye Van den Broeck".
_NAME = rf"(?:{_CAP})(?:(?:{_LINK})(?:{_CAP})){{0,4}}"
_LOOSE_WORD = r"[^\W\d_][\w’'\-]+"

_TITLE = (
    r"(?:m\.|mr\.?|mme\.?|mmes|mlle\.?|madame|monsieur|mademoiselle|messieurs|mesdames|mevr\.?|mevrouw"
    r"|mw\.|dhr\.?|meneer|mijnheer|de heer|juffrouw|mrs\.?|ms\.?|miss|dr\.?|docteur|dokter|maître)"
)
_INTRODUCTION = (
    r"(?:je m['’]appelle|il s['’]appelle|elle s['’]appelle|s['’]appelait|mon nom est|nommée?|prénommée?"
    r"|mijn naam is|ik heet|hij heet|zij heet|genaamd|my name is|named|called)"
)
_RELATION = (
    r"(?:(?:ma|mon|sa|son|notre|mijn|haar|zijn|onze|ons|my|his|her|our)\s+"
    r"(?:fille|fils|mère|père|mari|femme|épouse|époux|sœur|soeur|frère|tante|oncle|cousine?|voisine?|amie?"
    r"|compagnon|compagne|maman|papa|grand-mère|grand-père|belle-mère|collègue"
    r"|dochter|zoon|moeder|vader|man|vrouw|zus|broer|oom|buurman|buurvrouw|vriend|vriendin|collega"
    r"|daughter|son|mother|father|husband|wife|sister|brother|aunt|uncle|neighbour|friend|colleague))"
)
_AFTER_TITLE = re.compile(rf"(?<!\w)(?:(?i:{_TITLE})|Me\.?)\s+(?P<name>{_NAME})")
_AFTER_TITLE_LOOSE = re.compile(
    rf"(?<!\w)(?:{_TITLE})\s+(?P<name>(?:{_PARTICLE}\s+)*{_LOOSE_WORD})", re.I
)
_AFTER_WORDS = re.compile(
    rf"(?<!\w)(?i:{_INTRODUCTION}|{_RELATION}|ik ben|je suis|i am|i['’]m)\s*[,:]?\s+(?P<name>{_NAME})"
)
_BEFORE_RELATION = re.compile(rf"(?<![\w@.\-])(?P<name>{_NAME})(?=\s*,\s*(?i:{_RELATION})\b)")
_AFTER_INTRODUCTION_LOOSE = re.compile(
    rf"(?<!\w)(?:{_INTRODUCTION})\s+(?P<name>(?:{_PARTICLE}\s+)*{_LOOSE_WORD}(?:\s+{_LOOSE_WORD})?)",
    re.I,
)
# "ik ben tom saïdi en woon in": all in small letters, the rest of the sentence tells.
_AFTER_I_AM_LOOSE = re.compile(
    rf"(?<!\w)(?:ik ben|je suis|i am)\s+(?P<name>{_LOOSE_WORD}\s+(?:{_PARTICLE}\s+)*{_LOOSE_WORD})"
    r"(?=\s*(?:,|en woon|et j['’]habite|et je vis|and i live))",
    re.I,
)
_PARTICLES = frozenset(_PARTICLE.strip("(?:)").split("|"))
# "place Flagey" names a place, whoever Flagey was.
_STREET_BEFORE = re.compile(
    r"\b(?:rue|avenue|boulevard|chaussée|place|square|quai|drève|clos|parvis|gare|station|arrêt|halte|métro)"
    r"\s+(?:d[eu]s?\s+|de la\s+|d['’])?$",
    re.I,
)
_CAPITALS = re.compile(rf"(?<![\w@.'’\-/]){_NAME}")
_SENTENCE_START = re.compile(r"(?:^|[.?!…:;\n]|[«\"“(•\-–—])\s*$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What may follow a title or an introduction without being a name.
_ORDINARY = _words(
    """
    a à au aux avec bonjour ce cela car ces cette chez comme dans de depuis derrière des dit
    dont du elle en est et était être fait il ils j je l la le les leur lui m m'a mais me même
    mes moi mon n ne ni non nos nous on ont ou où par pas pour puis quand que qui s sa sans se
    ses si son sont sur ta te toi ton tous tout très tu un une vers vous y l'assistante
    l'agent responsable présente présent absente absent sympathique sympa gentille gentil
    désagréable trop toujours jamais encore aussi seule seul malade fatiguée fatigué aan
    achter als bij daar dan dat deze die dit door een en er geen had heb hebben heeft het hier
    hij hoe ik in is je kan kon maar me met mij mijn na naar niet nog nu of om onder ons ook
    op over te tegen toen tot u uit van voor waar wat we weer werd wie wij zei zegt zich zij
    zijn zo zonder an and are as at be but by can did do does for from had has have he her his
    i if in is it my no not of on or our said says she so than that the their them then there
    they this to told too us was we were what when who will with you your directrice directeur
    voorzitter bourgmestre présidente président
    """
)
# Words written with a capital that name no one.
_COMMON = _words(
    """
    Le La Les L Un Une Des Du De D Ce Cet Cette Ces Mon Ma Mes Son Sa Ses Notre Nos Votre Vos
    Leur Leurs Je J Tu Il Elle On Nous Vous Ils Elles Et Ou Mais Donc Car Puis Alors Quand
    Comme Si Dans Sur Sous Avec Sans Pour Par Chez Depuis Après Avant Pendant Aussi Enfin
    Ensuite Ici Là Hier Aujourd'hui Demain Merci Bonjour Au Aux À A En Pas Plus Très Tout Tous
    Toute Toutes Rien Personne Quelqu'un Impossible Résultat Contact Numéro Carte Het De Een
    Deze Dit Die Dat Mijn Onze Ons Uw Hun Ik Jij Hij Zij Wij U En Of Maar Dus Want Toen Als In
    Op Bij Met Zonder Voor Naar Van Aan Sinds Na Er Geen Niet Nu Dan Daar Hier Waar Wie Wat
    Niemand Iemand Alles Niets The An This That These Those My Our Your His Her Their I We
    They He She It And But So Then When If At With Without For From To Since After No Not
    Nobody Somebody Please Call There Here M Mr Mme Mlle Madame Monsieur Mademoiselle Mevrouw
    Meneer Mevr Dhr Mrs Ms Miss Docteur Dokter Maître Lundi Mardi Mercredi Jeudi Vendredi
    Samedi Dimanche Monday Tuesday Wednesday Thursday Friday Saturday Sunday Maandag Dinsdag
    Woensdag Donderdag Vrijdag Zaterdag Zondag Mo Tu We Th Fr Sa Su PH Noël Pâques Kerstmis
    Pasen January February March April May June July August September October November
    December Internet Web Wifi Google Facebook WhatsApp Gmail Outlook Windows Android Apple
    Zoom Teams Messenger Chrome Itsme itsme IRISbox Irisbox eID EID ID PIN PDF SMS GSM QR CSAM
    DigiD eBox Doccle MyPension Belgique België Belgium Bruxelles Brussel Brussels Europe
    Europa Flandre Wallonie Vlaanderen Wallonië France Pays-Bas Allemagne Espagne Italie
    Luxembourg Maroc Turquie Nederland Frankrijk Duitsland Marokko Turkije Français
    Néerlandais Anglais Arabe Turc Nederlands Frans Engels Arabisch French Dutch English
    Arabic CPAS OCMW SPF FOD STIB MIVB SNCB NMBS BIS NISS TVA BTW Rekening Compte Account ONEM
    RVA CSC FGTB ACV ABVV ISBN ECLI INS NIS BCE KBO ASBL VZW HLM SLRB BIC IBAN RDV OK TV Tram
    Bus Metro Métro Train Guichet Loket Numéro Rue Avenue Place Service Etat État Gouvernement
    Parlement Ombuds Ombudsman Médiateur Unia Actiris Forem VDAB Proximus Orange Telenet
    Sibelga Vivaqua Engie Luminus TotalEnergies Partenamut Solidaris Mutualité Poste Bpost
    """
)
_COMMON_FOLDED = frozenset(word.casefold() for word in _COMMON)


def find_names(text: str, known: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of what looks like the name of a person; spans may overlap.

    `known` are names of places, organisations and services: words of theirs
    are no names of people.
    """
    familiar = _COMMON_FOLDED | {
        word.casefold() for name in known for word in re.findall(r"[\w’'\-]+", name)
    }
    yield from _after_titles(text)
    for pattern in (_AFTER_WORDS, _BEFORE_RELATION):
        for match in pattern.finditer(text):
            if not _all_familiar(match["name"], familiar):
                yield match.span("name")
    for pattern in (_AFTER_INTRODUCTION_LOOSE, _AFTER_I_AM_LOOSE):
        for match in pattern.finditer(text):
            words = match["name"].casefold().split()
            if words[0] not in _ORDINARY and not all(word in familiar for word in words):
                end = match.end("name")
                if words[-1] in _ORDINARY:
                    end -= len(match["name"].split()[-1]) + 1
                yield match.start("name"), end
    yield from _capital_words(text, familiar)


def _after_titles(text: str) -> Iterator[tuple[int, int]]:
    for match in _AFTER_TITLE.finditer(text):
        yield match.span()
    for match in _AFTER_TITLE_LOOSE.finditer(text):
        if match["name"].casefold().split()[-1] not in _ORDINARY:
            yield match.span()


def _all_familiar(name: str, familiar: Collection[str]) -> bool:
    """Tell whether each word with a capital is a word we know, an initial excepted."""
    return all(
        word.casefold().rstrip(".") in familiar
        for word in re.findall(r"[\w’'\-]+\.?", name)
        if word[:1].isupper()
    )


def _capital_words(text: str, familiar: Collection[str]) -> Iterator[tuple[int, int]]:
    for match in _CAPITALS.finditer(text):
        words = [
            (match.start() + word.start(), match.start() + word.end())
            for word in re.finditer(r"\S+", match[0])
        ]
        all_words = list(words)
        # Ordinary and known words at either end are not part of the name.
        while words and _is_familiar(text[slice(*words[0])], familiar):
            words.pop(0)
        while words and _is_familiar(text[slice(*words[-1])], familiar):
            words.pop()
        if not words or _STREET_BEFORE.search(text[: words[0][0]]):
            continue
        # "DE SMET Yamina": a particle that was taken for an ordinary word comes back.
        before = [word for word in all_words if word[0] < words[0][0]]
        while before and text[slice(*before[-1])].casefold() in _PARTICLES:
            words.insert(0, before.pop())
        starts_sentence = words[0][0] == match.start() and _SENTENCE_START.search(
            text[: match.start()]
        )
        if len(words) == 1 and (starts_sentence or len(text[slice(*words[0])]) < 3):
            continue
        yield words[0][0], words[-1][1]


def _is_familiar(word: str, familiar: Collection[str]) -> bool:
    folded = word.casefold().strip(".,’'")
    elided = re.sub(r"^[dlnsjmtc]['’]|^qu['’]", "", folded)
    return (
        folded in familiar
        or elided in familiar
        or folded in _ORDINARY
        or all(part in familiar for part in folded.split("-"))
        or folded.endswith(("straat", "laan", "plein", "steenweg", "kaai"))
    )
