"""The rules of the house that a reader relies on, checked on the code itself."""

from configparser import ConfigParser
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, get_resolver
from django.utils.module_loading import import_string

from observatory.packages import PACKAGES as INSTALLED

ROOT = settings.BASE_DIR / "observatory"
PACKAGES = sorted(path.parent for path in ROOT.glob("*/__init__.py"))
OURS = [config for config in apps.get_app_configs() if config.name.startswith("observatory.")]

LAYERS = {"urls", "views", "admin", "forms", "jobs", "actions", "emails", "queries"} | {
    "permissions",
    "models",
    "states",
}
BESIDE = {
    "README",
    "__init__",
    "apps",
    "access",
    "context",
    "middleware",
    "registry",
    "purging",
    "panels",
} | {
    "templates",
    "static",
    "templatetags",
    "management",
    "migrations",
    "tests",
    "data",
}
# What a package needs besides, each a noun of its own subject.
OF_ITS_OWN = {
    "ops": {"bench", "catalogues", "demo", "markup", "schedule", "typography"},
    "insights": {"council", "exports", "remembered", "wording"},
    "associations": {"calendar"},
    "campaigns": {"wording"},
    "desk": {"deliveries"},
    "groups": {"wording"},
    "vocabularies": {"themes"},
    "escalations": {"cases", "printing", "records", "routing", "wording"},
    "events": {"calendar", "printing", "recurrence", "wording"},
    "observations": {"calendar", "openrosa", "opening", "planning", "wording"},
    "letters": {"attachments", "mailbox", "reading"},
    "people": {"adapters", "addresses", "joining"},
    "phone": {"answering", "calls", "keys", "script", "turn", "urgency", "wording", "workdays"},
    "vault": {"sealing", "uploads"},
    "reports": {"presenting"},
    "ui": {
        "asked",
        "components",
        "compression",
        "dates",
        "fields",
        "folding",
        "fonts",
        "headers",
        "navigation",
        "proportions",
        "storage",
        "styleguide",
        "symbols",
        "typesetting",
    },
    "pages": {"errors", "paper"},
    "places": {"hours", "presenting", "reading", "wording"},
    "problems": {"guarantee", "wording"},
    "promises": {"wording"},
    "questionnaires": {
        "amounts",
        "checking",
        "compiling",
        "facts",
        "freezing",
        "languages",
        "narrowing",
        "parts",
        "schema",
        "speaking",
        "text",
        "validation",
    },
    # Paper out, and paper back in: the code that a page carries, typesetting, what a scan says.
    "paper": {"page_codes", "printing", "scanning"},
    "search": {"engine", "words"},
}
FORBIDDEN = {"core", "common", "utils", "util", "helpers", "helper", "services", "managers", "misc"}
LONGEST = 400
LONGEST_SETTINGS = 300


def all_routes(patterns=None, prefix=""):
    """Yield (address, pattern) for every route of the site."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern
        else:
            yield from all_routes(pattern.url_patterns, address)


ROUTES = list(all_routes())


@pytest.mark.parametrize(("address", "pattern"), ROUTES, ids=[address for address, _ in ROUTES])
def test_every_view_says_who_may_come(address, pattern):
    access = getattr(pattern.callback, "access", "")
    assert access in {"public", "open", "signed_in"} or access.startswith("role:")


def test_every_route_has_a_name_of_its_own():
    names = [pattern.name for _, pattern in ROUTES]
    assert all(names)
    assert len(names) == len(set(names))


def test_the_walk_sees_the_site():
    assert len(ROUTES) > 20


def test_every_package_is_installed_and_stands_on_its_floor():
    floors = ConfigParser()
    floors.read(settings.BASE_DIR / ".importlinter")
    lines = floors["importlinter:contract:floors"]["layers"].split("\n")
    floor_of = {
        name.strip(): number for number, line in enumerate(lines) for name in line.split("|")
    }
    assert {path.name for path in PACKAGES} == set(INSTALLED) | {"kit"}
    assert sorted(INSTALLED, key=lambda name: floor_of[name]) == INSTALLED


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_package_holds_only_the_files_of_the_house(package):
    if package.name == "kit":
        return
    found = {path.stem for path in package.iterdir() if path.name != "__pycache__"}
    assert found <= LAYERS | BESIDE | OF_ITS_OWN.get(package.name, set())


def test_no_package_or_module_has_a_name_that_says_nothing():
    # A service is a word of ours: `queries/services.py` is about them.
    modules = {path.stem for path in [*ROOT.glob("*.py"), *ROOT.glob("*/*.py")]}
    packages = {path.name for path in PACKAGES}
    assert not (modules | packages) & FORBIDDEN


def test_kit_knows_no_models_and_no_other_package():
    for path in (ROOT / "kit").glob("*.py"):
        text = path.read_text()
        assert "models.Model)" not in text, path
        assert "from observatory" not in text or "from observatory.kit" in text, path


def our_files():
    for path in sorted(ROOT.rglob("*")):
        parts = set(path.relative_to(ROOT).parts)
        if path.suffix in {".py", ".html", ".js", ".css", ".txt"} and not parts & {
            "migrations",
            "locale",
            "vendor",
            "data",
        }:
            yield path


def test_a_file_is_at_most_400_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in our_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_the_settings_are_at_most_300_lines():
    assert len((ROOT / "settings.py").read_text().splitlines()) <= LONGEST_SETTINGS


STATES = sorted(path.parent.name for path in ROOT.glob("*/states.py"))
# No transition leads there: packages to come will; a location that the source placed.
GIVEN = {"reports": {"merged", "forwarded"}, "places": {"source"}}


def transitions_of(package):
    """Return the states of a package (its first choices) and its table of transitions."""
    module = import_module(f"observatory.{package}.states")
    choices = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, models.TextChoices)
    ]
    states = [found for found in choices if found is not models.TextChoices]
    return set(states[0]), states[0], getattr(module, "TRANSITIONS", {})


def after(transition):
    """Return the states a transition leads to: one, or several for a machine that decides."""
    return transition.after if isinstance(transition.after, frozenset) else {transition.after}


@pytest.mark.parametrize("package", STATES)
def test_each_transition_leads_from_known_states_to_another(package):
    states, _, table = transitions_of(package)
    for name, transition in table.items():
        assert transition.name == name
        assert transition.before, name
        assert transition.before <= states, name
        assert after(transition) <= states, name
        assert transition.permission.startswith(f"{package}."), name
        if not isinstance(transition.after, frozenset):
            assert transition.after not in transition.before, f"{name} leads nowhere"


@pytest.mark.parametrize("package", STATES)
def test_each_state_can_be_reached(package):
    states, choices, table = transitions_of(package)
    if not table:
        return
    reached = {next(iter(choices))}.union(*(after(transition) for transition in table.values()))
    assert states - reached == GIVEN.get(package, set())


@pytest.mark.parametrize("package", STATES)
def test_from_one_state_to_another_there_is_one_way_for_each_permission(package):
    states, _, table = transitions_of(package)
    for before in states:
        ways = [(t.after, t.permission) for t in table.values() if before in t.before]
        assert len(ways) == len(set(ways)), before


OUR_MODELS = [model for config in OURS for model in config.get_models()]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_moments_end_in_at_and_days_in_on(model):
    for field in model._meta.local_fields:
        if field.name == "last_login":  # Django's own
            continue
        if isinstance(field, models.DateTimeField):
            assert field.name == "at" or field.name.endswith("_at"), field
        elif isinstance(field, models.DateField):
            assert field.name.endswith(("_on", "month")), field


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_a_package_has_one_initial_migration_and_a_docstring_for_its_models(config):
    if config.models_module is None:
        return
    assert Path(config.path, "migrations", "0001_initial.py").exists()
    assert config.models_module.__doc__


def test_each_template_tag_and_context_processor_of_the_settings_exists():
    options = settings.TEMPLATES[0]["OPTIONS"]
    for name in options["context_processors"]:
        assert callable(import_string(name))
