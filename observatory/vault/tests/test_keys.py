"""Keys: two processes that start together agree on one."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
READ = """
import sys
from pathlib import Path
from observatory.kit.keys import load_key
print(load_key(Path(sys.argv[1]), "vault").hex())
"""


def test_processes_that_start_together_make_one_key_file(tmp_path):
    folder = tmp_path / "keys"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", READ, str(folder)], cwd=ROOT, stdout=subprocess.PIPE
        )
        for _ in range(6)
    ]
    keys = {process.communicate(timeout=30)[0].strip() for process in processes}
    assert len(keys) == 1
    [path] = list(folder.iterdir())
    assert path.name == "vault.key"
    assert path.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
