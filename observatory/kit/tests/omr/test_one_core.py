"""A process that reads pages keeps the memory of one page for the next."""

import platform
import subprocess
import sys

import pytest

# How often the kernel had to give a page of memory while five pictures were decoded.
COUNTED = """
import resource, sys
import cv2, numpy as np
from observatory.kit.omr.one_core import use_one_core
if sys.argv[1] == "kept":
    use_one_core()
packed = cv2.imencode(".jpg", np.full((2339, 1654), 240, np.uint8))[1]
for _ in range(2):
    cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before, cv2.getNumThreads())
"""


def counted(how: str) -> tuple[int, int]:
    told = subprocess.run(
        [sys.executable, "-c", COUNTED, how], capture_output=True, text=True, check=True
    )
    faults, threads = told.stdout.split()
    return int(faults), int(threads)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps its ways")
def test_the_memory_of_a_page_serves_the_next_one():
    kept, threads = counted("kept")
    given_back, _ = counted("given back")
    assert threads == 1
    assert given_back > 1000  # five pictures of 945 pages of memory each
    assert kept < given_back / 10
