"""What the moderators' tests share."""

import pytest

from .factories import sign_in


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture
def desk(client, mireille):
    """Mireille, signed in."""
    return sign_in(client, mireille)
