"""Sending files to a pile, as tests do."""

import errno
import io

from django.core.files.storage import FileSystemStorage
from PIL import Image

NAME = "feuilles de Mme Peeters.jpg"
FULL_DISK = f"{__name__}.FullDisk"


def picture(shade=200, size=(300, 400)):
    file = io.BytesIO()
    Image.new("L", size, shade).save(file, "JPEG")
    return file.getvalue()


class FullDisk(FileSystemStorage):
    """A disk with no room left."""

    def _save(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")
