"""Folded templates say what the plain ones say, in every language, with less to go through."""

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.template.loader_tags import BlockNode, ExtendsNode
from django.utils.translation import override

BUILTINS = [
    "django.templatetags.i18n",
    "django.templatetags.static",
    "observatory.ui.templatetags.components",
]
TEMPLATES = {
    "words": '{% translate "Aller au contenu" %} {{ name }} {% translate "Chercher" as s %}{{ s }}',
    "parts": '{% translate "Chercher" as s %}{% put "button" label=s icon="search" %}'
    '{% put "button" label=name %}{% put "button" label=_("Chercher") %}',
    "other_value": '{% translate "Chercher" as s %}{% if name %}{% translate "Aide" as s %}{% endif %}'
    "{{ s }}",
    "loop": '{% translate "Chercher" as s %}{% for s in names %}{{ s }}{% endfor %}{{ s }}'
    '{% for one in names %}{{ s }}{% translate "Aide" as s %}{{ s }}{% endfor %}{{ s }}',
    "with": '{% translate "Chercher" as s %}{% with s=name %}{{ s }}{% endwith %}{{ s }}',
    "body": '{% component "notice" kind="info" %}<p>{% translate "Chercher" %}</p>{% endcomponent %}'
    '{% component "notice" kind="info" %}<p>{{ name }}</p>{% endcomponent %}',
    "address": '<a href="{% url "home" %}">{% url "search" as there %}{{ there }}{{ nothing }}</a>'
    '{% url "municipality" name as gone %}{{ gone }}',
    "language": '{% language "nl" %}{% translate "Chercher" %}{% endlanguage %}{% translate "Chercher" %}',
    "base": '<title>{% block title %}{% translate "Aide" %}{% endblock %}</title>'
    "{% block main %}{% endblock %}",
    "child": '{% extends "base" %}{% block main %}{% translate "Chercher" %}{{ name }}{% endblock %}'
    "{% block title %}{{ block.super }} {{ name }}{% endblock %}",
    "middle": '{% extends "base" %}{% block title %}{% translate "Aide" as s %}{{ s }}{% endblock %}',
    "leaf": '{% extends "middle" %}nowhere{% block main %}{{ s }}'
    "{% if name %}{% block inner %}{{ name }}{% endblock %}{% endif %}{% endblock %}",
    "last": '{% extends "leaf" %}{% block inner %}{% translate "Chercher" %} {{ names.0 }}{% endblock %}',
    "named": "{% extends parent %}{% block main %}{{ name }}{% endblock %}",
    "plain": "{# a note #}{% comment %}gone{% endcomment %}{% blocktranslate trimmed %}\n Aide\n "
    "{% endblocktranslate %}{% blocktranslate with n=name %}Bonjour {{ n }}{% endblocktranslate %}"
    "{% autoescape off %}{{ name }}{% endautoescape %}{% spaceless %}<b>{{ name }}</b> <i></i>{% endspaceless %}",
}
LOCMEM = ("django.template.loaders.locmem.Loader", TEMPLATES)


@pytest.fixture
def engines():
    plain = Engine(builtins=BUILTINS, loaders=[LOCMEM])
    folded = Engine(builtins=BUILTINS, loaders=[("observatory.ui.folding.Loader", [LOCMEM])])
    return plain, folded


def values():
    return Context({"name": "<Fatima & Jean>", "names": ["<a>", "b"], "parent": "middle"})


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_folded_template_gives_what_the_plain_one_gives(engines, name, language):
    plain, folded = engines
    with override(language):
        expected = plain.get_template(name).render(values())
        for _ in range(2):
            assert folded.get_template(name).render(values()) == expected


def test_each_language_has_its_own_copy(engines):
    _, folded = engines
    said = []
    for language in ("fr", "nl", "fr"):
        with override(language):
            said.append(folded.get_template("words").render(values()))
    assert said[0] == said[2] != said[1]


def test_words_icons_and_addresses_become_one_text(engines):
    _, folded = engines
    with override("fr"):
        nodes = folded.get_template("plain").nodelist
        assert isinstance(nodes[0], TextNode)
        assert nodes[0].s == "Aide"
        assert sum(isinstance(node, TextNode) for node in nodes) == 1


def test_a_page_is_written_into_those_it_extends(engines):
    _, folded = engines
    with override("fr"):
        nodes = folded.get_template("last").nodelist
        assert not nodes.get_nodes_by_type(ExtendsNode)
        assert not nodes.get_nodes_by_type(BlockNode)
        assert folded.get_template("child").nodelist.get_nodes_by_type(ExtendsNode)


def test_what_a_page_is_told_is_never_kept_for_the_next_person(engines):
    _, folded = engines
    with override("fr"):
        for name in TEMPLATES:
            template = folded.get_template(name)
            template.render(values())
            assert "Fatima" not in template.render(
                Context({"name": "Nadia", "names": [], "parent": "base"})
            )
