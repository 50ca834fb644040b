"""How a process that reads pages uses its machine: one core, and memory that is kept."""

import ctypes
from functools import cache

import cv2

# Of glibc's malloc.h, and what is given for them, in bytes: the pixels of a page are some
# millions, and so is what is worked out from them.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT, _LARGEST = 96 * 1024 * 1024, 32 * 1024 * 1024


@cache
def use_one_core() -> None:
    """Let OpenCV run in one thread, and this process keep the memory of one page for the next.

    Other pages are read by other processes. By itself, glibc hands the memory of each
    picture back, and the kernel fills it with noughts again for the next one: a quarter
    of the time to decode. Up to 96 MB stay with the process. Another C library
    does as it did.
    """
    cv2.setNumThreads(1)
    try:
        tune = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    tune(_TRIM_THRESHOLD, _KEPT)
    tune(_MMAP_THRESHOLD, _LARGEST)
