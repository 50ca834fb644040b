"""What the form components read: one description per field, ready for the template.

A form may say more about a field than Django knows, by plain attributes of
the field: `icons` (value, or label of a group, to name of an icon) and `hints`
(value to a short line under the choice).
"""

from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.forms import NON_FIELD_ERRORS

# CheckboxSelectMultiple is one of them: Django makes it a kind of RadioSelect.
CHOICE_WIDGETS = (forms.RadioSelect,)


def _describe(bound: BoundField) -> dict[str, Any]:
    """Return what every kind of field needs: identifiers, label, help, errors, limit."""
    identifier = bound.auto_id
    errors = list(bound.errors)
    limit = getattr(bound.field, "max_length", None)
    described_by = []
    if bound.help_text:
        described_by.append(f"{identifier}_helptext")
    if limit and _counts(bound):
        described_by.append(f"{identifier}_limit")
    if errors:
        described_by.append(f"{identifier}_error")
    return {
        "id": identifier,
        "target": bound.id_for_label or identifier,
        "name": bound.html_name,
        "label": bound.label,
        "help": bound.help_text,
        "errors": errors,
        "required": bound.field.required,
        "disabled": bound.field.disabled,
        "limit": limit if limit and _counts(bound) else None,
        "described_by": " ".join(described_by),
        "hidden": bound.is_hidden,
    }


def _counts(bound: BoundField) -> bool:
    """Tell whether a limit is worth counting: long text, not a name or a postal code."""
    widget = bound.field.widget
    return isinstance(widget, forms.Textarea) or (
        type(widget) is forms.TextInput and (bound.field.max_length or 0) >= 100
    )


def describe_field(values: dict[str, Any]) -> dict[str, Any]:
    """Return the context of `field`: the widget rendered by Django, with its descriptions."""
    bound: BoundField = values["field"]
    if isinstance(bound.field.widget, CHOICE_WIDGETS):
        return {"kind": "choices", "field": bound, "heading": values["heading"]}
    context = {**_describe(bound), "heading": values["heading"]}
    attrs: dict[str, Any] = {}
    if context["described_by"]:
        attrs["aria-describedby"] = context["described_by"]
    if context["limit"]:
        # The browser would cut what is too long without a word; we count and say so.
        attrs["maxlength"] = False
    context["widget"] = bound.as_widget(attrs=attrs)
    single = isinstance(bound.field.widget, forms.CheckboxInput)
    fieldset = bound.use_fieldset
    context["kind"] = "check" if single else "fieldset" if fieldset else "plain"
    return context


def describe_choices(values: dict[str, Any]) -> dict[str, Any]:
    """Return the context of `choices`: groups of options, each with its picture and hint.

    Groups keep the order of the form; options without a group stand in a group
    without a label.
    """
    bound: BoundField = values["field"]
    context = {**_describe(bound), "heading": values["heading"]}
    icons = getattr(bound.field, "icons", {})
    hints = getattr(bound.field, "hints", {})
    groups: list[dict[str, Any]] = []
    attrs = {"id": bound.auto_id}
    if bound.field.disabled:
        attrs["disabled"] = "disabled"
    widget = bound.field.widget
    value = widget.format_value(bound.value())
    for label, options, _index in widget.optgroups(bound.html_name, value, attrs):
        shown = [
            {
                "id": option["attrs"].get("id", ""),
                "value": option["value"],
                "label": option["label"],
                "checked": option["selected"],
                "icon": icons.get(str(option["value"]), ""),
                "hint": hints.get(str(option["value"]), ""),
            }
            for option in options
        ]
        if label is None and groups and not groups[-1]["label"]:
            groups[-1]["options"] += shown
        else:
            groups.append({"label": label or "", "icon": icons.get(label, ""), "options": shown})
    context["type"] = widget.input_type
    context["groups"] = groups
    context["pictured"] = any(o["icon"] for group in groups for o in group["options"])
    return context


def describe_errors(values: dict[str, Any]) -> dict[str, Any]:
    """Return the context of `error_summary`: each message with the address of its field.

    A form that is not bound, or has no error, gives an empty list and nothing
    is shown.
    """
    form: forms.BaseForm = values["form"]
    found: list[dict[str, str]] = []
    if form.is_bound:
        for name, messages in form.errors.items():
            known = name != NON_FIELD_ERRORS and name in form.fields
            target = _first_control(form[name]) if known else ""
            label = form[name].label if known else ""
            found += [{"label": label, "text": text, "target": target} for text in messages]
    title = f"{form.prefix}-summary" if form.prefix else "summary"
    return {"errors": found, "focus": values["focus"], "id": title}


def _first_control(bound: BoundField) -> str:
    """Return the identifier of the first control of a field, where a link to it leads."""
    widget = bound.field.widget
    if not isinstance(widget, CHOICE_WIDGETS):
        return bound.id_for_label or bound.auto_id
    _value, label = next(iter(widget.choices), ("", ""))
    return f"{bound.auto_id}_0_0" if isinstance(label, (list, tuple)) else f"{bound.auto_id}_0"


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar or typed."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def set_choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Say what may be chosen in a field that the form declares."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared in the class
    field.choices = choices
