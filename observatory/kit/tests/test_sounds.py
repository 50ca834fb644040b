"""A recording is known by what is in it, and says nothing but its sound."""

import io
import struct
import wave

import pytest

from observatory.kit.sounds import SoundRefused, _ogg_crc, _pages, clean_sound

from .sound_files import SECRET, aac, m4a, mp3, ogg, wav


@pytest.mark.parametrize(
    ("data", "media_type", "seconds"),
    [
        (wav(2), "audio/wav", 2),
        (mp3(), "audio/mpeg", 1),
        (mp3(tagged=True), "audio/mpeg", 1),
        (aac(), "audio/aac", 3),
        (m4a(), "audio/mp4", 3),
        (ogg(), "audio/ogg", 2),
    ],
    ids=["wav", "mp3", "mp3 with tags", "aac", "m4a", "ogg"],
)
def test_a_sound_is_known_by_its_content(data, media_type, seconds):
    sound = clean_sound(data)

    assert (sound.media_type, sound.seconds) == (media_type, seconds)


@pytest.mark.parametrize(
    "data",
    [wav(extra=b"INFOIART" + SECRET), mp3(tagged=True), m4a(), ogg()],
    ids=["wav", "mp3", "m4a", "ogg"],
)
def test_what_a_telephone_writes_besides_the_sound_is_gone(data):
    assert SECRET in data
    assert SECRET not in clean_sound(data).data


def test_a_cleaned_sound_is_cleaned_already():
    for data in (wav(extra=b"INFO"), mp3(tagged=True), aac(), m4a(), ogg()):
        once = clean_sound(data)
        assert clean_sound(once.data) == once


def test_a_cleaned_wav_still_plays():
    with wave.open(io.BytesIO(clean_sound(wav(1, extra=b"INFO!")).data)) as opened:
        assert (opened.getnframes(), opened.getframerate()) == (8000, 8000)


def test_a_cleaned_ogg_has_the_right_sums():
    data = clean_sound(ogg(comment=SECRET * 40)).data

    for page in _pages(data):
        whole = bytearray(data[page.start : page.end])
        said = struct.unpack_from("<I", whole, 22)[0]
        whole[22:26] = bytes(4)
        assert _ogg_crc(whole) == said


def test_the_date_of_a_voice_memo_is_gone():
    assert struct.pack(">I", 3_800_000_000) not in clean_sound(m4a()).data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "format"),
        (b"MZ" + bytes(1000), "format"),
        (m4a(kind=b"vide"), "format"),
        (b"RIFF\0\0\0\0WAVE", "broken"),
        (wav()[:20], "broken"),
        (b"OggS", "broken"),
        (ogg()[:-50], "broken"),
        (b"ID3\x04\0\0\0\0\0\x05hello", "broken"),
        (mp3(2), "broken"),
        (mp3(10) + b"<script>" * 1000, "broken"),
        (m4a()[:40] + bytes(30), "broken"),
    ],
)
def test_what_is_no_sound_or_is_broken_is_refused(data, reason):
    with pytest.raises(SoundRefused) as refused:
        clean_sound(data)

    assert refused.value.reason == reason
