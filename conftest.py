"""What every test may ask for: the same few people, and the reference data.

Fatima is a citizen without an account; she appears in tests by what she sends.
"""

import os
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.utils import translation


def pytest_runtest_setup(item):
    """Tests that read ../shared are skipped on a clone that has none, never in CI."""
    here = (item.config.rootpath.parent / "shared").is_dir()
    if item.get_closest_marker("shared") and not here and not os.environ.get("CI"):
        pytest.skip("reads ../shared, which is not here")


@pytest.fixture(scope="session")
def migrated(request):
    """What our migrations made in an earlier process, if it is kept."""
    from tests.migrated import kept_database

    return kept_database(request.config)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, migrated):
    """Have the database begin as the migrations left it."""
    if migrated is not None:
        migrated.begin()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, migrated):
    """Load the reference data once; every test starts from it."""
    with django_db_blocker.unblock():
        if migrated is not None:
            migrated.keep()
        call_command("createcachetable", verbosity=0)
        call_command("load_reference_data", verbosity=0)
        from observatory.people.queries import system_actor

        # Known to the process for good: made here, and not in a test that is rolled back.
        for name in ("public", "worker", "importer", "demo"):
            system_actor(name)


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """French to begin with, plain static files, passwords that cost nothing to hash."""
    # A request to an English page leaves its language behind in the thread.
    translation.activate("fr")
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
    # A test that is rolled back takes the edition back: pages kept by edition would
    # show what another test wrote.
    settings.PUBLIC_PAGES_KEPT_BYTES = 0
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def fresh_memory(db):
    """For tests that publish: it is rolled back, and the process must not think it is still there."""
    from observatory.kit.remembered import memory

    memory.forget_all()
    yield
    memory.forget_all()


@pytest.fixture
def django_assert_num_queries(db, django_assert_num_queries):
    """Count what a page asks of the database, whatever the tests before this one made forget."""
    from observatory.kit.remembered import memory

    def assert_num_queries(*arguments, **details):
        memory.warm()
        return django_assert_num_queries(*arguments, **details)

    return assert_num_queries


@pytest.fixture
def now():
    """A Monday morning, for what takes a time."""
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def schaerbeek(db):
    from observatory.places.models import Territory

    return Territory.objects.get(nis="21015")


@pytest.fixture
def molenbeek(db):
    from observatory.places.models import Territory

    return Territory.objects.get(nis="21012")


def _person(name, role=None, territory=None):
    from observatory.people.models import Mandate, User
    from observatory.people.queries import system_actor

    user = User.objects.create(email=f"{name.lower()}@example.org", name=name)
    user.set_password("un long mot de passe")
    user.save()
    if role:
        Mandate.objects.create(
            user=user,
            role=role,
            territory=territory,
            given_by_id=system_actor("demo").pk,
            given_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    return user


@pytest.fixture
def amine(molenbeek):
    """Relay worker of an association in 1080."""
    return _person("Amine", "relay", molenbeek)


@pytest.fixture
def nadia(db):
    """Answers the phone line."""
    return _person("Nadia", "line")


@pytest.fixture
def jean(molenbeek):
    """Volunteer of the same association as Amine: types piles of paper forms."""
    return _person("Jean", "relay", molenbeek)


@pytest.fixture
def maison(molenbeek, amine, jean):
    """The association that Amine and Jean work for; Amine leads."""
    from observatory.associations.models import Association, Membership

    association = Association.objects.create(
        name="Maison de quartier", joined_on=datetime(2026, 1, 5, tzinfo=UTC).date()
    )
    association.territories.add(molenbeek)
    for user in (amine, jean):
        Membership.objects.create(
            association=association,
            user=user,
            is_lead=user is amine,
            joined_at=datetime(2026, 1, 5, tzinfo=UTC),
        )
    return association


@pytest.fixture
def chantal(schaerbeek):
    """Coordinator of 1030."""
    return _person("Chantal", "coordinator", schaerbeek)


@pytest.fixture
def mireille(schaerbeek):
    """Moderator of 1030."""
    return _person("Mireille", "moderator", schaerbeek)


@pytest.fixture
def marc(schaerbeek):
    """The second pair of eyes in 1030."""
    return _person("Marc", "moderator", schaerbeek)


@pytest.fixture
def olu(db):
    """Administrator."""
    return _person("Olu", "administrator")


@pytest.fixture
def outsider(db):
    """Has an account and no role."""
    return _person("Outsider")
