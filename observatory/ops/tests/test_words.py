import pytest

from observatory.ops.markup import check_template
from observatory.ops.typography import NARROW, check_words, faults_of, mend

N = NARROW


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Vous avez perdu ?", f"Vous avez perdu{N}?"),
        ("Vous avez perdu?", f"Vous avez perdu{N}?"),
        ("l'aide : oui; non", f"l’aide{N}: oui{N}; non"),
        ("« mot »", f"«{N}mot{N}»"),
        ("«mot»", f"«{N}mot{N}»"),
        ("%(n)s: oui", f"%(n)s{N}: oui"),
        ("{{ name }} ?", f"{{{{ name }}}}{N}?"),
        ("d'{{ name }}", "d’{{ name }}"),
        ("et ainsi de suite...", "et ainsi de suite…"),
        ("a&nbsp;b ; c", f"a&nbsp;b{N}; c"),
        (f"déjà juste{N}?", f"déjà juste{N}?"),
        ("à 10:30", "à 10:30"),
        ("https://example.org/?page=1", "https://example.org/?page=1"),
        ('<a href="x?y" title="l\'an">l\'an</a>', '<a href="x?y" title="l\'an">l’an</a>'),
    ],
)
def test_french_is_printed_with_its_spaces_and_apostrophes(written, printed):
    assert mend(written) == printed
    assert mend(printed) == printed


@pytest.mark.parametrize("words", ["Un utilisateur", "Bravo !", 'Le "mot" juste'])
def test_some_words_cannot_be_mended_by_rule(words):
    assert faults_of(words)


def test_ordinary_words_are_left_in_peace():
    assert not faults_of('Un <a href="x">mot</a> juste, utile à tous.')


@pytest.fixture
def template(tmp_path):
    def write(text):
        path = tmp_path / "page.html"
        path.write_text(text)
        return path

    return write


def test_words_of_a_template_are_mended_and_its_code_is_not(template):
    path = template(
        '{% if a != "x ?" %}<p class="l\'x">{% translate "D\'où ?" %}</p>{% endif %}\n'
        "{% blocktranslate trimmed with n=a|default:'?' %}C'est {{ n }},\n"
        "l'autre.{% endblocktranslate %}"
        '{% put "button" label=_("Qu\'est-ce ?") %}'
    )
    assert len(check_words(path)) == 3
    check_words(path, fix=True)
    text = path.read_text()
    assert f'{{% translate "D’où{N}?" %}}' in text
    assert f'label=_("Qu’est-ce{N}?")' in text
    assert "C’est {{ n }}" in text
    assert "l’autre." in text
    assert '{% if a != "x ?" %}<p class="l\'x">' in text
    assert "default:'?'" in text


def test_words_of_python_are_mended_and_its_code_is_not(tmp_path):
    path = tmp_path / "forms.py"
    path.write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy\n"
        "code = \"l'autre ?\"  # l'é ?\n"
        'label = "é", _("D\'où ?"\n    " Qu\'est-ce ?")\n'
        'many = ngettext("l\'un ?", "l\'autre ?", 2)\n'
        'address = pgettext_lazy("address", "qui-est-la?/")\n'
    )
    check_words(path, fix=True)
    text = path.read_text()
    assert f'_("D’où{N}?"\n    " Qu’est-ce{N}?")' in text
    assert f'ngettext("l’un{N}?", "l’autre{N}?", 2)' in text
    assert "code = \"l'autre ?\"  # l'é ?" in text
    assert '"qui-est-la?/"' in text
    assert check_words(path) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<p>Bonjour</p>", "cannot be translated"),
        ("{% if a %}Bonjour{% endif %}", "cannot be translated"),
        ('<img src="x" alt="Un guichet">', "cannot be translated"),
        ('<input aria-label="Chercher">', "cannot be translated"),
        ('{% put "button" label="Envoyer" %}', "cannot be translated"),
        ('<p style="color: red">{{ a }}</p>', "inline style"),
        ("<style>p{}</style>", "inline style"),
        ("<script>go()</script>", "inline script"),
        ('<a href="x" onclick="go()">{{ a }}</a>', "inline script"),
        ('<img src="x">', "needs alt"),
        ('<script src="https://example.org/x.js"></script>', "third party"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "third party"),
    ],
)
def test_a_template_may_not_hold(template, markup, fault):
    faults = check_template(template("{{ a }}\n" + markup))
    assert [f.line for f in faults] == [2]
    assert fault in faults[0].text


@pytest.mark.parametrize(
    "markup",
    [
        '<p>{% translate "Bonjour" %}</p>',
        "<p>{% blocktranslate %}Bonjour <b>vous</b>{% endblocktranslate %}</p>",
        "{# Bonjour #}{% comment %}Bonjour{% endcomment %}",
        '<p translate="no">Statbel <span>REFNIS</span></p>',
        '<img src="x" alt="">',
        '<p class="lead {% if a %}open{% endif %}" data-name="Bonjour">{{ a }} – 12</p>',
        '<script src="{% static "x.js" %}" type="module"></script>',
        '<script type="application/json">{"key": "value"}</script>',
        '{% put "button" label=_("Envoyer") kind="quiet" %}',
        "{% block layout %}narrow{% endblock %}",
    ],
)
def test_a_template_may_hold(template, markup):
    assert check_template(template(markup)) == []


def test_a_fault_is_found_after_a_block_of_several_lines(template):
    path = template("{% blocktranslate %}\nBonjour\n{% endblocktranslate %}\n{# x #}\n\nMot")
    assert [fault.line for fault in check_template(path)] == [6]
