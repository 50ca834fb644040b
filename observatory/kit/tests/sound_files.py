"""Short sound files, written byte by byte: what a recorder makes, with what it adds."""

import io
import struct
import wave

from observatory.kit.sounds import _ogg_crc

SECRET = b"Fatima, rue de la Loi 3"


def wav(seconds=1.0, rate=8000, extra=b""):
    """Return silence as a WAV file; `extra` is put into a chunk behind it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(b"\0\0" * int(seconds * rate))
    data = file.getvalue()
    if extra:
        chunk = struct.pack("<4sI", b"LIST", len(extra)) + extra + b"\0" * (len(extra) % 2)
        data = data[:4] + struct.pack("<I", len(data) - 8 + len(chunk)) + data[8:] + chunk
    return data


def mp3(frames=40, tagged=False):
    """Return frames of MPEG 1 layer III, 128 kbit/s at 44,100 Hz: 26 ms each."""
    sound = (b"\xff\xfb\x90\x00" + b"\0" * 413) * frames
    if not tagged:
        return sound
    head = b"ID3\x04\0\0" + bytes([0, 0, 0, len(SECRET)]) + SECRET
    return head + sound + b"TAG" + SECRET.ljust(125, b"\0")


def aac(frames=50):
    """Return ADTS frames of 20 bytes at 16,000 Hz: 64 ms each."""
    return (b"\xff\xf1" + bytes([0x60, 0x40, 20 >> 3, (20 & 7) << 5, 0]) + b"\0" * 13) * frames


def box(name, content):
    return struct.pack(">I4s", 8 + len(content), name) + content


def m4a(kind=b"soun", seconds=3):
    """Return the boxes of a voice memo, with the place it was recorded at."""
    dates = struct.pack(">II", 3_800_000_000, 3_800_000_000)
    mvhd = box(b"mvhd", bytes(4) + dates + struct.pack(">II", 1000, seconds * 1000) + bytes(80))
    hdlr = box(b"hdlr", bytes(8) + kind + bytes(12) + SECRET + b"\0")
    udta = box(b"udta", box(b"\xa9xyz", SECRET))
    moov = box(b"moov", mvhd + box(b"trak", box(b"mdia", hdlr)) + udta)
    return box(b"ftyp", b"M4A \0\0\0\0") + moov + box(b"mdat", b"sound")


def _page(number, packet, granule, kind=0):
    lengths = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, kind, granule, 7, number, 0, len(lengths))
    page = bytearray(head + lengths + packet)
    page[22:26] = struct.pack("<I", _ogg_crc(page))
    return bytes(page)


def ogg(seconds=2, comment=SECRET):
    """Return an Opus file of three pages, with a comment."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<II", 1, len(comment))
    return (
        _page(0, head, 0, 2)
        + _page(1, tags + comment, 0)
        + _page(2, b"\xfc\xff\xfe" * 100, seconds * 48000 + 312, 4)
    )
