"""Mails as they come: good ones, and the others."""

import gzip
import io
import zipfile
from email.message import EmailMessage

from PIL import Image, ImageDraw

TEXT = "Bonjour, je suis allée trois fois à la commune et le guichet est fermé. Que faire ?"


def make_mail(
    subject="Le guichet est fermé",
    sender="Fatima <fatima@example.org>",
    text=TEXT,
    message_id="<un@example.org>",
    **headers,
):
    """Return a whole, ordinary mail as `EmailMessage`."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, "observatoire@example.org"
    mail["Subject"], mail["Date"] = subject, "Mon, 23 Nov 2026 09:00:00 +0100"
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def raw(mail):
    return mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def attach(mail, data, name, media_type="application/octet-stream"):
    kind, _, sub = media_type.partition("/")
    mail.add_attachment(data, maintype=kind, subtype=sub, filename=name)
    return mail


def photo(text="Lettre", size=(900, 1200), kind="JPEG", **options):
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((60, 80), text, fill="black", font_size=48)
    image.save(out := io.BytesIO(), kind, **options)
    return out.getvalue()


def photo_with_place():
    exif = Image.Exif()
    exif[0x010F] = "Telephone of Fatima"
    return photo(exif=exif)


def scan(*texts):
    """Return a PDF as a scanner makes it, a page for each text."""
    images = []
    for text in texts:
        image = Image.new("RGB", (595, 842), "white")
        ImageDraw.Draw(image).text((40, 60), text, fill="black", font_size=30)
        images.append(image)
    images[0].save(out := io.BytesIO(), "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()


def zip_bomb():
    """Return an archive of a few kilobytes that says it holds 400 MB."""
    with zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"{number}.txt", bytes(50_000_000))
    return out.getvalue()


def gzip_bomb():
    return gzip.compress(bytes(50_000_000))
