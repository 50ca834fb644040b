"""The page that a device keeps: the same for everyone, whole, and of one version."""

import json
import posixpath
import re
from pathlib import Path, PurePosixPath

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import override

from observatory.desk.views import offline

pytestmark = pytest.mark.django_db

IMPORTED = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[\w./-]+\.js)["']""")
IN_SHEET = re.compile(r"""url\(["']?([^"')]+)["']?\)""")


def text_of(name):
    return Path(finders.find(name)).read_text(encoding="utf-8")


def page_of(client):
    return client.get(reverse("offline_app")).content.decode()


def worker_of(client):
    text = client.get(reverse("offline_worker")).content.decode()
    return json.loads(re.match(r"const KEPT = (.*);\n", text)[1])


def test_the_page_is_open_to_all_and_reads_no_session(client, django_assert_num_queries, amine):
    page = client.get(reverse("offline_app"))
    client.force_login(amine)

    assert page.status_code == 200
    assert not page.cookies
    assert page.content == client.get(reverse("offline_app")).content
    assert b"csrf" not in page.content


def test_everything_that_the_page_loads_is_kept(client):
    kept = set(worker_of(client)["assets"])
    loaded = {
        address.partition("#")[0]
        for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page_of(client))
    }

    assert loaded <= kept


@pytest.mark.parametrize("name", [one for one in offline.ASSETS if one.endswith(".js")])
def test_everything_that_a_module_imports_is_kept(name):
    folder = PurePosixPath(name).parent
    imported = {posixpath.normpath(folder / one) for one in IMPORTED.findall(text_of(name))}

    assert imported <= set(offline.ASSETS)


@pytest.mark.parametrize("name", [one for one in offline.ASSETS if one.endswith(".css")])
def test_everything_that_a_sheet_draws_is_kept(name):
    folder = PurePosixPath(name).parent
    drawn = {
        posixpath.normpath(folder / one)
        for one in IN_SHEET.findall(text_of(name))
        if not one.startswith("data:")
    }

    assert drawn <= set(offline.ASSETS)


def test_the_version_changes_with_the_page_and_only_then(client, monkeypatch):
    first = worker_of(client)["version"]

    assert worker_of(client)["version"] == first
    with override("en"):
        assert worker_of(client)["version"] != first
    monkeypatch.setattr(offline, "ASSETS", offline.ASSETS[:-1])
    assert worker_of(client)["version"] != first


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_the_worker_answers_for_the_relays_pages_of_its_language(client, language):
    with override(language):
        worker = client.get(reverse("offline_worker"))
        manifest = client.get(reverse("offline_manifest")).json()
        home = reverse("offline_app")

    scope = worker["Service-Worker-Allowed"]
    assert worker["Content-Type"].startswith("text/javascript")
    assert home.startswith(scope)
    assert (manifest["scope"], manifest["start_url"], manifest["lang"]) == (scope, home, language)
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL))


def test_the_scripts_say_only_what_the_page_has_words_for(client):
    known = set(re.findall(r'data-word="([\w-]+)"', page_of(client)))
    said = set()
    for name in offline.ASSETS:
        if name.startswith("desk/offline/") and name.endswith(".js"):
            text = text_of(name)
            said |= set(re.findall(r'\bsay\("([\w-]+)"', text))
            for one in re.findall(r'\bsayMany\("([\w-]+)"', text):
                said |= {f"{one}-one", f"{one}-many"}

    assert said - known == set()


def test_without_network_no_photo_is_asked(client):
    assert 'data-question="photo"' not in page_of(client)
    assert 'data-question="story"' in page_of(client)
