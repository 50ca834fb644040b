"""What is typed about a scanned page: which form it is; and the tear-off part, keyed apart."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.paper.page_codes import NotOurs, read_code
from observatory.paper.scanning.identify import code_key
from observatory.paper.scanning.printed import Printed, printed_form
from observatory.questionnaires.schema import CONTACT_PARTS
from observatory.reports.forms.wizard_fields import CONTACT_FIELDS

from .piles import CleanLine


class NameForm(forms.Form):
    """Which form and page a page is: by the code in type below the square one, or by choosing.

    After `is_valid()`, `cleaned_data["named"]` is what `actions.name_page` takes.
    """

    code = CleanLine(
        label=gettext_lazy("Le code écrit sous le carré, s’il se lit"),
        help_text=gettext_lazy("20 lettres et chiffres, avec ou sans espaces."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    page = forms.ChoiceField(
        label=gettext_lazy("Ou choisissez la feuille et la page"), required=False
    )

    def __init__(self, data: Any = None, *, forms: Iterable[tuple[Printed, str]]) -> None:
        super().__init__(data)
        self.by_key: dict[str, tuple[Printed, int]] = {}
        choices = [("", _("Choisissez"))]
        for printed, title in forms:
            for page in range(1, printed.pages + 1):
                key = f"{printed.form}{printed.version}{page}"
                self.by_key[key] = (printed, page)
                choices.append((key, _("%(form)s, page %(n)d") % {"form": title, "n": page}))
        self.fields["page"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        typed = "".join(cleaned.get("code", "").split()).upper()
        if typed:
            cleaned["named"] = self._by_code(typed)
        elif cleaned.get("page"):
            printed, page = self.by_key[cleaned["page"]]
            cleaned["named"] = {"printed": printed, "page": page}
        else:
            raise ValidationError(_("Tapez le code, ou choisissez la feuille et la page."))
        return cleaned

    def _by_code(self, typed: str) -> dict[str, Any]:
        try:
            code = read_code(code_key(), typed)
        except NotOurs as error:
            raise ValidationError(
                _("Ce code n’est pas un des nôtres. Vérifiez les lettres et les chiffres.")
            ) from error
        printed = printed_form(code.form, code.version)
        if printed is None or code.kind != printed.kind:
            raise ValidationError(_("Ce code est celui d’un formulaire qui n’existe plus ici."))
        return {"printed": printed, "page": code.page, "serial": code.serial}


class ContactForm(forms.Form):
    """The tear-off part: its code, then how to reach the person."""

    code = CleanLine(
        label=gettext_lazy("Le code du talon, ou le numéro de la partie détachée"),
        help_text=gettext_lazy("12 chiffres, ou 7 lettres et chiffres."),
        max_length=40,
        error_messages={"required": gettext_lazy("Tapez le code.")},
        widget=forms.TextInput(attrs={"autofocus": True, "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={})
        for part, (label, attrs) in CONTACT_FIELDS.items():
            kind = forms.Textarea if part == "post" else forms.TextInput
            given = {**attrs, "autocomplete": "off", "maxlength": str(CONTACT_PARTS[part])}
            rows = {"rows": "3"} if part == "post" else {}
            self.fields[part] = forms.CharField(
                label=label, required=False, widget=kind({**given, **rows})
            )

    @property
    def values(self) -> dict[str, str]:
        """How to reach the person, part by part."""
        return {part: self.cleaned_data.get(part, "") for part in CONTACT_FIELDS}
