"""Acting as other users of the machine, and running skillfs as one of them."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from live_mount import Mount

ALICE, BOB = 4001, 4002
"""Users that no machine needs to know: a uid is enough."""
ROOT = Path(__file__).parent.parent.parent


def as_user(uid: int) -> list[str]:
    """The start of a command that runs the rest of it as a user without any privilege."""
    return ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]


def act(mount: Mount, uid: int, script: str) -> str:
    """What a shell script of this user says, without the line break; the reason where it failed."""
    done = mount.run(*as_user(uid), "bash", "-c", script)
    if done.returncode == 0:
        return done.stdout.strip()
    return done.stderr.strip().splitlines()[-1].rpartition(": ")[2]


@contextmanager
def open_directory() -> Iterator[Path]:
    """A directory that every user can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="skillfs-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def python_for(uid: int) -> tuple[str, dict[str, str]]:
    """A Python that this user may run, and the environment in which it finds skillfs.

    That of the tests may be in somebody's home. Skips the test where there is no other one of its version.
    """
    paths = [*site.getsitepackages(), ROOT, ROOT / "daemon", ROOT / "cli"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    name = f"python3.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        if not shutil.which(python):
            continue
        # setpriv itself may still run what the user may not, and skillfs starts further processes.
        check = "import os, sys, pyfuse3; sys.exit(not os.access(sys.executable, os.X_OK))"
        command = [*as_user(uid), python, "-c", check]
        if subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0:
            return python, environment
    pytest.skip(f"there is no {name} that user {uid} may run")
