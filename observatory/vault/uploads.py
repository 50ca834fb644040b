"""Refusing files that are too large, without an error and without keeping a byte."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class RefuseTooLarge(FileUploadHandler):
    """Leaves out a file over `UPLOAD_MAX_BYTES`, and every file of a request that announces more.

    `request.upload_too_large` then is True: the form says so beside its field.
    The rest of the body is read and thrown away, piece by piece, so that the
    browser gets a page and not a broken connection, and the other fields of
    the form arrive whole. A form has one file field, after all its others.
    """

    request: HttpRequest
    # What the fields beside the file may add to the length of the request.
    ALLOWANCE = 1024 * 1024

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> None:
        self.announced = content_length
        self.request.upload_too_large = False  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        if self.announced > settings.UPLOAD_MAX_BYTES + self.ALLOWANCE:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None

    def _refuse(self) -> None:
        self.request.upload_too_large = True  # type: ignore[attr-defined]
        raise SkipFile
