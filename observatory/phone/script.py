"""What the worker says aloud, in the caller's language.

The page around it is in the worker's language: the words of the script are
made here, under the caller's, and given to the page as they are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils import translation

from observatory.moderation.queries.contacts import orientation_card
from observatory.questionnaires.amounts import amount_words
from observatory.questionnaires.languages import isolate
from observatory.questionnaires.schema import MEASURED, Answer, Question, Words
from observatory.reports.forms.wizard_fields import CONTACT_FIELDS, month_label

from .answering import UNKNOWN_MONTH, codes_of
from .calls import CHECK, OPENING, Call, Step, steps, unknown_option
from .wording import said as _


@dataclass
class Script:
    """What to say on one step: the question in large letters, what comes before and after it."""

    main: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    # For the worker only.
    source: str = ""


@contextmanager
def _spoken(language: str) -> Iterator[None]:
    with translation.override(language):
        yield


def script_of(call: Call, step: Step) -> Script:
    """Return what to say on a step. Its source is for the worker: it comes in the active language."""
    own = translation.get_language() or call.language
    with _spoken(call.language):
        if step.kind == OPENING:
            return _opening()
        if step.kind == CHECK:
            return Script(
                main=_("Est-ce que tout est juste ?"),
                before=[
                    _(
                        "Je vous relis ce que j’ai noté. Arrêtez-moi si quelque chose n’est pas juste."
                    )
                ],
            )
        if step.kind in {"words", "end"} and step.screen is not None:
            words = step.screen.words(call.language)
            source = step.screen.words(own).source
            return Script(words.say or words.label, after=list(words.text), source=source)
        return _question(call, step)


def _opening() -> Script:
    return Script(
        main=_(
            "Est-ce à vous que c’est arrivé, ou parlez-vous pour quelqu’un ? On peut commencer ?"
        ),
        before=[
            _("Bonjour, ici l’Observatoire. Nous sommes des citoyens et des associations."),
            _("Nous ne sommes ni la commune, ni le service dont vous allez parler."),
        ],
        after=[
            _("Cela prend cinq minutes. Vous pouvez vous arrêter quand vous voulez."),
            _(
                "L’appel n’est pas enregistré. Je ne garde rien sans votre accord : je vous le demande à la fin."
            ),
        ],
    )


def _question(call: Call, step: Step) -> Script:
    question, screen = step.question, step.screen
    if question is None or screen is None:
        return Script("")
    if step.kind == "groups" and screen.groups_of:
        return _from_words(screen.words(call.language))
    if step.group is not None and question.multiple:
        return Script(
            _("« %(group)s » : qu’est-ce qui va le mieux ?")
            % {"group": step.group.label(call.language)}
        )
    script = _from_words(question.words(call.language))
    words = screen.words(call.language)
    if step.is_first and (words.say or words.label):
        script.before = [_as_sentence(words.say or words.label), *words.text]
    return script


def _as_sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…", "؟")) else f"{text}."


def _from_words(words: Words) -> Script:
    if words.say:
        return Script(words.say)
    return Script(words.label, after=[words.help] if words.help else [])


@dataclass(frozen=True)
class Sentence:
    """One answer read back; its number leads to the question, to change it."""

    number: int
    # Empty: not answered, nothing to say.
    text: str
    short: str
    step: str


def read_back(call: Call) -> list[Sentence]:
    """Return every answer given before the consent, in whole sentences, numbered.

    What was not answered has no sentence: it can be answered now by its number.
    """
    found: list[Sentence] = []
    asked: set[str] = set()
    with _spoken(call.language):
        for step in steps(call):
            if step.kind == CHECK:
                break
            if step.question is None or step.question.key in asked:
                continue
            asked.add(step.question.key)
            words = step.question.words(call.language)
            found.append(
                Sentence(
                    len(found) + 1,
                    say_answer(step.question, call.answers.get(step.question.key), call.language),
                    words.short or words.label,
                    step.name,
                )
            )
    return found


def say_answer(question: Question, answer: Answer | None, language: str) -> str:
    """Return an answer as a sentence in the active language; nothing when there is none."""
    if not answer:
        return ""
    words = question.words(language)
    unknown = unknown_option(question)
    if answer == UNKNOWN_MONTH or (unknown and codes_of(answer) == [unknown.code]):
        return _("%(what)s : vous ne savez pas.") % {"what": words.short or words.label}
    said = _(" ; ").join(_spoken_answer(question, answer, language))
    if words.repeat:
        return words.repeat.replace("{answer}", said)
    return _("À la question « %(label)s », vous avez répondu : %(answer)s.") % {
        "label": words.label,
        "answer": said,
    }


def _spoken_answer(question: Question, answer: Answer, language: str) -> list[str]:
    if isinstance(answer, dict):
        return [
            f"{_(str(CONTACT_FIELDS[part][0]))} {isolate(answer[part], language)}"
            for part in question.parts
            if part in answer
        ]
    if question.kind == "month":
        return [month_label(str(answer))]
    if question.kind in MEASURED:
        return [isolate(amount_words(question, str(answer)), language)]
    if not question.options:
        return [isolate(str(answer), language)]
    found = (question.by_code.get(code) for code in codes_of(answer))
    return [option.label(language) for option in found if option is not None]


@dataclass(frozen=True)
class Card:
    """The orientation card: what to say, and where help is today."""

    script: Script
    contacts: list[dict[str, str]]


def urgent_card(language: str) -> Card:
    """Return the card that opens for an urgent call, in the caller's language."""
    with _spoken(language):
        return Card(
            Script(
                main=_(
                    "Ce que vous vivez ne peut pas attendre. Je vous donne d’abord où trouver de l’aide."
                ),
                before=[
                    _("Êtes-vous en danger maintenant ? Si oui, appelez le 112, c’est gratuit.")
                ],
                after=[
                    _("Si vous le voulez, nous reprendrons votre histoire après, ou un autre jour.")
                ],
            ),
            orientation_card(),
        )


def help_card(language: str) -> Card:
    """Return where help is, for the end of the call."""
    with _spoken(language):
        return Card(
            Script(
                main=_("Avez-vous besoin d’aide aujourd’hui ?"),
                after=[
                    _(
                        "Ce que vous avez raconté ne règle pas votre dossier. Ces personnes peuvent vous aider."
                    )
                ],
            ),
            orientation_card(),
        )


def code_script(language: str) -> Script:
    """Return what to say before and after spelling the code."""
    with _spoken(language):
        return Script(
            main=_(
                "Je vous donne un code de douze chiffres. Prenez de quoi écrire : je le dis deux fois."
            ),
            before=[_("C’est bien noté, merci beaucoup.")],
            after=[
                _("Relisez-le-moi, s’il vous plaît."),
                _(
                    "Avec ce code, vous pouvez nous rappeler pour savoir où en est votre histoire, ajouter quelque chose ou tout effacer."
                ),
            ],
        )


def hang_up_script(language: str) -> Script:
    """Return what to say to somebody who stops."""
    with _spoken(language):
        return Script(
            main=_("Pas de problème. J’efface tout. Vous pouvez rappeler quand vous voulez.")
        )
