"""Small questionnaires for the tests of printing, published like any other."""

from datetime import UTC, datetime

from observatory.people.queries import system_actor
from observatory.questionnaires.actions import publish_version

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LANGUAGES = ["fr", "nl", "en", "ar"]


def names(fr, nl, en, ar):
    return {"fr": fr, "nl": nl, "en": en, "ar": ar}


def labels(fr, nl, en, ar, **more):
    """Return the words of a question in four languages; `more` are other words, by language."""
    return {
        language: {"label": label, **{name: said[language] for name, said in more.items()}}
        for language, label in names(fr, nl, en, ar).items()
    }


YES, NO = names("Oui", "Ja", "Yes", "نعم"), names("Non", "Nee", "No", "لا")
UNSURE = names("Je ne sais pas", "Ik weet het niet", "I don’t know", "لا أعرف")

# What is put in an urn at a market: two questions, no words, nobody's name.
URN = {
    "key": "urn-example",
    "number": 1,
    "languages": LANGUAGES,
    "answers": {"yes": YES, "no": NO},
    "screens": [
        {
            "key": "counter",
            "questions": [
                {
                    "key": "counter",
                    "kind": "choice",
                    "options": [
                        {"code": "yes", "names": YES},
                        {"code": "no", "names": NO},
                        {"code": "unknown", "icon": "unknown", "names": UNSURE},
                    ],
                    "wording": labels(
                        "Faut-il un guichet ouvert, sans rendez-vous, dans chaque commune ?",
                        "Moet er in elke gemeente een open loket zijn, zonder afspraak?",
                        "Should every municipality have an open counter, without appointment?",
                        "هل يجب أن يكون في كل بلدية شباك مفتوح بلا موعد؟",
                    ),
                }
            ],
        },
        {
            "key": "ways",
            "questions": [
                {
                    "key": "ways",
                    "kind": "terms",
                    "multiple": True,
                    "options": [
                        {
                            "code": "counter",
                            "icon": "counter",
                            "names": names(
                                "Au guichet", "Aan het loket", "At a counter", "عند الشباك"
                            ),
                        },
                        {
                            "code": "phone",
                            "icon": "phone",
                            "names": names("Par téléphone", "Per telefoon", "By phone", "بالهاتف"),
                        },
                        {
                            "code": "letter",
                            "icon": "letter",
                            "names": names("Par courrier", "Per post", "By post", "بالبريد"),
                        },
                        {
                            "code": "online",
                            "icon": "online",
                            "names": names(
                                "Par internet", "Via internet", "Online", "عبر الإنترنت"
                            ),
                        },
                    ],
                    "wording": labels(
                        "Comment voulez-vous être aidé ?",
                        "Hoe wilt u geholpen worden?",
                        "How would you like to be helped?",
                        "كيف تريدون أن تُساعَدوا؟",
                    ),
                }
            ],
        },
    ],
}

# A visit by protocol: what was seen, when, in a few words.
VISIT = {
    "key": "visit-example",
    "number": 1,
    "languages": LANGUAGES,
    "answers": {"yes": YES, "no": NO},
    "screens": [
        {
            "key": "door",
            "questions": [
                {
                    "key": "open",
                    "kind": "choice",
                    "options": [{"code": "yes", "names": YES}, {"code": "no", "names": NO}],
                    "wording": labels(
                        "La porte était-elle ouverte ?",
                        "Was de deur open?",
                        "Was the door open?",
                        "هل كان الباب مفتوحاً؟",
                    ),
                },
                {
                    "key": "month",
                    "kind": "month",
                    "condition": {"question": "open", "is": "no"},
                    "wording": labels(
                        "Depuis quand ?", "Sinds wanneer?", "Since when?", "منذ متى؟"
                    ),
                },
            ],
            "wording": labels("L’entrée", "De ingang", "The entrance", "المدخل"),
        },
        {
            "key": "notes",
            "questions": [
                {
                    "key": "notes",
                    "kind": "text",
                    "max_length": 600,
                    "wording": labels(
                        "Ce que vous avez vu", "Wat u zag", "What you saw", "ما رأيتم"
                    ),
                },
                {
                    "key": "photo",
                    "kind": "photo",
                    "wording": labels("Une photo", "Een foto", "A photo", "صورة"),
                },
            ],
            "wording": labels("Vos notes", "Uw notities", "Your notes", "ملاحظاتكم"),
        },
    ],
}


def publish(source, **changes):
    """Publish a questionnaire, changed or not; return its version."""
    version = publish_version(source={**source, **changes}, by=system_actor("importer"), at=AT)
    assert version is not None
    return version


def without(language, source):
    """Return a questionnaire as it is before it was put into one of its languages."""
    if isinstance(source, dict):
        return {key: without(language, told) for key, told in source.items() if key != language}
    if isinstance(source, list):
        return [without(language, told) for told in source if told != language]
    return source
