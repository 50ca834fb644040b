"""Many people who register at the same moment, each on a connection of its own."""

import threading

import pytest
from django.db import connection

from observatory.kit.remembered import memory
from observatory.people.queries import _system_actor_id
from observatory.places.models import Territory

from .making import again, join, make_event


@pytest.fixture
def own_place(transactional_db):
    """A place of this test: such tests empty the database, before and after."""
    if connection.vendor == "sqlite":
        pytest.skip("only on PostgreSQL: SQLite has one writer at a time")
    _system_actor_id.cache_clear()
    memory.forget_all()
    place, _ = Territory.objects.get_or_create(
        nis="99999", defaults={"kind": "municipality", "names": {"fr": "Ailleurs"}}
    )
    yield place
    _system_actor_id.cache_clear()
    memory.forget_all()


def test_ten_who_come_at_once_take_the_three_places_once(own_place):
    event = make_event(own_place, capacity=3)

    def one():
        try:
            join(event)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (again(event).taken, again(event).waiting) == (3, 7)
    states = list(event.registrations.values_list("state", flat=True))
    assert (states.count("coming"), states.count("waiting")) == (3, 7)
