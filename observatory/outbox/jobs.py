"""Sending what waits."""

import logging
import smtplib
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from observatory.vault.sealing import Unreadable

from .actions import claim_message, mark_refused, mark_sent
from .models import Message
from .queries import due_messages, read_letter

log = logging.getLogger(__name__)


def send_due_messages(at: datetime) -> int:
    """Send the messages that are due, oldest first, one by one; return how many left.

    Safe to run twice at once: each message is claimed first. A message goes
    out twice only when the process is killed after the mail server took it and
    before the row says so; its Message-ID is then the same.
    """
    sent = 0
    for message in due_messages(at):
        if claim_message(message=message, at=at):
            sent += _send(message, at)
    return sent


def _send(message: Message, at: datetime) -> bool:
    try:
        letter = read_letter(message)
        email = EmailMessage(
            subject=letter.subject_line,
            body=letter.body,
            to=[letter.to],
            connection=_connection(),
            headers={
                "Message-ID": f"<message-{message.pk}-{int(message.created_at.timestamp())}@{_domain()}>",
                "Content-Language": letter.language,
                "Auto-Submitted": "auto-generated",
            },
        )
        email.send()
    except (OSError, smtplib.SMTPException, Unreadable, ValueError) as error:
        # Only codes: what the server answers may name the recipient.
        code, for_good = _describe(error)
        log.warning("message %s was not sent: %s", message.pk, code)
        mark_refused(message=message, error=code, for_good=for_good, at=at)
        return False
    mark_sent(message=message, at=at)
    return True


def _connection() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection(fail_silently=False)
    return connection


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _describe(error: Exception) -> tuple[str, bool]:
    """Return a code for the error, and whether trying again is useless."""
    name = type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted(code for code, _ in error.recipients.values())
        return f"{name} {codes[0]}", codes[0] >= 500
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{name} {error.smtp_code}", False
    # An address or a line that cannot be written in an e-mail will not be so later.
    return name, isinstance(error, Unreadable | ValueError)
