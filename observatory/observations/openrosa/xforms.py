"""A version of the observation grid as an XForm, one for everyone: what is personal lies in lists beside it.

pyxform writes the XForm, from rows as in an XLSForm (https://xlsform.org). Names
of our own begin with a capital, which no key of a question does. The form asks
what was planned, or where and how; then when; then the questions of the grid;
last whether the moment is right, since nobody can be asked back afterwards.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from observatory.kit.remembered import RememberedBy
from observatory.observations.models import LONGEST_WAIT, MOST_ATTEMPTS, Kind, Outcome
from observatory.questionnaires.amounts import how_to_write
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, published_version
from observatory.questionnaires.schema import Definition, Option, Question, Screen

from .expressions import DURATION, SECONDS, allowed, relevant_when, xpath_of
from .rows import Rows, Said, column, ours

# The choice of who made something that nobody planned.
NOTHING_PLANNED = "none"
SLOTS, ROUNDS, PLACES = "slots.csv", "rounds.csv", "places.csv"
# Asked by the form before the grid, or not by this form: as at the desk.
ANSWERED, LEFT_OUT = frozenset({"scenario", "channel"}), frozenset({"photo", "contact"})


def form_id(number: int) -> str:
    """Return the name of a version's form.

    Each version is a form of its own: ODK Collect shows only one version of a
    form, and two rounds may have two versions.
    """
    return f"observation-{number}"


def write_xform(version: QuestionnaireVersion) -> bytes:
    """Return the XForm of a published version. No query once the process knows it."""
    return _forms.get(version.pk)


def _write(pk: int) -> bytes:
    # Half a second to import: only the process that gives a form away waits for it.
    from pyxform.xls2xform import convert

    definition = compiled(published_version(pk))
    form = _Form(definition)
    form.ask_what()
    form.ask_when()
    for screen in definition.screens:
        form.ask_screen(screen)
    form.ask_sure()
    settings = {
        "form_title": f"Relevé {definition.number}",
        "form_id": form_id(definition.number),
        "version": str(definition.number),
        "default_language": column(definition.languages[0]),
    }
    written = convert(
        {"survey": form.survey, "choices": form.choices, "settings": [settings]}, validate=False
    )
    return str(written.xform).encode()


_forms = RememberedBy(_write)


class _Form(Rows):
    """The questions of one form, in order."""

    def __init__(self, definition: Definition) -> None:
        super().__init__(definition.languages)
        self.definition = definition

    def ask_what(self) -> None:
        """Ask what was planned, else where and how; the scenario follows from it."""
        planned = f"${{Slot}} != '{NOTHING_PLANNED}'"
        self.row(
            f"select_one_from_file {SLOTS}",
            "Slot",
            ours(_("Quel relevé avez-vous fait ?")),
            {"hint": ours(_("Vos relevés à faire, puis « rien de prévu ».")), **self.missing()},
            required="yes",
        )
        self.begin("Free", ours(_("Où, et comment ?")), f"${{Slot}} = '{NOTHING_PLANNED}'")
        self.row(
            f"select_one_from_file {ROUNDS}",
            "Round",
            ours(_("Pour quelle campagne ?")),
            self.missing(),
            required="yes",
        )
        self.row(
            f"select_one_from_file {PLACES}",
            "Place",
            ours(_("Quel lieu ?")),
            self.missing(),
            required="yes",
            choice_filter="round = ${Round}",
        )
        kinds = self.list_of(_options(self.definition.questions["channel"]))
        self.row(
            f"select_one {kinds}",
            "Way",
            ours(_("Comment l’avez-vous fait ?")),
            self.missing(),
            required="yes",
        )
        self.end()
        self.begin("Known", None, "${Slot} != ''")
        places = "instance('places')/root/item[name = ${Place} and round = ${Round}]"
        slots = "instance('slots')/root/item[name = ${Slot}]"
        for key, free in (("channel", "${Way}"), ("scenario", f"{places}/scenario")):
            question = self.definition.questions[key]
            self.row(
                f"select_one {self.list_of(_options(question))}",
                key,
                _label(question),
                calculation=f"if({planned}, {slots}/{key}, {free})",
                read_only="yes",
                required="yes",
            )
        tasks = f"if({planned}, {slots}/tasks, '')"
        self.row("calculate", "Tasks", calculation=tasks)
        self.note_of("ToDo", "Tasks")
        self.end()

    def ask_when(self) -> None:
        """Ask when it was: the moment of a visit, the tries of a call, the day of what has no hour."""
        later = {"constraint_message": ours(_("Ce moment n’est pas encore là."))}
        self.row(
            "datetime",
            "Came",
            ours(_("À quel moment a commencé la visite ?")),
            {**later, **self.missing()},
            relevant=f"${{channel}} = '{Kind.VISIT}'",
            constraint=". <= now()",
            required="yes",
        )
        self.row(
            "date",
            "Day",
            ours(_("Quel jour ?")),
            {**later, **self.missing()},
            relevant=f"${{channel}} = '{Kind.LETTER}' or ${{channel}} = '{Kind.READING}'",
            constraint=". <= today()",
            required="yes",
        )
        relevant = f"${{channel}} = '{Kind.CALL}'"
        for number in range(1, MOST_ATTEMPTS + 1):
            self._ask_attempt(number, relevant)
            relevant = f"${{Again{number}}} = 'yes'"

    def _ask_attempt(self, number: int, relevant: str) -> None:
        title = (_("Premier essai"), _("Deuxième essai"), _("Troisième essai"))[number - 1]
        self.begin(f"Try{number}", ours(title), relevant)
        after = f" and . >= ${{Began{number - 1}}}" if number > 1 else ""
        self.row(
            "datetime",
            f"Began{number}",
            ours(_("Quand avez-vous appelé ?")),
            {
                "constraint_message": ours(_("Après l’essai d’avant, et pas dans le futur.")),
                **self.missing(),
            },
            constraint=f". <= now(){after}",
            required="yes",
        )
        self.row(
            "text",
            f"Waited{number}",
            ours(_("Combien de temps avez-vous attendu ?")),
            {
                "hint": ours(_("En minutes et secondes, par exemple 3:20.")),
                "constraint_message": ours(
                    _("De 0:00 à 5:00, avec deux points, par exemple 3:20.")
                ),
                **self.missing(),
            },
            constraint=f"regex(., '{DURATION}') and {SECONDS} <= {LONGEST_WAIT}",
            required="yes",
        )
        outcomes = self.list_of((one.value, ours(one.label)) for one in Outcome)
        self.row(
            f"select_one {outcomes}",
            f"Outcome{number}",
            ours(_("Comment cela a fini ?")),
            self.missing(),
            required="yes",
        )
        if number < MOST_ATTEMPTS:
            again = self.list_of([("yes", ours(_("Oui"))), ("no", ours(_("Non")))])
            self.row(
                f"select_one {again}",
                f"Again{number}",
                ours(_("Avez-vous appelé encore une fois ?")),
                self.missing(),
                relevant=f"${{Outcome{number}}} != '' and ${{Outcome{number}}} != '{Outcome.ANSWERED}'",
                required="yes",
            )
        self.end()

    def ask_screen(self, screen: Screen) -> None:
        """Ask the questions of a screen, on one screen."""
        asked = [
            question
            for question in screen.questions
            if question.key not in ANSWERED and question.kind not in LEFT_OUT
        ]
        if not asked:
            return
        relevant = xpath_of(screen.condition) if screen.condition is not None else ""
        has_title = bool(screen.words(self.languages[0]).label)
        self.begin(
            f"Screen_{screen.key}",
            (lambda language: screen.words(language).label) if has_title else None,
            relevant,
        )
        if screen.words(self.languages[0]).text or screen.words(self.languages[0]).help:
            self.row(
                "note",
                f"Words_{screen.key}",
                lambda language: "\n\n".join(
                    [*screen.words(language).text, *filter(None, [screen.words(language).help])]
                ),
            )
        for question in asked:
            self._ask(question)
        self.end()

    def _ask(self, question: Question) -> None:
        self.row(
            self._kind(question),
            question.key,
            _label(question),
            {
                "hint": lambda language: _hint(question, language),
                "constraint_message": _why(question),
                "required_message": lambda language: question.words(language).missing,
            },
            relevant=relevant_when(self.definition, question),
            constraint=allowed(question),
            required="yes" if question.required or question.is_needed else "",
            appearance=_APPEARANCES.get(question.kind, ""),
        )

    def _kind(self, question: Question) -> str:
        """Return how the kind of a question is called in an XLSForm."""
        if question.kind == "number":
            return "decimal" if question.decimals else "integer"
        if question.kind in {"text", "duration"}:
            return "text"
        if question.kind == "month":
            return "date"
        many = question.kind == "terms" and question.multiple
        return f"{'select_multiple' if many else 'select_one'} {self.list_of(_options(question))}"

    def ask_sure(self) -> None:
        """Have the moment read again: what is odd about it is taken as confirmed then."""
        self.row(
            "acknowledge",
            "Sure",
            ours(_("Le jour et l’heure sont justes")),
            {
                "hint": ours(
                    _(
                        "Relisez-les avant d’envoyer. Un jour férié, un guichet fermé ou un jour"
                        " hors de la campagne compte aussi, si c’est bien ce jour-là."
                    )
                ),
                **self.missing(),
            },
            required="yes",
        )

    def missing(self) -> dict[str, Said | None]:
        """Return what is said where an answer of ours is missing."""
        return {"required_message": ours(_("Il faut une réponse ici."))}


_APPEARANCES = {"month": "month-year", "territory": "autocomplete", "text": "multiline"}


def _label(question: Question) -> Said:
    return lambda language: question.words(language).label


def _options(question: Question) -> Sequence[tuple[str, Said]]:
    return [(option.code, _named(option)) for option in question.options]


def _named(option: Option) -> Said:
    def said(language: str) -> str:
        found = " ".join(filter(None, [option.mark, option.label(language)]))
        hint = option.hint(language)
        return f"{found} ({hint})" if hint else found

    return said


def _hint(question: Question, language: str) -> str:
    with translation.override(language):
        return " ".join(filter(None, [question.words(language).help, how_to_write(question)]))


def _why(question: Question) -> Said | None:
    """Return what is said of an answer that is out of bounds."""
    if not allowed(question):
        return None
    values: dict[str, Any] = {"least": question.least, "most": question.most}
    if question.kind == "number":
        text = _("Écrivez un nombre, de %(least)s à %(most)s.")
    elif question.kind == "duration":
        text = _("Écrivez les minutes et les secondes, de %(least)s à %(most)s, par exemple 3:20.")
        values = {name: _clock(value) for name, value in values.items()}
    elif question.kind == "terms":
        text = _("Cette réponse ne va pas avec les autres.")
    elif question.kind == "text":
        text = _("C’est trop long : %(most)s signes au plus.")
        values = {"most": question.max_length}
    elif question.kind == "month":
        text = _("Ce mois n’est pas encore là.")
    else:
        text = _("Sans cet accord, nous ne pouvons rien garder.")

    def said(language: str) -> str:
        with translation.override(language):
            return str(text) % values

    return said


def _clock(seconds: Any) -> str:
    whole = int(seconds or 0)
    return f"{whole // 60}:{whole % 60:02d}"
