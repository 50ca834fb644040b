"""Sealing: authenticated encryption under keys that lie outside the data folder.

The server's key is `vault.key` in the keys folder. To change it, rename the
file to `vault-old-<anything>.key` and restart: a new one is made, what the old
one sealed stays readable, and the old file can go once all of that is purged.

What is sealed names its purpose and what it is about, so that the ciphertext
of one row is refused when it is put in another.
"""

import secrets
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from observatory.kit.keys import load_key

# First byte of everything sealed: AES-256-GCM (NIST SP 800-38D) under a key
# derived with HKDF-SHA256 (RFC 5869), then a nonce of 12 random bytes.
VERSION = b"\x01"
NONCE_BYTES = 12


class Unreadable(Exception):
    """No key we hold opens it: it was changed, moved to another row, or its key is gone."""


def key_in_use() -> bytes:
    """Return the key that seals; made when it is missing."""
    return load_key(settings.KEYS_DIR, "vault")


def server_keys() -> list[bytes]:
    """Return the vault's keys, the one in use first."""
    old = sorted(path.stem for path in settings.KEYS_DIR.glob("vault-old-*.key"))
    return [key_in_use(), *(load_key(settings.KEYS_DIR, name) for name in old)]


def seal(data: bytes, *, purpose: str, about: str, secret: bytes = b"") -> bytes:
    """Return the data encrypted under the key in use.

    With a `secret` that only its holder keeps, neither the server's keys nor
    the stored bytes are enough to read it again.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = _cipher(key_in_use(), purpose, secret)
    return VERSION + nonce + cipher.encrypt(nonce, data, about.encode())


def unseal(sealed: bytes | memoryview, *, purpose: str, about: str, secret: bytes = b"") -> bytes:
    """Return what was sealed for the same purpose, about the same thing.

    Raises `Unreadable`.
    """
    sealed = bytes(sealed)
    if not sealed.startswith(VERSION) or len(sealed) <= len(VERSION) + NONCE_BYTES:
        raise Unreadable
    nonce = sealed[len(VERSION) : len(VERSION) + NONCE_BYTES]
    body = sealed[len(VERSION) + NONCE_BYTES :]
    for cipher in _ciphers(purpose, secret):
        try:
            return cipher.decrypt(nonce, body, about.encode())
        except InvalidTag:
            continue
    raise Unreadable


def _ciphers(purpose: str, secret: bytes) -> Iterator[AESGCM]:
    # The old keys are looked for only when the one in use does not open it.
    yield _cipher(key_in_use(), purpose, secret)
    for key in server_keys()[1:]:
        yield _cipher(key, purpose, secret)


def _cipher(key: bytes, purpose: str, secret: bytes) -> AESGCM:
    derive = HKDF(SHA256(), length=32, salt=key if secret else None, info=purpose.encode())
    return AESGCM(derive.derive(secret or key))
