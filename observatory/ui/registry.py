"""Panels: how a page shows what packages above it know.

A page about a subject ("territory", "problem", "service") is owned by one
package; others register a panel for that kind of subject from their
`AppConfig.ready()`. The page asks for its panels and never knows who they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Panel:
    """One part of a page: `query(subject)` returns the template's context, or None for nothing."""

    kind: str
    slot: str
    template: str
    query: Callable[[Any], dict[str, Any] | None]
    order: int = 50


_panels: dict[str, list[Panel]] = {}


def register_panel(panel: Panel) -> None:
    """Add a panel; one with the same kind, slot and template replaces the former."""
    others = [
        p
        for p in _panels.get(panel.kind, [])
        if (p.slot, p.template) != (panel.slot, panel.template)
    ]
    _panels[panel.kind] = sorted([*others, panel], key=lambda p: (p.order, p.template))


def panels_for(kind: str, subject: Any, slot: str = "main") -> list[dict[str, Any]]:
    """Return `{"template", "context"}` for each panel of the slot that has something to show."""
    shown = []
    for panel in _panels.get(kind, []):
        if panel.slot == slot and (context := panel.query(subject)) is not None:
            shown.append({"template": panel.template, "context": context})
    return shown


def render_panels(
    kind: str, subject: Any, slot: str = "main", request: HttpRequest | None = None
) -> list[SafeString]:
    """Return the panels of the slot as HTML; a template reads its context, whole as `panel` too.

    With `request`, a panel may hold a form.
    """
    return [
        mark_safe(  # noqa: S308
            render_to_string(
                one["template"], {**one["context"], "panel": one["context"]}, request=request
            )
        )
        for one in panels_for(kind, subject, slot)
    ]
