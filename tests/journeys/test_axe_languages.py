"""The same pages in Dutch and in English."""

import pytest

from .axe import fail_on
from .axe_walks import Walks

LANGUAGES = ["nl", "en"]


@pytest.fixture(scope="module")
def walks(server, browser, find_axe_violations):
    return Walks(server, browser, find_axe_violations)


@pytest.mark.parametrize("language", LANGUAGES)
def test_anyone_can_use_every_public_page(walks, language):
    fail_on(walks.walk(language).faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_team_can_work_in_its_language(walks, sign_in, language):
    fail_on(walks.walk(language, sign_in, "mireille").faults)
