"""Finding published things, on SQLite and on PostgreSQL alike."""

import pytest
from django.db import connection

from observatory.search import engine
from observatory.search.actions import index_document, optimise_index, remove_document
from observatory.search.models import Document
from observatory.search.queries import find

pytestmark = pytest.mark.django_db


def publish(ref, title, body="", *, language="fr", kind="problem"):
    index_document(
        kind=kind,
        ref=ref,
        language=language,
        title=title,
        body=body,
        url_name="problem",
        url_arg="1",
    )


def titles(text, *, languages=("fr",), kind="problem", **more):
    return [one.title for one in find(text, languages=languages, kind=kind, **more)]


@pytest.mark.parametrize("text", ["etrangers", "étranger", "ÉTRANGÈRES", "service des étrangers"])
def test_a_word_is_found_without_its_accents_and_in_any_form(text):
    publish("problem:1", "Service des étrangers : guichet fermé")
    assert titles(text) == ["Service des étrangers : guichet fermé"]


def test_dutch_is_found_by_dutch_forms():
    publish("problem:1", "De loketten zijn gesloten", language="nl")
    assert titles("loket", languages=["nl"]) == ["De loketten zijn gesloten"]


def test_all_words_must_be_there():
    publish("problem:1", "Guichet fermé à Schaerbeek")
    publish("problem:2", "Guichet fermé à Ixelles")
    assert titles("guichet ixelles") == ["Guichet fermé à Ixelles"]
    assert titles("guichet anvers") == []


def test_the_last_word_may_be_a_beginning():
    publish("problem:1", "Personne ne répond au téléphone")
    assert titles("personne télépho") == ["Personne ne répond au téléphone"]
    assert titles("télépho personne") == []


def test_words_of_the_body_count_too_and_the_excerpt_is_kept():
    publish(
        "text:1", "Schaerbeek", "J’ai attendu   deux heures.\n\nPuis on m’a renvoyée.", kind="text"
    )
    (found,) = find("renvoyée heures", languages=["fr"], kind="text")
    assert found.excerpt == "J’ai attendu deux heures. Puis on m’a renvoyée."


def test_one_language_and_one_kind_are_asked_for():
    publish("problem:1", "Guichet", language="fr")
    publish("problem:1", "Loket guichet", language="nl")
    publish("text:1", "Guichet texte", kind="text")
    assert titles("guichet") == ["Guichet"]
    assert titles("guichet", languages=["nl"]) == ["Loket guichet"]
    assert sorted(titles("guichet", languages=["fr", "nl"])) == ["Guichet", "Loket guichet"]
    assert titles("guichet", kind="text") == ["Guichet texte"]


def test_problems_whose_title_is_closest_come_first():
    publish("problem:1", "Guichet fermé")
    publish("problem:2", "Rendez-vous au guichet seulement par internet ou téléphone, Ixelles")
    assert titles("guichet") == [
        "Guichet fermé",
        "Rendez-vous au guichet seulement par internet ou téléphone, Ixelles",
    ]


def test_texts_come_newest_first_a_page_at_a_time():
    for number in range(1, 6):
        publish(f"text:{number}", f"Texte {number}", "le guichet", kind="text")
    first = find("guichet", languages=["fr"], kind="text", limit=2)
    assert [one.title for one in first] == ["Texte 5", "Texte 4"]
    older = titles("guichet", kind="text", limit=2, before=first[-1].pk)
    assert older == ["Texte 3", "Texte 2"]


@pytest.mark.parametrize("count", [1, 3])
def test_finding_takes_one_query_however_much_is_found(count, django_assert_num_queries):
    for number in range(count):
        publish(f"problem:{number}", f"Guichet {number}")
    with django_assert_num_queries(1):
        assert len(titles("guichet", languages=["fr", "nl", "en"])) == count


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "de la",
        '"',
        '"guichet',
        "gui*chet* -ferme",
        "guichet AND NOT (NEAR/2",
        "stems:guichet",
        "a' OR 1=1 --",
        "\\':*&|!<->()",
        "🙂",
        "\u202eguichet",
        "\x00",
        "العربية مكتب",
        "%s %d %",
        "guichet " * 5000,
        "é" * 100_000,
        "zzproblemfr",
        "𝓰𝓾𝓲𝓬𝓱𝓮𝓽",
    ],
)
def test_nothing_that_is_typed_breaks_the_search(text):
    publish("problem:1", "Guichet fermé")
    assert isinstance(titles(text, languages=["fr", "nl", "en"]), list)


def test_operators_are_plain_words():
    publish("problem:1", "Guichet fermé")
    assert titles('"guichet"') == ["Guichet fermé"]
    assert titles("guichet NOT fermé") == []


def test_arabic_is_found_by_word_and_by_beginning():
    publish("text:1", "Texte", "لا يوجد مكتب استقبال", kind="text", language="ar")
    assert titles("مكتب", languages=["ar"], kind="text") == ["Texte"]
    assert titles("استقب", languages=["ar"], kind="text") == ["Texte"]


def test_a_thing_changed_is_found_by_its_new_words_only():
    publish("problem:1", "Guichet fermé")
    publish("problem:1", "Téléphone muet")
    assert titles("guichet") == []
    assert titles("téléphone") == ["Téléphone muet"]
    assert Document.objects.filter(kind="problem").count() == 1


def test_a_thing_removed_is_found_no_more_in_any_language():
    publish("problem:1", "Guichet fermé")
    publish("problem:1", "Loket gesloten", language="nl")
    remove_document(ref="problem:1")
    remove_document(ref="problem:1")
    assert titles("guichet", languages=["fr", "nl"]) == titles("loket", languages=["nl"]) == []
    assert not Document.objects.filter(kind="problem").exists()


def test_a_removed_word_leaves_the_index_itself():
    publish("text:1", "Texte", "unmotquerienneretient", kind="text")
    publish("text:2", "Texte", "xylophone", kind="text")
    remove_document(ref="text:1")
    optimise_index()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT block FROM search_index_data")
            kept = b"".join(bytes(row[0]) for row in cursor.fetchall())
            # Words stand there in plain bytes, but for a beginning they share with the word before.
            assert b"xylophon" in kept
            assert b"unmotquerien" not in kept
        else:
            cursor.execute("SELECT count(*) FROM search_document WHERE stems LIKE '%unmotquerien%'")
            assert cursor.fetchone()[0] == 0
    assert titles("xylophone", kind="text") == ["Texte"]


def test_a_kind_that_is_no_plain_word_is_refused():
    with pytest.raises(ValueError, match="kind"):
        publish("problem:1", "Titre", kind='x" OR "y')


def test_long_texts_and_titles_are_cut_to_what_is_kept():
    publish("text:1", "T" * 1000, "mot " * 50_000, kind="text")
    document = Document.objects.get(kind="text")
    assert len(document.title) == 300
    assert len(document.excerpt) <= 600


def test_an_old_text_is_found_behind_many_newer_ones_once_and_in_its_place(monkeypatch):
    monkeypatch.setattr(engine, "WINDOW", 2)
    for number in range(6):
        word = "rare" if number % 3 == 0 else "ordinaire"
        publish(f"text:{number}", f"Texte {number}", f"guichet {word}", kind="text")
    assert titles("rare", kind="text") == ["Texte 3", "Texte 0"]
    assert titles("guichet", kind="text", limit=2) == ["Texte 5", "Texte 4"]
    assert titles("guichet", kind="text", limit=3) == ["Texte 5", "Texte 4", "Texte 3"]
