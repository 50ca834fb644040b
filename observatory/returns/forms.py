"""The small forms of this package."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Answer, FollowUpQuestion
from .queries.questions import question_of_stub


class AnswerForm(forms.Form):
    """One of the five buttons."""

    answer = forms.ChoiceField(
        label=_("La réponse"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une des réponses."),
            "invalid_choice": _("Choisissez une des réponses."),
        },
    )


class StubForm(AnswerForm):
    """A stub that came back: its number, and the box that is ticked."""

    number = forms.CharField(
        label=_("Le numéro sur le talon"),
        help_text=_("Six chiffres, par exemple 00012-7."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Écrivez le numéro du talon.")},
    )
    field_order = ["number", "answer"]

    question: FollowUpQuestion | None = None

    def clean_number(self) -> str:
        text: str = self.cleaned_data["number"]
        self.question = question_of_stub(text)
        if self.question is None:
            raise forms.ValidationError(
                _("Nous ne trouvons pas ce numéro. Comparez chaque chiffre avec le talon.")
            )
        return text


class MailForm(forms.Form):
    """Whether a member wants the sheet by e-mail."""

    is_wanted = forms.BooleanField(
        label=_("M’envoyer un e-mail au début de chaque mois"), required=False
    )
