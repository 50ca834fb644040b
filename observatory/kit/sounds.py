"""Sound files as they come from a recorder: recognized by what is in them, without what they say besides.

A telephone writes the place, the date and the name of its owner into a file.
`clean_sound` keeps the sound and empties the rest, without decoding anything:
the four containers are simple enough to be walked. What cannot be walked to
its end is refused.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPUS_RATE = 48_000
# ISO/IEC 11172-3 and 13818-3: kbit/s of layer III by index, for MPEG 1 and for MPEG 2 and 2.5.
MP3_KBITS = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
# Hertz by index, for MPEG 1; half of it for MPEG 2, a quarter for MPEG 2.5.
MP3_RATES = (44_100, 48_000, 32_000)
AAC_RATES = (
    *(96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000),
    *(22_050, 16_000, 12_000, 11_025, 8_000, 7_350),
)
AAC_SAMPLES = 1024
FEWEST_FRAMES = 3
# PCM, floating point, and the extended header of either.
WAVE_CODINGS = frozenset({1, 3, 0xFFFE})
# Boxes of an MPEG-4 file that say something besides the sound, and those that hold other boxes.
MP4_SAYS = frozenset({b"udta", b"meta", b"uuid"})
MP4_HOLDS = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf"})
MP4_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})


class SoundRefused(ValueError):
    """`reason` is empty (no byte), format (not a sound we know) or broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class CleanSound:
    """A sound file that says nothing but its sound. `seconds` is 0 when the file does not tell."""

    data: bytes
    media_type: str
    seconds: int


def clean_sound(data: bytes) -> CleanSound:
    """Return the sound of a WAV, MP3, AAC, M4A or Ogg file. Raises `SoundRefused`."""
    if not data:
        raise SoundRefused("empty")
    for starts, read in _READERS:
        if starts(data):
            try:
                return read(data)
            except (struct.error, IndexError) as error:
                raise SoundRefused("broken") from error
    raise SoundRefused("format")


def _read_wave(data: bytes) -> CleanSound:
    """Keep the format and the samples; names, dates and lists of the chunks besides go."""
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        found.setdefault(name, data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    form, samples = found.get(b"fmt ", b""), found.get(b"data", b"")
    coding, channels, _rate, per_second = struct.unpack_from("<HHII", form)
    if coding not in WAVE_CODINGS or channels not in {1, 2} or not samples or not per_second:
        raise SoundRefused("broken")
    body = b"".join(
        struct.pack("<4sI", name, len(part)) + part + b"\0" * (len(part) % 2)
        for name, part in ((b"fmt ", form), (b"data", samples))
    )
    head = struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WAVE")
    return CleanSound(head + body, "audio/wav", round(len(samples) / per_second))


def _after_tag(data: bytes) -> int:
    """Return where the sound begins behind an ID3v2 tag, which says its length in four times seven bits."""
    if data[:3] != b"ID3":
        return 0
    one, two, three, four = data[6:10]
    return 10 + (one << 21 | two << 14 | three << 7 | four) + (10 if data[5] & 0x10 else 0)


def _walk_frames(
    data: bytes, media_type: str, frame_at: Callable[[bytes, int], tuple[int, float]]
) -> CleanSound:
    """Keep frame after frame up to where they end; what is written behind them goes."""
    start = at = _after_tag(data)
    frames, seconds = 0, 0.0
    while at + 7 <= len(data):
        length, lasts = frame_at(data, at)
        if not length:
            break
        frames, seconds, at = frames + 1, seconds + lasts, at + length
    at = min(at, len(data))
    # What is left behind the last frame is at most a tag.
    if frames < FEWEST_FRAMES or at - start < (len(data) - start) * 0.9:
        raise SoundRefused("broken")
    return CleanSound(data[start:at], media_type, round(seconds))


def _mp3_frame(data: bytes, at: int) -> tuple[int, float]:
    """Return (bytes, seconds) of the frame of layer III there, (0, 0) when there is none."""
    first, second, third = data[at], data[at + 1], data[at + 2]
    version, layer = second >> 3 & 3, second >> 1 & 3
    index, pace = third >> 4, third >> 2 & 3
    if first != 0xFF or second < 0xE0 or version == 1 or layer != 1:
        return 0, 0
    if index in {0, 15} or pace == 3:
        return 0, 0
    is_first = version == 3
    rate = MP3_RATES[pace] // {3: 1, 2: 2, 0: 4}[version]
    kbits = MP3_KBITS[0 if is_first else 1][index]
    samples = 1152 if is_first else 576
    return samples // 8 * kbits * 1000 // rate + (third >> 1 & 1), samples / rate


def _aac_frame(data: bytes, at: int) -> tuple[int, float]:
    """Return (bytes, seconds) of the ADTS frame there, (0, 0) when there is none."""
    if data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
        return 0, 0
    pace = data[at + 2] >> 2 & 15
    length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    if pace >= len(AAC_RATES) or length < 7:
        return 0, 0
    return length, AAC_SAMPLES / AAC_RATES[pace]


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield (name, where it begins, where its content begins, where it ends) of each box."""
    while start + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, start)
        content = start + 8
        if size == 1:
            size = struct.unpack_from(">Q", data, content)[0]
            content += 8
        elif size == 0:
            size = end - start
        if size < content - start or start + size > end:
            raise SoundRefused("broken")
        yield name, start, content, start + size
        start += size


def _read_mp4(data: bytes) -> CleanSound:
    """Turn what says something besides the sound into empty room: no other box moves."""
    kept = bytearray(data)
    seconds, kinds = 0, set()
    waiting = [(0, len(data))]
    while waiting:
        for name, start, content, end in _boxes(data, *waiting.pop()):
            if name in MP4_SAYS:
                kept[start + 4 : start + 8] = b"free"
                kept[content:end] = bytes(end - content)
            elif name in MP4_HOLDS:
                waiting.append((content, end))
            elif name == b"hdlr":
                kinds.add(data[content + 8 : content + 12])
                # A name in words for people follows.
                kept[content + 24 : end] = bytes(max(end - content - 24, 0))
            elif name in MP4_DATED:
                kept[content + 4 : content + (20 if data[content] == 1 else 12)] = bytes(
                    16 if data[content] == 1 else 8
                )
                if name == b"mvhd":
                    seconds = _mp4_seconds(data, content)
    if kinds & {b"vide", b"soun"} != {b"soun"}:
        raise SoundRefused("format")
    return CleanSound(bytes(kept), "audio/mp4", seconds)


def _mp4_seconds(data: bytes, at: int) -> int:
    scale, lasts = (
        struct.unpack_from(">IQ", data, at + 20)
        if data[at] == 1
        else struct.unpack_from(">II", data, at + 12)
    )
    return round(lasts / scale) if scale else 0


@dataclass(frozen=True)
class _Page:
    """A page of an Ogg file (RFC 3533): where it lies, and whether its last packet goes on."""

    start: int
    content: int
    end: int
    goes_on: bool
    granule: int


def _pages(data: bytes) -> Iterator[_Page]:
    at = 0
    while at < len(data):
        mark, version, _kind, granule, _serial, _number, _crc, count = struct.unpack_from(
            "<4sBBqIIIB", data, at
        )
        lengths = data[at + 27 : at + 27 + count]
        content = at + 27 + count
        end = content + sum(lengths)
        if mark != b"OggS" or version or len(lengths) != count or end > len(data):
            raise SoundRefused("broken")
        yield _Page(at, content, end, bool(lengths) and lengths[-1] == 255, granule)
        at = end


def _read_ogg(data: bytes) -> CleanSound:
    """Empty the comments, which stand in the second packet (RFC 7845; the Vorbis I specification)."""
    pages = list(_pages(data))
    head = data[pages[0].content : pages[0].end]
    if head.startswith(b"OpusHead"):
        mark, tail = b"OpusTags", b""
        skipped, rate = struct.unpack_from("<H", head, 10)[0], OPUS_RATE
    elif head.startswith(b"\x01vorbis"):
        mark, tail = b"\x03vorbis", b"\x01"
        skipped, rate = 0, struct.unpack_from("<I", head, 12)[0]
    else:
        raise SoundRefused("format")
    if len(pages) < FEWEST_FRAMES or not rate:
        raise SoundRefused("broken")
    kept = bytearray(data)
    _empty_comments(data, kept, pages[1:], mark, tail)
    seconds = (max(page.granule for page in pages) - skipped) / rate
    return CleanSound(bytes(kept), "audio/ogg", max(round(seconds), 0))


def _empty_comments(
    data: bytes, kept: bytearray, pages: list[_Page], mark: bytes, tail: bytes
) -> None:
    """Write a packet of the same length that names nobody; the sums of its pages are made anew."""
    held = []
    for page in pages:
        held.append(page)
        if not page.goes_on:
            break
    whole = b"".join(data[page.content : page.end] for page in held)
    # In a Vorbis file the set-up of the decoder follows on the same pages.
    length = len(whole)
    if tail:
        length = _vorbis_comments_end(whole, mark)
    spare = length - len(mark) - 8 - len(tail)
    if not whole.startswith(mark) or spare < 0:
        raise SoundRefused("broken")
    packet = mark + struct.pack("<I", spare) + b" " * spare + struct.pack("<I", 0) + tail
    left = packet + whole[length:]
    for page in held:
        size = page.end - page.content
        kept[page.content : page.end], left = left[:size], left[size:]
        kept[page.start + 22 : page.start + 26] = bytes(4)
        crc = _ogg_crc(kept[page.start : page.end])
        kept[page.start + 22 : page.start + 26] = struct.pack("<I", crc)


def _vorbis_comments_end(whole: bytes, mark: bytes) -> int:
    at = len(mark)
    at += 4 + struct.unpack_from("<I", whole, at)[0]
    count = struct.unpack_from("<I", whole, at)[0]
    at += 4
    for _comment in range(count):
        at += 4 + struct.unpack_from("<I", whole, at)[0]
    return at + 1


def _crc_of(byte: int) -> int:
    rest = byte << 24
    for _bit in range(8):
        rest = (rest << 1 ^ (0x04C11DB7 if rest & 0x80000000 else 0)) & 0xFFFFFFFF
    return rest


_CRC = [_crc_of(byte) for byte in range(256)]


def _ogg_crc(page: bytes | bytearray) -> int:
    rest = 0
    for byte in page:
        rest = (rest << 8 & 0xFFFFFFFF) ^ _CRC[rest >> 24 ^ byte]
    return rest


_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], CleanSound]], ...] = (
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WAVE", _read_wave),
    (lambda data: data[:4] == b"OggS", _read_ogg),
    (lambda data: data[4:8] == b"ftyp", _read_mp4),
    (
        lambda data: bool(_aac_frame(data[_after_tag(data) :][:7].ljust(7, b"\0"), 0)[0]),
        lambda data: _walk_frames(data, "audio/aac", _aac_frame),
    ),
    (
        lambda data: data[:3] == b"ID3" or bool(_mp3_frame(data[:4].ljust(4, b"\0"), 0)[0]),
        lambda data: _walk_frames(data, "audio/mpeg", _mp3_frame),
    ),
)
