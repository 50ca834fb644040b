"""The right of reply: whom one writes to, what the authority answers, the code of its letter."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.kit.return_codes import WrongCode, read_code
from observatory.observations.actions import Addressee
from observatory.observations.models import LETTER_LANGUAGES, LONGEST_REPLY, Hearing, Way
from observatory.questionnaires.text import TextRefused, clean_line, clean_text
from observatory.ui.fields import DayInput

SENT_BY = [(way.value, way.label) for way in (Way.LETTER, Way.EMAIL, Way.HAND)]
WRONG_CODE = {
    "letters": _("Le code n’a que des chiffres. Regardez la lettre et recommencez."),
    "length": _(
        "Le code a 12 chiffres, en trois groupes de quatre. Il en manque, ou il y en a trop."
    ),
    "check": _(
        "Un chiffre n’est pas juste, ou deux chiffres sont inversés. Comparez avec la lettre."
    ),
}


def _one_line(form: forms.Form, name: str) -> str:
    """Return what was typed in the field on one line, or refuse what is too long then."""
    try:
        return clean_line(form.cleaned_data[name], form.fields[name].max_length)  # type: ignore[attr-defined]
    except TextRefused as error:
        raise forms.ValidationError(str(error)) from error


class AddresseeForm(forms.Form):
    """The authority, where it is written to, in which language and how."""

    body_name = forms.CharField(
        label=_("Quelle autorité ?"),
        help_text=_(
            "Un organisme, pas une personne. Par exemple : Collège des bourgmestre et échevins."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Écrivez le nom de l’autorité.")},
    )
    way = forms.ChoiceField(
        label=_("Comment part la lettre ?"),
        choices=SENT_BY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez comment la lettre part.")},
    )
    address = forms.CharField(
        label=_("Son adresse postale"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Son adresse e-mail"),
        help_text=_("Celle de l’organisme. Si vous la donnez, le lien part aussi par e-mail."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Cette adresse e-mail n’est pas complète.")},
    )
    language = forms.ChoiceField(
        label=_("Langue de la lettre"), choices=LETTER_LANGUAGES, widget=forms.RadioSelect
    )

    def clean_body_name(self) -> str:
        return _one_line(self, "body_name")

    def addressee(self) -> Addressee:
        """Return whom one writes to, as it was typed."""
        data = self.cleaned_data
        return Addressee(
            body_name=data["body_name"],
            language=data["language"],
            way=data["way"],
            address=data["address"],
            email=data["email"],
        )


class SendForm(AddresseeForm):
    """The first letter, with the day on which it leaves."""

    sent_on = forms.DateField(
        label=_("Quand part-elle ?"),
        help_text=_("Les 15 jours ouvrables commencent le lendemain."),
        widget=DayInput,
        error_messages={"required": _("Donnez le jour où la lettre part.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"sent_on": timezone.localdate(), "way": Way.LETTER, "language": "fr"}
        super().__init__(*args, **kwargs)


class RenewForm(AddresseeForm):
    """Another letter, with another link."""

    restarts = forms.BooleanField(
        label=_("Rien n’est arrivé : les 15 jours ouvrables recommencent aujourd’hui."),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, hearing: Hearing, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "body_name": hearing.body_name,
            "way": hearing.way,
            "address": hearing.address,
            "email": hearing.email,
            "language": hearing.language,
            "seen": hearing.revision,
        }
        super().__init__(*args, **kwargs)


class ReplyForm(forms.Form):
    """What the authority answers, and who answers."""

    text = forms.CharField(
        label=_("Votre réponse"),
        help_text=_("En français ou en néerlandais. Ne nommez aucune personne."),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={
            "required": _("Écrivez la réponse."),
            "max_length": _("Votre texte est trop long : %(limit_value)d caractères au plus."),
        },
    )
    language = forms.ChoiceField(
        label=_("Langue de la réponse"), choices=LETTER_LANGUAGES, widget=forms.RadioSelect
    )
    signed_as = forms.CharField(
        label=_("Qui répond ?"),
        help_text=_(
            "Une fonction ou un service, publié avec la réponse. Par exemple : le service Population."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": _("Dites qui répond : un service, une fonction.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)

    def clean_text(self) -> str:
        try:
            return clean_text(self.cleaned_data["text"], LONGEST_REPLY)
        except TextRefused as error:
            raise forms.ValidationError(str(error)) from error

    def clean_signed_as(self) -> str:
        return _one_line(self, "signed_as")

    def read_again(self, seen: int) -> None:
        """Keep what was typed, and say that the answer of this number was shown since."""
        data = self.data.copy()
        data["seen"] = str(seen)
        self.data = data


class TypedReplyForm(ReplyForm):
    """An answer that came on paper or by e-mail, typed by who coordinates."""

    way = forms.ChoiceField(
        label=_("Comment est-elle arrivée ?"),
        choices=SENT_BY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites comment elle est arrivée.")},
    )
    came_on = forms.DateField(
        label=_("Quand est-elle arrivée ?"),
        widget=DayInput,
        error_messages={"required": _("Donnez le jour où elle est arrivée.")},
    )

    field_order = ["way", "came_on", "text", "language", "signed_as", "seen"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("La réponse, telle qu’elle est écrite")
        self.fields["text"].help_text = _("En entier, sans rien changer. Elle est publiée ainsi.")
        self.fields["signed_as"].label = _("Qui signe ?")
        self.fields["signed_as"].help_text = _(
            "La fonction ou le service qui signe. Le nom de la personne n’est pas publié."
        )


class HearingCodeForm(forms.Form):
    """The twelve digits of the letter; whatever was typed stays in the field."""

    code = forms.CharField(
        label=_("Le code de la lettre"),
        help_text=_("12 chiffres. Par exemple : 1234 5678 9012."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Écrivez le code pour continuer.")},
    )

    def clean_code(self) -> str:
        try:
            return read_code(self.cleaned_data["code"])
        except WrongCode as error:
            raise forms.ValidationError(WRONG_CODE[error.reason], code=error.reason) from error
