"""Secret keys as files, kept outside the data folder.

A key that is missing is made on first use, readable by the owner only. Two
processes that start together agree on one key: the file is linked into place
whole, and whoever comes second reads the winner's.
"""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

KEY_BYTES = 32


@lru_cache(maxsize=32)
def load_key(folder: Path, name: str) -> bytes:
    """Return the 32-byte key `name` of `folder`, making folder and key if missing.

    Raises `ValueError` when the file exists but does not hold 32 bytes in
    hexadecimal: a damaged key must stop the program, not be replaced, since
    what it encrypted would be lost for good.
    """
    path = folder / f"{name}.key"
    if not path.exists():
        _make_key(path)
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError as error:
        raise ValueError(f"the key {name} is damaged") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key {name} is damaged")
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def keyed_hash(key: bytes, *parts: str) -> str:
    """Return HMAC-SHA256 of the parts, in hexadecimal (64 characters).

    Parts are separated by a zero byte, so that ("ab", "c") and ("a", "bc")
    differ.
    """
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
