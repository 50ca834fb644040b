"""What the forms share: links typed one a line."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext

from observatory.vocabularies.models import in_language, said_in

MOST_LINES = 20
LONGEST_NAME = 300
ADDRESS = re.compile(r"https?://\S+$")


def as_lines(links: Iterable[Mapping[str, Any]], name: str) -> str:
    """Return links as one types them: one a line, its name and then its address."""
    return "\n".join(f"{in_language(one[name])} {one['url']}".strip() for one in links)


class LinesField(forms.CharField):
    """Links, one a line: a name, then an address."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """Return [(name, address or "")]."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(gettext("C’est trop : 20 lignes au plus."))
        found = []
        for line in lines:
            address = ADDRESS.search(line)
            url = address[0] if address else ""
            name = line.removesuffix(url).strip()
            if not name or len(name) > LONGEST_NAME:
                raise ValidationError(
                    gettext("Sur chaque ligne, écrivez d’abord un nom, puis l’adresse de la page.")
                )
            if url:
                URLValidator(schemes=["http", "https"])(url)
            found.append((name, url))
        return found


def merge_links(
    said: Iterable[tuple[str, str]], former: Iterable[Mapping[str, Any]], name: str, **blank: str
) -> list[dict[str, Any]]:
    """Return links to keep: those that stood there keep their other languages and their date."""
    known = {(in_language(one[name]), one["url"]): one for one in former}
    by_url = {one["url"]: one for one in former if one["url"]}
    merged = []
    for words, url in said:
        same = known.get((words, url))
        if same is None:
            same = {**blank, **by_url.get(url, {}), "url": url}
            same[name] = said_in(same.get(name, {}), words)
        merged.append(dict(same))
    return merged


class Seen(forms.Form):
    """What the person looked at when the form was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
