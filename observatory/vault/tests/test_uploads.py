"""A file that is too large: the form comes back whole, without the file and without an error."""

import io
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

MEGABYTE = 1024 * 1024
BOUNDARY = "the-boundary"


class Stream(io.RawIOBase):
    """A request body made as it is read, so that the test itself holds none of it."""

    def __init__(self, before, size, after):
        self.parts = [before, size, after]
        self.was_read = 0

    def readable(self):
        return True

    def read(self, size=-1):
        piece = self._piece(size if size >= 0 else 65536)
        self.was_read += len(piece)
        return piece

    def _piece(self, size):
        before, middle, after = self.parts
        if before:
            self.parts[0] = before[size:]
            return before[:size]
        if middle:
            count = min(size, middle)
            self.parts[1] = middle - count
            return b"x" * count
        self.parts[2] = after[size:]
        return after[:size]


def send(size):
    before = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="story"\r\n\r\nmon récit\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode()
    after = (
        f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="after"\r\n\r\naussi\r\n'
        f"--{BOUNDARY}--\r\n"
    ).encode()
    stream = Stream(before, size, after)
    length = len(before) + size + len(after)
    environ = RequestFactory()._base_environ(
        **{
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(length),
            "wsgi.input": stream,
        }
    )
    request = WSGIRequest(environ)
    return request, stream, length


def written_files():
    return set(Path(tempfile.gettempdir()).glob("*.upload*"))


@pytest.mark.parametrize("size", [15 * MEGABYTE + 1, 100 * MEGABYTE])
def test_a_file_that_is_too_large_is_left_out_and_the_rest_of_the_form_is_kept(size):
    before = written_files()
    request, stream, length = send(size)
    assert request.POST["story"] == "mon récit"
    assert request.POST["after"] == "aussi"
    assert request.upload_too_large is True
    assert not request.FILES
    assert stream.was_read == length
    assert written_files() == before


def test_a_hundred_megabytes_take_no_memory():
    request, _, _ = send(100 * MEGABYTE)
    tracemalloc.start()
    assert request.POST["story"] == "mon récit"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * MEGABYTE


@pytest.mark.parametrize("size", [1000, 5 * MEGABYTE, 15 * MEGABYTE])
def test_a_file_within_the_limit_arrives(size):
    request, _, _ = send(size)
    assert request.FILES["photo"].size == size
    assert request.POST["after"] == "aussi"
    assert request.upload_too_large is False
    request.close()


@pytest.mark.parametrize("size", [1000, 5 * MEGABYTE, 15 * MEGABYTE])
def test_a_photo_as_it_came_is_never_written_to_the_disk(size):
    # A process that is killed now leaves nothing behind.
    before = written_files()
    request, _, _ = send(size)
    assert isinstance(request.FILES["photo"], InMemoryUploadedFile)
    assert written_files() == before
