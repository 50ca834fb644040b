"""Axe on every page in French, on a wide screen and at 320 pixels.

The pages are found as a person finds them, by following links from the home
page and from the team's first page. A test then compares what was seen with
the routes of the site, so that no page escapes.
"""

import pytest

from .axe import fail_on
from .axe_routes import ELSEWHERE, FOR_ALL, FOR_THE_TEAM
from .axe_walks import Walks

PEOPLE = ["mireille", "chantal", "olu", "amine", "edith", "nadia", "solange"]


@pytest.fixture(scope="module")
def walks(server, browser, find_axe_violations):
    return Walks(server, browser, find_axe_violations)


def test_anyone_can_use_every_public_page(walks):
    fail_on(walks.walk("fr").faults)


@pytest.mark.parametrize("name", PEOPLE)
def test_anyone_of_the_team_can_use_every_page(walks, sign_in, name):
    fail_on(walks.walk("fr", sign_in, name).faults)


def test_no_page_escaped(walks, sign_in):
    seen = set(walks.walk("fr").seen)
    for name in PEOPLE:
        seen |= set(walks.walk("fr", sign_in, name).seen)
    fail_on(sorted((FOR_ALL | FOR_THE_TEAM) - seen - set(ELSEWHERE)))
