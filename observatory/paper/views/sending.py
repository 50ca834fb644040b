"""Files of a pile come in: by a plain form, or piece by piece (tus 1.0) when scripts run."""

import base64
import binascii
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from observatory.paper import actions
from observatory.paper.jobs import wake_reader
from observatory.paper.models import Batch, Upload
from observatory.paper.queries.uploads import upload_by_uuid
from observatory.paper.scanning.originals import MEGABYTE, PIECE, NoRoom, most_bytes
from observatory.paper.states import UploadState
from observatory.people.models import User

from .fetching import fetch_batch, see_other, who, works_on_piles

TUS = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"


def too_large_words() -> str:
    return _(
        "Ce fichier est trop lourd : %(limit)d Mo au plus. Numérisez en gris, ou en plusieurs"
        " fichiers."
    ) % {"limit": most_bytes() // MEGABYTE}


def no_room_words() -> str:
    return _(
        "Il n’y a plus assez de place sur le serveur : rien de ce fichier n’est gardé. Prévenez"
        " l’équipe, gardez les feuilles, et réessayez plus tard."
    )


def closed_words() -> str:
    return _("Cette pile est clôturée. Rouvrez-la pour y ajouter des pages.")


class SealPieces(FileUploadHandler):
    """Seals each file of a form piece by piece as it arrives: nothing touches a disk in clear.

    After the form is read, `arrived` holds the files and `refused` sentences about
    those that could not be taken. Nothing is read of a file before `finish`.
    """

    chunk_size = PIECE
    request: HttpRequest

    def __init__(self, request: HttpRequest, batch: Batch, by: User) -> None:
        super().__init__(request)
        self.batch, self.by = batch, by
        self.arrived: list[Upload] = []
        self.refused: list[str] = []
        self.current: Upload | None = None
        self.waiting = b""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: Any,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        # How long one file of a form is shows at its end only: no longer than the form.
        self.longest = min(content_length, most_bytes())

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.current, self.waiting = None, b""
        if not self.file_name:
            raise SkipFile
        file = actions.SentFile(size=self.longest, name=self.file_name)
        with self._told():
            self.current = actions.begin_upload(
                batch=self.batch, file=file, by=self.by, at=timezone.now()
            )
        if self.current is None:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.waiting += raw_data
        while len(self.waiting) >= PIECE:
            self._store()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.current is not None and self.waiting:
            with suppress(SkipFile):
                self._store()
        if self.current is not None:
            self.arrived.append(self.current)
        self.current = None
        return None

    def _store(self) -> None:
        upload, data, self.waiting = self.current, self.waiting[:PIECE], self.waiting[PIECE:]
        if upload is None:
            raise SkipFile
        with self._told(upload):
            actions.append_piece(
                upload=upload, start=upload.received, data=data, by=self.by, at=timezone.now()
            )
            return
        self.current = None
        raise SkipFile

    def _told(self, upload: Upload | None = None) -> "_Told":
        return _Told(self, upload)

    def finish(self) -> list[Upload]:
        """Take the files that arrived whole; return them."""
        taken = []
        while self.arrived:
            upload = self.arrived.pop(0)
            actions.settle_size(upload=upload, by=self.by)
            taken.append(actions.finish_upload(upload=upload, by=self.by, at=timezone.now()))
        return taken

    def forget(self) -> None:
        """Keep nothing of what was not taken: the form was refused, or the line dropped."""
        for upload in [*self.arrived, *([self.current] if self.current else [])]:
            actions.drop_upload(upload=upload, by=self.by, at=timezone.now())
        self.arrived, self.current = [], None


class _Told:
    """What cannot be kept becomes a sentence; what came of the file goes."""

    def __init__(self, handler: SealPieces, upload: Upload | None) -> None:
        self.handler, self.upload = handler, upload

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        words = words_for(error)
        if not words:
            return False
        self.handler.refused.append(words)
        if self.upload is not None:
            actions.drop_upload(upload=self.upload, by=self.handler.by, at=timezone.now())
        return True


def words_for(error: BaseException | None) -> str:
    """Return the sentence about what keeps a file from coming in, "" for anything else."""
    if isinstance(error, actions.FileTooLarge):
        return too_large_words()
    if isinstance(error, NoRoom):
        return no_room_words()
    if isinstance(error, actions.BatchClosed):
        return closed_words()
    return ""


STATUS = {actions.FileTooLarge: 413, NoRoom: 507, actions.BatchClosed: 409}


def _tus(status: int, says: str = "", **headers: object) -> HttpResponse:
    response: HttpResponse = (
        JsonResponse({"says": says}, status=status) if says else HttpResponse(status=status)
    )
    response.headers["Tus-Resumable"] = TUS
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = str(value)
    return response


def _refusal(error: Exception) -> HttpResponse:
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    return _tus(status, words_for(error))


def _speaks_tus(request: HttpRequest) -> bool:
    return request.headers.get("Tus-Resumable") == TUS


@works_on_piles
@require_http_methods(["OPTIONS", "POST"])
def scans_tus(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a file (tus 1.0, extension "creation"): its size and name come in headers."""
    batch = fetch_batch(request, uuid)
    if request.method == "OPTIONS":
        return _tus(204, Tus_Version=TUS, Tus_Extension="creation", Tus_Max_Size=most_bytes())
    if not _speaks_tus(request):
        return _tus(412, Tus_Version=TUS)
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal() or len(length) > 15:
        return _tus(400)
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    file = actions.SentFile(int(length), said.get("filename", ""), said.get("modified", ""))
    try:
        upload = actions.begin_upload(batch=batch, file=file, by=who(request), at=timezone.now())
    except (actions.FileTooLarge, NoRoom, actions.BatchClosed) as error:
        return _refusal(error)
    if not upload.size:
        actions.finish_upload(upload=upload, by=who(request), at=timezone.now())
    return _tus(201, Location=reverse("scans_tus_file", args=[batch.uuid, upload.uuid]))


def _metadata(text: str) -> dict[str, str]:
    """Return the pairs of `Upload-Metadata`; one that cannot be read is left out."""
    found = {}
    for pair in text.split(","):
        name, _space, value = pair.strip().partition(" ")
        with suppress(binascii.Error, UnicodeDecodeError, ValueError):
            found[name] = base64.b64decode(value, validate=True).decode()
    return found


@works_on_piles
@require_http_methods(["HEAD", "PATCH"])
def scans_tus_file(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Say how much of a file is here, or take what follows (tus 1.0)."""
    upload = _fetch_upload(request, uuid, file)
    if not _speaks_tus(request):
        return _tus(412, Tus_Version=TUS)
    if request.method == "HEAD":
        return _tus(200, Upload_Offset=upload.received, Upload_Length=upload.size)
    offset = request.headers.get("Upload-Offset", "")
    if request.content_type != PIECE_TYPE:
        return _tus(415)
    if not offset.isdecimal() or int(offset) != upload.received:
        return _tus(409, Upload_Offset=upload.received)
    if upload.state != UploadState.RECEIVING:
        return _tus(204, Upload_Offset=upload.received)
    try:
        _append(request, upload)
    except actions.WrongOffset as wrong:
        return _tus(409, Upload_Offset=wrong.received)
    except (actions.FileTooLarge, NoRoom, actions.BatchClosed) as error:
        return _refusal(error)
    if upload.received == upload.size:
        actions.finish_upload(upload=upload, by=who(request), at=timezone.now())
        wake_reader()
    return _tus(204, Upload_Offset=upload.received)


def _append(request: HttpRequest, upload: Upload) -> None:
    """Store the body piece by piece; when the line drops, what came of it stays."""
    with suppress(UnreadablePostError):
        while data := request.read(PIECE):
            actions.append_piece(
                upload=upload,
                start=upload.received,
                data=data,
                by=who(request),
                at=timezone.now(),
            )


def _fetch_upload(request: HttpRequest, uuid: UUID, file: UUID) -> Upload:
    """Return a file that this person sends to this pile, or 404."""
    batch = fetch_batch(request, uuid)
    upload = upload_by_uuid(file)
    if upload is None or upload.batch_id != batch.pk:
        raise Http404
    if upload.sent_by_id != who(request).pk:
        raise PermissionDenied
    return upload


@works_on_piles
@require_POST
def scans_drop(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Forget a file that did not arrive whole."""
    upload = _fetch_upload(request, uuid, file)
    actions.drop_upload(upload=upload, by=who(request), at=timezone.now())
    return see_other("scans", uuid)
