"""docs/settings.md says what the code reads: no more, no less."""

import re

import pytest
from django.conf import settings

CODE = (settings.BASE_DIR / "observatory" / "settings.py").read_text()
PAGE = (settings.BASE_DIR / "docs" / "settings.md").read_text()
READ = set(re.findall(r"env_\w+\(\s*\"([A-Z_]+)\"|env_\w+\('([A-Z_]+)'|env=\"([A-Z_]+)\"", CODE))
IN_CODE = {name for names in READ for name in names if name}
ROWS = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def test_the_page_lists_each_variable_once():
    listed = [name for name, _, _ in ROWS]
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == IN_CODE


def test_the_reading_of_the_code_finds_what_it_must():
    assert {"OBSERVATORY_DATA", "DATABASE_URL", "PORT", "OBSERVATORY_SMTP_HOST"} <= IN_CODE
    assert len(IN_CODE) >= 20


@pytest.mark.parametrize(("name", "default", "meaning"), ROWS)
def test_each_variable_has_a_meaning_and_the_default_of_the_code(name, default, meaning):
    assert len(meaning) > 5
    for line in CODE.splitlines():
        if (value := re.search(rf"env_int\(\"{name}\", (\d+)\)", line)) and name != "PORT":
            assert default == f"`{value[1]}`"
        if value := re.search(rf"env_bool\(\"{name}\", (True|False)\)", line):
            assert default == f"`{value[1].lower()}`"


def test_no_other_file_reads_the_environment():
    ours = (settings.BASE_DIR / "observatory").rglob("*.py")
    readers = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in ours
        if "tests" not in path.parts and re.search(r"os\.environ\b|\bgetenv\(", path.read_text())
    }
    assert readers <= {
        "observatory/kit/env.py",
        "observatory/wsgi.py",
    } | {name for name in readers if name.startswith("observatory/ops/bench")}
