"""The sitting of someone who reports: what was answered so far, sealed under a key of her own.

The browser holds a random token in a cookie; the server keeps ciphertext that
only this token opens (vault). A photo is sealed apart, so that its weight is
not written again with every answer.
"""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from observatory.kit.pictures import CleanPicture
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, current_version, published_version
from observatory.questionnaires.schema import Answer, Definition, Question, Screen
from observatory.vault.actions import DRAFT_LIFE, erase_draft, save_draft, touch_draft
from observatory.vault.queries import open_draft

from .kiosk_mode import IDLE, WITHOUT, Kiosk, kiosk_of

COOKIE = "report"
QUESTIONNAIRE = "report"


@dataclass
class Sitting:
    """One sitting. `token` is None until something was saved."""

    version: QuestionnaireVersion
    token: str | None = None
    uuid: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    # Keys of the screens that were gone through.
    seen: list[str] = field(default_factory=list)
    # The group chosen for a question whose options are in groups.
    groups: dict[str, str] = field(default_factory=dict)
    photo_token: str | None = None
    thumbnail: str = ""
    is_kept: bool = False
    started_at: datetime | None = None
    # The report this sitting has become, once sent.
    done: str = ""
    # On a tablet in a waiting room: a sitting that lives only while it is used.
    kiosk: Kiosk | None = None

    @property
    def without(self) -> frozenset[str]:
        """The kinds of questions that are not asked here."""
        return WITHOUT if self.kiosk else frozenset()

    @property
    def idle(self) -> timedelta | None:
        """How long after its last use the draft is erased, where that moves."""
        return IDLE if self.kiosk else None

    @property
    def definition(self) -> Definition:
        return compiled(self.version)

    @property
    def until(self) -> datetime | None:
        """When the draft is erased: counted from its first answer."""
        return self.started_at + DRAFT_LIFE if self.started_at else None

    def group_of(self, question: Question) -> str:
        """Return the group in which the question is asked: the one chosen, else its answer's."""
        if question.key in self.groups:
            return self.groups[question.key]
        option = question.by_code.get(str(self.answers.get(question.key, "")))
        return option.group if option and option.code not in question.apart else ""

    def path(self) -> list[Screen]:
        """Return the screens to go through; a question its group has answered is not asked again."""
        grouped = {screen.groups_of for screen in self.definition.screens if screen.groups_of}
        return [
            screen
            for screen in self.definition.path(self.answers)
            if not self._is_left_out(screen)
            and not (
                len(screen.questions) == 1
                and screen.questions[0].key in grouped
                and self._group_answers(screen.questions[0])
            )
        ]

    def _is_left_out(self, screen: Screen) -> bool:
        return bool(screen.questions) and all(
            question.kind in self.without for question in screen.questions
        )

    def _group_answers(self, question: Question) -> bool:
        answer = self.answers.get(question.key)
        if not answer:
            return False
        if answer in question.apart:
            return True
        group = self.group_of(question)
        return sum(option.group == group for option in question.options) == 1

    def first_missing(self, before: str = "") -> Screen | None:
        """Return the first screen (before that one) whose required questions are not answered."""
        for screen in self.path():
            if screen.key == before:
                return None
            asked = [self.definition.questions[screen.groups_of]] if screen.groups_of else []
            for question in [*asked, *screen.questions]:
                if (
                    question.required
                    and question.kind not in self.without
                    and not self.answers.get(question.key)
                    and not (screen.groups_of and question.key in self.groups)
                    and self.definition.question_stands(question, self.answers)
                ):
                    return screen
        return None

    def set_answers(self, answers: dict[str, Answer | None]) -> None:
        """Take over cleaned answers; None takes an answer away."""
        for key, answer in answers.items():
            if answer:
                self.answers[key] = answer
            else:
                self.answers.pop(key, None)

    def mark_seen(self, screen: str) -> None:
        if screen not in self.seen:
            self.seen.append(screen)

    def save(self, at: datetime) -> None:
        """Seal the sitting; gives it a token when it has none."""
        if self.started_at is None:
            self.started_at = at
        token = save_draft(
            token=self.token, payload=self._payload(), kept=self.is_kept, at=at, idle=self.idle
        )
        if self.token and token != self.token:
            self.started_at = at
        self.token = token

    def save_photo(self, picture: CleanPicture, thumbnail: str, at: datetime) -> None:
        """Seal a photo apart from the answers; replaces the one before. Save the sitting after."""
        self.photo_token = save_draft(
            token=self.photo_token,
            payload={
                "data": base64.b64encode(picture.data).decode(),
                "media_type": picture.media_type,
                "width": picture.width,
                "height": picture.height,
            },
            kept=self.is_kept,
            at=at,
        )
        self.thumbnail = thumbnail

    def drop_photo(self, at: datetime) -> None:
        """Erase the photo. Save the sitting after."""
        erase_draft(token=self.photo_token, at=at)
        self.photo_token, self.thumbnail = None, ""

    def photos(self, at: datetime) -> list[CleanPicture]:
        """Return the photo that was sent, opened: none or one."""
        payload = open_draft(token=self.photo_token, at=at) if self.photo_token else None
        if payload is None:
            return []
        data = base64.b64decode(payload["data"])
        return [CleanPicture(data, payload["media_type"], payload["width"], payload["height"])]

    def finish(self, at: datetime) -> None:
        """Replace everything by the mark that it was sent; the photo goes with it."""
        if self.photo_token:
            erase_draft(token=self.photo_token, at=at)
        self.done, self.is_kept = self.uuid, False
        self.token = save_draft(
            token=self.token, payload={"done": self.done}, kept=False, at=at, idle=self.idle
        )

    def erase(self, at: datetime) -> None:
        """Erase everything that was kept."""
        if self.photo_token:
            erase_draft(token=self.photo_token, at=at)
        erase_draft(token=self.token, at=at)

    def _payload(self) -> dict[str, Any]:
        return {
            "uuid": self.uuid,
            "version": self.version.pk,
            "answers": self.answers,
            "seen": self.seen,
            "groups": self.groups,
            "photo": self.photo_token,
            "thumbnail": self.thumbnail,
            "kept": self.is_kept,
            "started_at": self.started_at.isoformat() if self.started_at else None,
        }


def new_sitting(kiosk: Kiosk | None = None) -> Sitting:
    """Return an empty sitting with the questionnaire in force; nothing is stored yet."""
    return Sitting(version=current_version(QUESTIONNAIRE), uuid=str(uuid4()), kiosk=kiosk)


def open_sitting(request: HttpRequest, at: datetime) -> Sitting:
    """Return the sitting of this browser, or a new one (without `token`) when there is none left.

    In kiosk mode the sitting is kept for some minutes more; one that was left
    alone is over, and its row is erased now.
    """
    kiosk = kiosk_of(request)
    token = request.COOKIES.get(COOKIE)
    payload = open_draft(token=token, at=at) if token else None
    if payload is None:
        if kiosk:
            erase_draft(token=token, at=at)
        return new_sitting(kiosk)
    if kiosk:
        touch_draft(token=token, idle=IDLE, at=at)
    if payload.get("done"):
        sitting = new_sitting(kiosk)
        sitting.token, sitting.done = token, payload["done"]
        return sitting
    try:
        version = published_version(payload["version"])
    except QuestionnaireVersion.DoesNotExist:
        return new_sitting(kiosk)
    return Sitting(
        version=version,
        kiosk=kiosk,
        token=token,
        uuid=payload["uuid"],
        answers=payload["answers"],
        seen=payload["seen"],
        groups=payload["groups"],
        photo_token=payload["photo"],
        thumbnail=payload["thumbnail"],
        is_kept=payload["kept"],
        started_at=datetime.fromisoformat(payload["started_at"]),
    )


def remember(response: HttpResponse, sitting: Sitting, at: datetime) -> HttpResponse:
    """Give the browser the key of the sitting: for this window only, or until the draft is erased."""
    left = (sitting.until - at) if sitting.is_kept and sitting.until else timedelta()
    response.set_cookie(
        COOKIE,
        sitting.token or "",
        max_age=int(left.total_seconds()) if left else None,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Take both cookies out of the browser, and ask it to drop the pages it holds."""
    response.delete_cookie(COOKIE, samesite="Lax")
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
