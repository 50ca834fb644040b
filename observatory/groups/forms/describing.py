"""Describing a group, adding a member, writing a task."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from observatory.associations.forms.phones import clean_phone
from observatory.groups.models import Group, Task
from observatory.groups.permissions import may_open
from observatory.groups.states import Kind
from observatory.groups.wording import KINDS
from observatory.people.models import User, fold_email
from observatory.places.queries import territories
from observatory.ui.fields import DayInput
from observatory.vocabularies.models import in_language, said_in


class Seen(forms.Form):
    """What the person looked at when the form was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, initial=0)


class GroupForm(Seen):
    name = forms.CharField(label=_("Comment s’appelle le groupe ?"), max_length=120)
    kind = forms.ChoiceField(label=_("Quel groupe est-ce ?"), choices=list(KINDS.items()))
    territory = forms.ChoiceField(label=_("Où ?"), required=False)
    subject = forms.CharField(
        label=_("Sur quel sujet travaille-t-il ?"),
        help_text=_("Pour un groupe de travail."),
        max_length=300,
        required=False,
    )
    joining = forms.CharField(
        label=_("Comment le rejoindre ?"),
        help_text=_("Pour quelqu’un qui ne connaît personne. Jamais le nom d’une personne."),
        max_length=600,
        widget=forms.Textarea,
        required=False,
    )
    habit = forms.CharField(
        label=_("Quand et où se réunit-il d’habitude ?"), max_length=200, required=False
    )
    phone = forms.CharField(
        label=_("Quel numéro appeler ?"),
        help_text=_(
            "Tout le monde le verra : le numéro d’une association, jamais d’une personne. "
            "Sans numéro, nous montrons celui de la ligne téléphonique."
        ),
        max_length=40,
        required=False,
    )
    is_open = forms.BooleanField(
        label=_("Le groupe accueille de nouvelles personnes"), required=False
    )

    def __init__(self, *args: Any, by: User, group: Group | None = None, **kwargs: Any) -> None:
        self.group = group
        kwargs["initial"] = self._initial(group) if group else {"is_open": True}
        super().__init__(*args, **kwargs)
        self.oversees = group is None or may_open(by, group.territory_id)
        if not self.oversees:
            del self.fields["kind"], self.fields["territory"]
            return
        self._places = {one.nis: one for one in territories() if may_open(by, one.pk)}
        named = [(nis, f"{one.label} {one.name}".strip()) for nis, one in self._places.items()]
        everywhere = may_open(by, None)
        self.fields["territory"].choices = [
            *([("", _("Pas un lieu précis"))] if everywhere else []),
            *named,
        ]
        self.fields["territory"].required = not everywhere

    @staticmethod
    def _initial(group: Group) -> dict[str, Any]:
        return {
            "seen": group.revision,
            "name": group.name,
            "kind": group.kind,
            "territory": group.territory.nis if group.territory else "",
            "subject": in_language(group.subjects),
            "joining": in_language(group.joining),
            "habit": in_language(group.habits),
            "phone": group.phone,
            "is_open": group.is_open,
        }

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """Say beside the field what `states.group_mistakes` would refuse."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind", self.group.kind if self.group else "")
        if kind == Kind.LOCAL and data.get("territory") == "":
            self.add_error("territory", gettext("Dites où : choisissez un lieu dans la liste."))
        if kind == Kind.WORKING and not data.get("subject") and "subject" not in self.errors:
            self.add_error("subject", gettext("Dites sur quel sujet il travaille."))
        return data

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data, former = self.cleaned_data, self.group or Group()
        values = {
            "names": said_in(former.names, data["name"]),
            "subjects": said_in(former.subjects, data["subject"]),
            "joining": said_in(former.joining, data["joining"]),
            "habits": said_in(former.habits, data["habit"]),
            "phone": data["phone"],
            "is_open": data["is_open"],
        }
        if self.oversees:
            place = self._places.get(data["territory"])
            values |= {"kind": data["kind"], "territory_id": place.pk if place else None}
        return values


class MemberForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse e-mail de son compte"),
        help_text=_("La personne doit déjà avoir un compte, sur invitation."),
    )
    is_lead = forms.BooleanField(label=_("Responsable du groupe"), required=False)

    def clean_email(self) -> str:
        """Find the person; `user` holds who it is."""
        email = fold_email(self.cleaned_data["email"])
        self.user = User.objects.filter(email=email, is_active=True, kind=User.Kind.PERSON).first()
        if self.user is None:
            raise ValidationError(
                gettext(
                    "Aucun compte n’a cette adresse. Demandez à la coordination d’inviter la personne."
                )
            )
        return email


class TaskForm(Seen):
    text = forms.CharField(label=_("Que faut-il faire ?"), max_length=200)
    due_on = forms.DateField(label=_("Pour quand ?"), widget=DayInput, required=False)

    def __init__(self, *args: Any, task: Task | None = None, **kwargs: Any) -> None:
        if task is not None:
            kwargs["initial"] = {"seen": task.revision, "text": task.text, "due_on": task.due_on}
        super().__init__(*args, **kwargs)
