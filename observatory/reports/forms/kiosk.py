"""Starting and ending kiosk mode on a tablet."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CODE = re.compile(r"[0-9]{4}")


def _digits(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": "6"}),
        error_messages={"required": gettext_lazy("Écrivez quatre chiffres.")},
    )


class StartKioskForm(forms.Form):
    """What is chosen once, by whoever puts the tablet down."""

    use_required_attribute = False

    code = _digits(
        gettext_lazy("Un code de quatre chiffres, pour sortir de la borne"),
        gettext_lazy("Notez-le pour vos collègues. Nous ne pouvons pas le retrouver."),
    )
    has_headset = forms.BooleanField(
        label=gettext_lazy("Un casque est posé à côté de la tablette"), required=False
    )
    has_printer = forms.BooleanField(
        label=gettext_lazy("Une imprimante est branchée : montrer le bouton pour imprimer"),
        required=False,
    )

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Il faut quatre chiffres, par exemple 4071."))
        return code


class EndKioskForm(forms.Form):
    """The digits that were chosen at the start."""

    use_required_attribute = False

    code = _digits(gettext_lazy("Les quatre chiffres choisis au début"))

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
