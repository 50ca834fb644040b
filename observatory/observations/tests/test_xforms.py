"""The observation grid as a form for ODK Collect: each kind of question, conditions, languages, settings."""

import base64
import json
import zlib

import pytest
from defusedxml.ElementTree import fromstring

from observatory.observations.openrosa.instances import answers_of, read_instance
from observatory.observations.openrosa.settings import collect_settings, settings_square
from observatory.observations.openrosa.xforms import write_xform
from observatory.people.queries import system_actor
from observatory.questionnaires.actions import publish_version
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.validation import validate_answers

from .collecting import write_instance
from .making import DAY, TRIALS, WAYS, YES_NO, question

NS = {"x": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}
IS_CALL = {"question": "channel", "is": "call"}


def publish(*questions, condition=None):
    """Publish a grid with these questions on one screen; return the version."""
    known = [
        question("scenario", options=TRIALS, required=True),
        question("channel", options=WAYS, required=True),
    ]
    source = {
        "key": "observation",
        "number": 995,
        "languages": ["fr", "nl", "en"],
        "answers": {code: dict.fromkeys(("fr", "nl", "en"), code) for code in ("yes", "no")},
        "screens": [
            {"key": "start", "questions": known, "wording": words("début")},
            {"key": "grid", "questions": list(questions), "wording": words("grille")}
            | ({"condition": condition} if condition else {}),
        ],
    }
    publish_version(source=source, by=system_actor("importer"), at=DAY)
    return current_version("observation")


def words(label, **more):
    return {lang: {"label": label, **more} for lang in ("fr", "nl", "en")}


class Form:
    """An XForm, looked at as ODK Collect does."""

    def __init__(self, version):
        self.root = fromstring(write_xform(version))
        self.binds = {
            bind.get("nodeset").rpartition("/")[2]: {
                name: " ".join(text.split()) for name, text in bind.items()
            }
            for bind in self.root.iterfind(".//x:bind", NS)
        }
        self.controls = {
            control.get("ref").rpartition("/")[2]: control
            for control in self.root.iterfind("./h:body//*[@ref]", NS)
            if not control.get("ref").startswith(("jr:", "name", "label"))
        }

    def says(self, key, part="label", language="Français (fr)"):
        translation = self.root.find(f".//x:translation[@lang='{language}']", NS)
        found = [one for one in translation if one.get("id").endswith(f"/{key}:{part}")]
        return found[0][0].text if found else None


KINDS = [
    (question("k1", options=YES_NO), "select1", "string", "yes", "yes"),
    (question("k1", "terms", options=YES_NO, multiple=True), "select", "string", "no yes", ["yes", "no"]),
    (question("k1", "terms", options=YES_NO), "select1", "string", "yes", ["yes"]),
    (question("k1", "number", least=0, most=50, unit="times"), "input", "int", "12", "12"),
    (question("k1", "number", least=0, most=99, decimals=2, unit="euro"), "input", "decimal", "22.50", "22.5"),
    (question("k1", "duration", least=0, most=900), "input", "string", "3:20", "3:20"),
    (question("k1", "text"), "input", "string", "un mot", "un mot"),
    (question("k1", "month"), "input", "date", "2026-09-01", "2026-09"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "control", "kind", "sent", "kept"), KINDS)
def test_each_kind_of_question_is_asked_and_comes_back(asked, control, kind, sent, kept):
    version = publish(asked)
    form = Form(version)
    assert form.controls["k1"].tag == f"{{{NS['x']}}}{control}"
    assert form.binds["k1"]["type"] == kind
    instance = read_instance(
        write_instance(995, channel="visit", scenario="T1", k1=sent, Sure="OK")
    )
    definition = compiled(version)
    cleaned, errors = validate_answers(definition, answers_of(instance, definition), language="fr")
    assert errors == {}
    assert cleaned["k1"] == kept


@pytest.mark.parametrize(
    ("asked", "constraint"),
    [
        (question("k1", "number", least=0, most=50), ". >= 0 and . <= 50"),
        (
            question("k1", "number", least=0, most=9, decimals=1),
            ". >= 0 and . <= 9 and regex(string(.), '^-?[0-9]+([.][0-9]{1,1})?$')",
        ),
        (
            question("k1", "duration", least=5, most=900),
            "regex(., '^[0-9]{1,4}:[0-5][0-9]$')"
            " and (number(substring-before(., ':')) * 60 + number(substring-after(., ':'))) >= 5"
            " and (number(substring-before(., ':')) * 60 + number(substring-after(., ':'))) <= 900",
        ),
        (question("k1", "text", max_length=20), "string-length(.) <= 20"),
        (
            question("k1", "terms", options=YES_NO, multiple=True, exclusive=["no"]),
            "(count-selected(.) <= 1 or not(selected(., 'no')))",
        ),
    ],
)
def test_the_bounds_of_an_answer_are_known_to_the_telephone(asked, constraint, db):
    assert Form(publish(asked)).binds["k1"]["constraint"] == constraint


@pytest.mark.parametrize(
    ("condition", "relevant"),
    [
        (IS_CALL, "/data/Known/channel = 'call'"),
        ({"question": "k0", "includes": "no"}, "selected( /data/Screen_grid/k0 , 'no')"),
        ({"question": "k0", "answered": True}, "/data/Screen_grid/k0 != ''"),
        ({"not": IS_CALL}, "not( /data/Known/channel = 'call')"),
        (
            {"all": [IS_CALL, {"any": [IS_CALL, {"question": "k0", "includes": "yes"}]}]},
            "( /data/Known/channel = 'call' and"
            " ( /data/Known/channel = 'call' or selected( /data/Screen_grid/k0 , 'yes')))",
        ),
    ],
)
def test_a_condition_of_the_grid_is_one_of_the_form(condition, relevant, db):
    first = question("k0", "terms", options=YES_NO, multiple=True)
    form = Form(publish(first, question("k1", options=YES_NO, condition=condition)))
    assert form.binds["k1"]["relevant"] == relevant


def test_a_condition_of_a_screen_holds_for_its_questions(db):
    form = Form(publish(question("k1", options=YES_NO), condition=IS_CALL))
    assert form.binds["Screen_grid"]["relevant"] == "/data/Known/channel = 'call'"


def test_what_must_be_answered_says_so_in_its_own_words(db):
    wording = words("Combien ?", missing="Dites combien.", help="Comptez-les.")
    asked = question("k1", "number", least=0, most=9, required=True) | {"wording": wording}
    form = Form(publish(asked))
    assert form.binds["k1"]["required"] == "true()"
    assert form.says("k1") == "Combien ?"
    assert form.says("k1", "hint") == "Comptez-les."
    assert form.says("k1", "jr:requiredMsg") == "Dites combien."
    assert form.says("k1", "jr:constraintMsg") == "Écrivez un nombre, de 0 à 9."


def test_words_that_look_like_a_reference_are_words(db):
    asked = question("k1", options=YES_NO) | {"wording": words("Le prix ${k2} ?")}
    assert Form(publish(asked)).says("k1") == "Le prix $ {k2} ?"


def test_the_form_is_in_every_language_of_the_grid():
    form = Form(current_version("observation"))
    languages = [one.get("lang") for one in form.root.iterfind(".//x:translation", NS)]
    assert languages == ["Français (fr)", "Nederlands (nl)", "English (en)"]
    for language in languages:
        assert form.says("k14", language=language)
        assert form.says("Slot", language=language)


@pytest.mark.django_db
def test_the_form_asks_every_question_of_the_grid_and_no_photo():
    """The protocol has no photo: people at a counter are not photographed."""
    version = current_version("observation")
    form = Form(version)
    assert set(compiled(version).questions) <= set(form.controls)
    assert form.root.find(".//x:upload", NS) is None
    root = form.root.find(".//x:model/x:instance/*", NS)
    assert (root.get("id"), root.get("version")) == (
        f"observation-{version.number}",
        str(version.number),
    )


def test_a_question_about_a_photo_or_a_contact_is_not_asked(db):
    asked = [question("k1", "photo"), question("k2", options=YES_NO)]
    form = Form(publish(*asked))
    assert "k1" not in form.controls
    assert "k2" in form.controls


def test_the_settings_are_those_that_odk_collect_reads_from_a_square():
    address = "https://observatoire.example/odk/secret"
    packed = collect_settings(address, "Observatoire")
    settings = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert set(settings) == {"general", "admin", "project"}
    assert settings["general"]["server_url"] == address
    assert settings["general"]["form_update_mode"] == "match_exactly"
    assert "password" not in settings["general"]
    assert settings_square(address, "Observatoire").startswith("data:image/svg+xml")
