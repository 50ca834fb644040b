"""The forms of the line: the keys of a call, a message, a shift, an urgent word."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.places.queries.territories import municipalities
from observatory.questionnaires.schema import CONTACT_PARTS, Question
from observatory.questionnaires.text import TextRefused, clean_line
from observatory.questionnaires.validation import PHONE
from observatory.reports.forms.wizard_fields import AnswerField, make_fields
from observatory.ui.fields import DayInput

from .keys import WrongKeys
from .models import Shift, UrgentKind

# A promise further away is not one.
PROMISED_WITHIN = timedelta(days=14)
MOST_CALLS = 999

WRONG_KEYS = {
    "letters": _("Tapez des chiffres : le numéro d’une réponse, puis Entrée."),
    "alone": _("0, 98, 99 et - se tapent seuls."),
    "single": _("Un seul numéro ici."),
    "missing": _("Ici il faut une réponse : tapez son numéro."),
}


def words_for(wrong: WrongKeys) -> str:
    """Return what to say of keys that are no answer here."""
    if wrong.reason == "unknown":
        return str(_("Le numéro %(number)d n’est pas dans la liste.") % {"number": wrong.number})
    return str(WRONG_KEYS[wrong.reason])


class KeysForm(forms.Form):
    """The one field of every step, and those of a question that is answered by typing."""

    use_required_attribute = False

    keys = AnswerField(
        label=_("Numéro de la réponse"),
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "autofocus": True,
                "data-keys": "",
            }
        ),
    )

    def __init__(
        self,
        *args: Any,
        typed: Question | None = None,
        language: str = "fr",
        answer: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if typed is not None:
            for name, one in make_fields(typed, language, answer, timezone.localdate()):
                one.widget.attrs["autocomplete"] = "off"
                if typed.kind == "text":
                    # The caller hears the question; this is for who types.
                    one.label = _("Ce que la personne raconte")
                    one.help_text = _("Sans nom et sans numéro. Rien n’oblige à écrire.")
                self.fields[name] = one


class StartForm(forms.Form):
    """The caller's language, by number or by button."""

    use_required_attribute = False
    keys = forms.CharField(required=False)
    language = forms.CharField(required=False)

    def __init__(self, *args: Any, languages: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.languages = languages

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("language") or ""
        number = (self.cleaned_data.get("keys") or "").strip()
        if not chosen and number.isdecimal() and 1 <= int(number) <= len(self.languages):
            chosen = self.languages[int(number) - 1]
        if chosen not in self.languages:
            raise forms.ValidationError(
                _("Choisissez la langue de la personne : tapez son numéro.")
            )
        return {"language": chosen}


class MessageForm(forms.Form):
    """A message left on the voicemail."""

    use_required_attribute = False

    phone = forms.CharField(
        label=_("Numéro à rappeler"),
        help_text=_("Il est gardé à part, sous clé, et effacé dès que la personne a été rappelée."),
        max_length=CONTACT_PARTS["phone"],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Écrivez le numéro à rappeler.")},
    )
    name = forms.CharField(
        label=_("Prénom"),
        help_text=_("Seulement si la personne l’a dit."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Langue"), widget=forms.RadioSelect)
    territory = forms.TypedChoiceField(
        label=_("Commune"), required=False, coerce=int, empty_value=None
    )
    due_on = forms.DateField(
        label=_("À rappeler au plus tard le"),
        widget=DayInput,
        error_messages={
            "required": _("Choisissez un jour."),
            "invalid": _("Choisissez un jour, par exemple 25/11/2026."),
        },
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["territory"].choices = [  # type: ignore[attr-defined]
            ("", _("Je ne sais pas")),
            *((place.pk, f"{place.label} {place.name}".strip()) for place in municipalities()),
        ]

    def clean_phone(self) -> str:
        phone = _one_line(self.cleaned_data["phone"])
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError(
                _("Ce numéro de téléphone n’est pas complet. Vérifiez les chiffres.")
            )
        return phone

    def clean_name(self) -> str:
        return _one_line(self.cleaned_data["name"])

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("Ce jour est passé. Choisissez aujourd’hui ou après."))
        if day > self.today + PROMISED_WITHIN:
            raise forms.ValidationError(_("C’est trop loin : deux semaines au plus."))
        return day


def _one_line(text: str) -> str:
    try:
        return clean_line(text)
    except TextRefused as refused:
        raise forms.ValidationError(str(refused)) from refused


class TimeInput(forms.TimeInput):
    """An hour, typed or chosen with the browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ShiftForm(forms.Form):
    """One line of the log: a day, hours, calls."""

    use_required_attribute = False

    day = forms.DateField(
        label=_("Jour"),
        widget=DayInput,
        error_messages={"required": _("Choisissez un jour."), "invalid": _("Choisissez un jour.")},
    )
    start = forms.TimeField(
        label=_("Ouverte à"),
        widget=TimeInput,
        error_messages={
            "required": _("Écrivez l’heure, par exemple 9:30."),
            "invalid": _("Écrivez l’heure, par exemple 9:30."),
        },
    )
    end = forms.TimeField(
        label=_("Fermée à"),
        widget=TimeInput,
        error_messages={
            "required": _("Écrivez l’heure, par exemple 12:30."),
            "invalid": _("Écrivez l’heure, par exemple 12:30."),
        },
    )
    answered = forms.IntegerField(
        label=_("Appels pris"),
        min_value=0,
        max_value=MOST_CALLS,
        error_messages={"required": _("Écrivez un nombre, ou 0.")},
    )
    missed = forms.IntegerField(
        label=_("Appels manqués"),
        help_text=_("Personne n’a pu répondre, ou la personne a raccroché en attendant."),
        min_value=0,
        max_value=MOST_CALLS,
        error_messages={"required": _("Écrivez un nombre, ou 0.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not {"day", "start", "end"} <= set(values):
            return values
        zone = timezone.get_current_timezone()
        values["opened_at"] = datetime.combine(values["day"], values["start"], zone)
        values["closed_at"] = datetime.combine(values["day"], values["end"], zone)
        if values["closed_at"] < values["opened_at"]:
            self.add_error("end", _("La ligne ferme après avoir ouvert. Vérifiez les deux heures."))
        elif values["closed_at"] > self.now:
            self.add_error("end", _("Cette heure n’est pas encore passée."))
        return values


def shift_values(shift: Shift, now: datetime) -> dict[str, Any]:
    """Return what the form of a shift begins with; the end of one that is open is now, if today."""
    opened = timezone.localtime(shift.opened_at)
    closed = timezone.localtime(shift.closed_at) if shift.closed_at else None
    if closed is None and shift.opened_on == timezone.localdate(now):
        closed = timezone.localtime(now)
    return {
        "day": shift.opened_on,
        "start": opened.time(),
        "end": closed.time() if closed else None,
        "answered": shift.answered,
        "missed": shift.missed,
        "revision": shift.revision,
    }


class UrgentWordForm(forms.Form):
    """Words to add to the list."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("Pour quelle urgence ?"), choices=UrgentKind.choices)
    language = forms.ChoiceField(label=_("Langue"))
    text = forms.CharField(
        label=_("Mots"),
        help_text=_(
            "Un mot ou plusieurs, dans l’ordre. Une étoile à la fin remplace la suite :"
            " « expuls* » trouve aussi « expulsée »."
        ),
        max_length=80,
        error_messages={"required": _("Écrivez un mot.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]


class UrgentWordChangeForm(forms.Form):
    """The words of one line, and whether it is in use."""

    text = forms.CharField(max_length=80)
    is_active = forms.BooleanField(required=False)
