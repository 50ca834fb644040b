"""The clock of these tests is the one of the data, where pages read it."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_throttle_of_another_test(db):
    cache.clear()
