"""Named by `-p` in pyproject.toml: runs before Django reads its settings.

Tests have a data and a keys folder of their own, never the developer's.
"""

import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="observatory-tests-"))
os.environ["OBSERVATORY_DATA"] = str(HOME / "data")
os.environ["OBSERVATORY_KEYS"] = str(HOME / "keys")
# WhiteNoise wants the folder of gathered files to exist, even empty.
(HOME / "data" / "static").mkdir(parents=True)
