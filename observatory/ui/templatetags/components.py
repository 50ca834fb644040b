"""Strict components: `{% put "name" … %}` and `{% component "name" … %}body{% endcomponent %}`.

The table below declares each component once: what it must be given, what it
may be given and with which default. A name or an attribute that is not
declared, or a required one that is missing, is a TemplateSyntaxError when the
template is parsed, not when someone reads the page.

A component sees only its own attributes, never the page's variables: the cost
of one is its own nodes and nothing else.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from observatory.ui.dates import date_filter
from observatory.ui.fields import describe_choices, describe_errors, describe_field
from observatory.ui.proportions import proportion_words
from observatory.ui.symbols import ICONS, sprite_address

register = template.Library()
# In place of Django's own, on every page and in every message.
register.filter("date", date_filter, expects_localtime=True)

NOTICE_KINDS = frozenset({"info", "success", "warning", "error"})
ACCENTS = frozenset({"", "reports", "observations", "facts"})
ATTRIBUTE = re.compile(r"^([a-z_]+)=(.+)$", re.DOTALL)


@dataclass(frozen=True)
class Component:
    """One component: `prepare` turns the attributes into what the template reads.

    `allowed` holds for what is written out in a template; a value that comes
    with the data is the business of `prepare`.
    """

    name: str
    required: tuple[str, ...] = ()
    optional: dict[str, Any] = field(default_factory=dict)
    has_body: bool = False
    allowed: dict[str, frozenset[str]] = field(default_factory=dict)
    prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    @property
    def template_name(self) -> str:
        return f"ui/components/{self.name}.html"


def _sprite(values: dict[str, Any]) -> dict[str, Any]:
    """Add the address of the sprite; an unknown icon is drawn as the one for "other"."""
    name = values["name"] if values["name"] in ICONS else "other"
    return {**values, "name": name, "sprite": sprite_address()}


def _percent(values: dict[str, Any]) -> dict[str, Any]:
    """Bound `done` by 0 and `total`, so that the bar never overflows."""
    total = max(int(values["total"]), 1)
    return {**values, "total": total, "done": min(max(int(values["done"]), 0), total)}


def _proportion(values: dict[str, Any]) -> dict[str, Any]:
    """Put the proportion (of `kit.small_numbers`) into words: nowhere else are they made."""
    return {"words": proportion_words(values["share"])}


@lru_cache(maxsize=1024)
def _tile(*values: Any) -> SafeString:
    names = ("column", "row", "level", "href", "label", "name", "note")
    return render_to_string("ui/parts/tile.html", dict(zip(names, values, strict=True)))


def _tiles(values: dict[str, Any]) -> dict[str, Any]:
    """Write the tiles out; one that looks as it did before is not written again."""
    items = [
        _tile(t["column"], t["row"], t["level"], t["href"], t["label"], t["name"], t["note"])
        for t in values["tiles"]
    ]
    return {"items": SafeString("".join(items))}


_DECLARED = [
    Component(
        "button",
        ("label",),
        {"href": "", "kind": "primary", "name": "", "value": "", "icon": "", "type": "submit"},
        allowed={
            "kind": frozenset({"primary", "secondary", "quiet", "danger"}),
            "type": frozenset({"submit", "button", "reset"}),
            "icon": ICONS,
        },
    ),
    # `heading`: the question is the title of its page.
    Component("field", ("field",), {"heading": False}, prepare=describe_field),
    Component("choices", ("field",), {"heading": False}, prepare=describe_choices),
    Component("error_summary", ("form",), {"focus": True}, prepare=describe_errors),
    Component(
        "notice", (), {"kind": "info", "title": ""}, has_body=True, allowed={"kind": NOTICE_KINDS}
    ),
    Component(
        "card",
        (),
        {"title": "", "href": "", "accent": "", "level": 3},
        has_body=True,
        allowed={"accent": ACCENTS},
    ),
    Component("figure", ("value", "label"), {"caption": "", "dates": ""}),
    # `share`: a `Proportion` of kit.small_numbers.
    Component("proportion", ("share",), prepare=_proportion),
    Component("timeline", ("events",)),
    Component("tile_map", ("tiles",), prepare=_tiles),
    Component("icon", ("name",), {"label": ""}, allowed={"name": ICONS}, prepare=_sprite),
    Component("breadcrumb", ("items",), {"name": ""}),
    Component("pager", (), {"newer_href": "", "older_href": "", "name": ""}),
    Component("progress", ("done", "total", "label"), prepare=_percent),
    Component("empty", ("title",), {"text": "", "href": "", "label": ""}),
    Component("table", ("caption", "headers", "rows")),
]
COMPONENTS = {component.name: component for component in _DECLARED}


@cache
def _load(template_name: str, language: str | None) -> template.Template:
    del language  # The active language: each has its own copy (folding.py).
    return get_template(template_name).template


class ComponentNode(template.Node):
    """A use of a component in a template."""

    child_nodelists = ("body",)

    def __init__(
        self,
        component: Component,
        attributes: dict[str, FilterExpression],
        body: NodeList | None = None,
    ) -> None:
        self.component = component
        self.attributes = tuple(attributes.items())
        self.body = body if body is not None else NodeList()

    def render(self, context: Context) -> SafeString:
        component = self.component
        values = dict(component.optional)
        for name, expression in self.attributes:
            values[name] = expression.resolve(context)
        if component.has_body:
            values["body"] = self.body.render(context)
        if component.prepare is not None:
            values = component.prepare(values)
        # In development the loader watches for changes; elsewhere nothing changes.
        if settings.DEBUG:
            inner = get_template(component.template_name).template
        else:
            inner = _load(component.template_name, get_language())
        isolated = Context(values, context.autoescape, context.use_l10n, context.use_tz)
        isolated.template = inner
        return inner.nodelist.render(isolated)


def _read_attributes(
    parser: Parser, component: Component, bits: Iterable[str]
) -> dict[str, FilterExpression]:
    """Return the attributes of a tag, or raise TemplateSyntaxError for what is not declared."""
    attributes: dict[str, FilterExpression] = {}
    for bit in bits:
        match = ATTRIBUTE.match(bit)
        if not match:
            raise TemplateSyntaxError(f"{component.name}: write attribute=value, not {bit}")
        name, expression = match[1], parser.compile_filter(match[2])
        if name not in component.required and name not in component.optional:
            raise TemplateSyntaxError(f"{component.name} has no attribute {name}")
        if name in attributes:
            raise TemplateSyntaxError(f"{component.name}: {name} is given twice")
        literal = expression.var if not expression.filters else None
        words = component.allowed.get(name)
        if words and isinstance(literal, str) and str(literal) not in words:
            raise TemplateSyntaxError(f"{component.name}: {name} cannot be {literal}")
        attributes[name] = expression
    missing = [name for name in component.required if name not in attributes]
    if missing:
        raise TemplateSyntaxError(f"{component.name} needs {', '.join(missing)}")
    return attributes


def _read_tag(
    parser: Parser, token: Token, with_body: bool
) -> tuple[Component, dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    name = bits[0][1:-1] if bits and bits[0][0] in "\"'" and bits[0][0] == bits[0][-1] else ""
    component = COMPONENTS.get(name)
    if component is None:
        raise TemplateSyntaxError(f"{tag}: there is no component {bits[0] if bits else ''}")
    if component.has_body != with_body:
        other = "component" if component.has_body else "put"
        raise TemplateSyntaxError(f'{name}: write {{% {other} "{name}" … %}}')
    return component, _read_attributes(parser, component, bits[1:])


@register.tag("put")
def put(parser: Parser, token: Token) -> ComponentNode:
    """Put a component without body: `{% put "icon" name="phone" %}`."""
    return ComponentNode(*_read_tag(parser, token, with_body=False))


@register.tag("component")
def put_with_body(parser: Parser, token: Token) -> ComponentNode:
    """Put a component around a body: `{% component "notice" %}…{% endcomponent %}`."""
    component, attributes = _read_tag(parser, token, with_body=True)
    body = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(component, attributes, body)
