import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm with the least work: tests sign in hundreds of times."""

    time_cost = 1
    memory_cost = 16
    parallelism = 1


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]
