"""Printed and block letters in pictures, read by a model on this machine, in a process of its own.

An extra: the packages of `requirements/ocr.txt`, whose models come in the wheel, so
that nothing leaves the machine and nothing is fetched. The model takes half a
gigabyte of memory and some seconds of a core for each picture; the process ends
with the last one. What it reads is a suggestion: a person looks at each.
"""

import json
import struct
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from .apart import Apart, limit_resources

MEMORY = 6 * 1024 * 1024 * 1024
SECONDS_A_PICTURE = 60
# Below, the letters are joined or not ours: typing is quicker than mending.
SURE_LINE, SURE_TEXT = 0.75, 0.9
_SIZE = struct.Struct(">I")


def is_installed() -> bool:
    """Tell whether the packages of the extra are there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_letters(pictures: Sequence[bytes]) -> Iterator[str]:
    """Yield what stands in each picture (JPEG or PNG), in its order; "" where it cannot be told.

    Lines are joined by a space. A picture that takes too long, or makes the process
    fall, is the last one: the rest of them are "" too.
    """
    data = b"".join(_SIZE.pack(len(one)) + one for one in pictures)
    apart = Apart(__name__, MEMORY, data=data)
    try:
        for _one in pictures:
            head = apart.read(_SIZE.size, seconds=SECONDS_A_PICTURE)
            length = _SIZE.unpack(head)[0] if len(head) == _SIZE.size else 0
            told = apart.read(length, seconds=SECONDS_A_PICTURE) if length else b""
            yield _words(json.loads(told)) if length and len(told) == length else ""
    finally:
        apart.end()


def _words(lines: list[tuple[str, float]]) -> str:
    """Return the text of lines with how sure each is; "" when it is not sure enough."""
    lines = [(text.strip(), sure) for text, sure in lines if text.strip()]
    length = sum(len(text) for text, _sure in lines)
    if not length or min(sure for _text, sure in lines) < SURE_LINE:
        return ""
    if sum(len(text) * sure for text, sure in lines) / length < SURE_TEXT:
        return ""
    return " ".join(text for text, _sure in lines)


def _read() -> None:
    """In the process of its own: read pictures, write the lines of each."""
    import cv2
    import numpy as np
    from rapidocr import RapidOCR

    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    limit_resources(memory=int(sys.argv[1]))
    threads = "EngineConfig.onnxruntime.intra_op_num_threads"
    reader: Any = RapidOCR(
        params={"Global.log_level": "critical", "Global.use_cls": False, threads: 1}
    )
    place = 0
    while place < len(data):
        (length,) = _SIZE.unpack_from(data, place)
        place += _SIZE.size
        picture = cv2.imdecode(np.frombuffer(data, np.uint8, length, place), cv2.IMREAD_COLOR)
        place += length
        found = reader(picture) if picture is not None else None
        texts, scores = (found.txts, found.scores) if found is not None else ((), ())
        told = json.dumps(list(zip(texts or (), map(float, scores or ()), strict=True))).encode()
        out.write(_SIZE.pack(len(told)) + told)
        out.flush()


if __name__ == "__main__":
    _read()
