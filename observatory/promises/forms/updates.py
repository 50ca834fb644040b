"""The forms of editors: what happened to a promise, and corrections."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.kit.actors import Actor
from observatory.kit.partial_dates import read_partial_date
from observatory.places.queries import territories
from observatory.promises.actions import CORRECTED, FACT_PARTS, REPLY_PARTS, fact_written, written
from observatory.promises.models import Promise, Reply, SourcedFact
from observatory.promises.permissions import may_edit
from observatory.promises.states import TRANSITIONS, names_two
from observatory.promises.wording import state_words
from observatory.ui.fields import set_choices
from observatory.vocabularies.queries import terms

from .fields import (
    REASONS,
    AddressesField,
    PartialDateField,
    ReasonForm,
    SeenForm,
    WebAddressField,
    as_spoken,
)

AFTER = gettext_lazy("Ce qu’il faut lire")


class UpdateForm(SeenForm):
    """What happened to a promise; `revision` is what the editor read."""

    transition = forms.ChoiceField(
        label=gettext_lazy("Qu’est-ce que cela montre ?"), widget=forms.RadioSelect, required=False
    )
    happened = PartialDateField(label=gettext_lazy("Quand ?"))
    text = forms.CharField(
        label=gettext_lazy("Ce qui s’est passé"),
        help_text=gettext_lazy("Des faits, pas d’avis."),
        max_length=2000,
        widget=forms.Textarea,
    )
    source_url = WebAddressField(label=gettext_lazy("Adresse de la source"), required=False)
    source_on_paper = forms.CharField(
        label=gettext_lazy("Ou une source sur papier"),
        help_text=gettext_lazy("Laquelle, et où chacun peut la voir."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["transition"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            ("", _("Rien de plus : c’est une nouvelle")),
            *(
                (one.name, state_words(one.after))
                for one in TRANSITIONS.values()
                if promise.state in one.before
            ),
        ]

    def clean_happened(self) -> str:
        happened: str = self.cleaned_data["happened"]
        if read_partial_date(happened).first > localdate():
            raise forms.ValidationError(str(REASONS["happened", "future"]))
        return happened

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = data.get("source_url") or data.get("source_on_paper")
        if not named and "source_url" not in self.errors:
            self.say({"source_url": "missing"})
        return data


def _text() -> forms.Field:
    return forms.CharField(label=AFTER, max_length=10000, widget=forms.Textarea, required=False)


class CorrectionForm(ReasonForm):
    """One part of what we wrote, as it should be, and why. What may be typed depends on the part."""

    part = forms.ChoiceField(widget=forms.HiddenInput)
    after = _text()
    field_order = ("revision", "part", "after", "reason")

    def _ask(self, parts: tuple[str, ...], part: str, field: forms.Field, now: Any) -> None:
        set_choices(self, "part", [(one, one) for one in parts])
        self.fields["after"] = field
        self.initial |= {"part": part, "after": now}
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Give lines of addresses as the actions take them."""
        data = super().clean() or self.cleaned_data
        if isinstance(data.get("after"), list):
            data["after"] = "\n".join(data["after"])
        return data


class PromiseCorrectionForm(CorrectionForm):
    def __init__(self, *args: Any, promise: Promise, part: str, by: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"revision": promise.revision}
        super().__init__(*args, **kwargs)
        now: Any = written(promise, part) if part in CORRECTED else ""
        field: forms.Field = _text()
        if part in {"said", "due"}:
            field, now = PartialDateField(label=AFTER, required=False), as_spoken(now)
        elif part == "level":
            levels = [(one.code, one.name) for one in terms("level") if one.code != "unknown"]
            field = forms.ChoiceField(label=AFTER, choices=levels)
        elif part == "territory":
            places = [(one.nis, one.name) for one in territories() if may_edit(by, one.pk)]
            field = forms.ChoiceField(label=AFTER, choices=places)
        elif part in {"source", "recording_url"}:
            field = WebAddressField(label=AFTER, required=False)
        elif part == "other_sources":
            field = AddressesField(
                label=AFTER, help_text=_("Une adresse par ligne."), required=False
            )
        self._ask(CORRECTED, part, field, now)
        self._one_author = part == "author" and promise.is_person

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self._one_author and names_two(data.get("after", "")):
            self.say({"after": "two"})
        return data


class ReplyCorrectionForm(CorrectionForm):
    def __init__(self, *args: Any, reply: Reply, part: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"revision": reply.promise.revision}
        super().__init__(*args, **kwargs)
        now = getattr(reply, part) if part in REPLY_PARTS else ""
        self._ask(REPLY_PARTS, part, _text(), now)


class FactCorrectionForm(CorrectionForm):
    def __init__(self, *args: Any, fact: SourcedFact, part: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"revision": fact.revision}
        super().__init__(*args, **kwargs)
        now = fact_written(fact, part) if part in FACT_PARTS else ""
        field: forms.Field = _text()
        if part == "happened":
            field, now = PartialDateField(label=AFTER, required=False), as_spoken(now)
        elif part == "source":
            field = WebAddressField(label=AFTER, required=False)
        self._ask(FACT_PARTS, part, field, now)


class UpdateCorrectionForm(ReasonForm):
    """The text of an update as it should be, and why."""

    after = forms.CharField(label=AFTER, max_length=2000, widget=forms.Textarea)
    field_order = ("revision", "after", "reason")
