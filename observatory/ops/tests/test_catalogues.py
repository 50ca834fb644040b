import gettext
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from observatory.ops import catalogues


@pytest.fixture
def home(tmp_path):
    """A small project: one template, one form."""
    templates = tmp_path / "observatory" / "reports" / "templates"
    templates.mkdir(parents=True)
    (templates / "page.html").write_text(
        '<h1>{% translate "Bonjour" %}</h1>\n'
        "    {% blocktranslate count n=n trimmed %}un cas\n    {% plural %}{{ n }} cas"
        "{% endblocktranslate %}\n"
        '{% put "button" label=_("L’envoyer") %}\n'
    )
    (templates.parent / "urls.py").write_text(
        'path(pgettext_lazy("address", "signaler/<int:pk>/"))\n'
        'note = _("À %(place)s, "\n         "100 %% sûr")\n'
    )
    (templates.parent / "tests").mkdir()
    (templates.parent / "tests" / "test_x.py").write_text('_("not for people")')
    return tmp_path


@pytest.fixture
def locale(home):
    return home / "locale"


def ids(catalog):
    return {
        (message.context, catalogues._key(message)) for message in catalogues.messages_of(catalog)
    }


def test_messages_of_templates_and_python_are_found(home):
    assert ids(catalogues.read_sources(home)) == {
        (None, "Bonjour"),
        (None, "un cas"),
        (None, "L’envoyer"),
        ("address", "signaler/<int:pk>/"),
        (None, "À %(place)s, 100 %% sûr"),
    }


def test_a_new_catalogue_is_all_to_translate(home, locale):
    template = catalogues.read_sources(home)
    path = catalogues.catalogue_path(locale, "nl")
    catalog = catalogues.update_catalogue(path, "nl", template)
    faults = list(catalogues.faults_of_catalogue(catalog, "nl", template))
    assert len(faults) == 5
    assert all("not translated" in fault for fault in faults)


def test_french_holds_only_the_plurals_and_counts_zero_as_one(home, locale):
    template = catalogues.read_sources(home)
    path = catalogues.catalogue_path(locale, "fr")
    catalog = catalogues.update_catalogue(path, "fr", template)
    assert ids(catalog) == {(None, "un cas")}
    assert list(catalogues.faults_of_catalogue(catalog, "fr", template)) == []
    with catalogues.compile_catalogue(path, "fr").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.ngettext("un cas", "%(n)s cas", 0) == "un cas"
    assert spoken.ngettext("un cas", "%(n)s cas", 2) == "%(n)s cas"


def test_french_plurals_do_not_fill_in_those_of_the_next_language(home, locale):
    template = catalogues.read_sources(home)
    catalogues.update_catalogue(catalogues.catalogue_path(locale, "fr"), "fr", template)
    path = catalogues.catalogue_path(locale, "nl")
    catalog = catalogues.update_catalogue(path, "nl", template)
    faults = list(catalogues.faults_of_catalogue(catalog, "nl", template))
    assert any("not translated" in fault and "un cas" in fault for fault in faults)


def translated(home, locale, **changes):
    template = catalogues.read_sources(home)
    path = catalogues.catalogue_path(locale, "nl")
    words = {
        "Bonjour": "Dag",
        "un cas": ("een geval", "%(n)s gevallen"),
        "L’envoyer": "Versturen",
        "signaler/<int:pk>/": "melden/<int:pk>/",
        "À %(place)s, 100 %% sûr": "In %(place)s, 100 %% zeker",
        **changes,
    }
    catalog = catalogues.update_catalogue(path, "nl", template)
    for message in catalogues.messages_of(catalog):
        message.string = words[catalogues._key(message)]
    return catalog, template


def test_a_whole_translation_has_no_fault(home, locale):
    catalog, template = translated(home, locale)
    assert list(catalogues.faults_of_catalogue(catalog, "nl", template)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"À %(place)s, 100 %% sûr": "In Brussel, 100 %% zeker"},
        {"À %(place)s, 100 %% sûr": "In %(plaats)s, 100 %% zeker"},
        {"un cas": ("een geval", "veel gevallen")},
        {"signaler/<int:pk>/": "melden/"},
    ],
)
def test_a_lost_placeholder_is_found(home, locale, changes):
    catalog, template = translated(home, locale, **changes)
    (fault,) = catalogues.faults_of_catalogue(catalog, "nl", template)
    assert "placeholders" in fault


def test_an_unsure_translation_is_found(home, locale):
    catalog, template = translated(home, locale)
    catalog.get("Bonjour").flags.add("fuzzy")
    (fault,) = catalogues.faults_of_catalogue(catalog, "nl", template)
    assert "unsure" in fault


def test_a_message_that_left_the_code_is_found_and_then_dropped(home, locale):
    catalog, template = translated(home, locale)
    catalog.add("Au revoir", "Tot ziens")
    (fault,) = catalogues.faults_of_catalogue(catalog, "nl", template)
    assert "not in the code any more" in fault


def test_writing_twice_changes_nothing(home, locale):
    path = catalogues.catalogue_path(locale, "nl")
    catalogues.update_catalogue(path, "nl", catalogues.read_sources(home))
    first = path.read_bytes()
    catalogues.update_catalogue(path, "nl", catalogues.read_sources(home))
    assert path.read_bytes() == first


def test_the_check_says_what_is_missing_and_fails(home, locale, settings):
    settings.BASE_DIR = home
    settings.LOCALE_PATHS = [locale]
    out = StringIO()
    with pytest.raises(CommandError, match="faults"):
        call_command("messages", "--check", stdout=out)
    assert "nl: observatory/reports/templates/page.html: missing: 'Bonjour'" in out.getvalue()
    assert "fr: observatory/reports/templates/page.html: missing: 'un cas'" in out.getvalue()


def test_a_page_in_a_language_that_the_site_does_not_speak_is_left_as_it_is(home):
    templates = home / "observatory" / "reports" / "templates"
    (templates / "page_ar.html").write_text("<h1>رمزكم</h1>")
    names = {path.name for path in catalogues.source_files(home)}
    assert "page.html" in names
    assert "page_ar.html" not in names
