"""The package as others get it: built, installed into an environment of its own, used outside of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
SOURCES = ("pyproject.toml", "README.md", "skillfs", "daemon", "cli")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built from a copy, so that the build leaves nothing in it and finds nothing old."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in SOURCES:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(CHECKOUT / name, source / name)
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", out, source], check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_has_every_module_and_file_of_the_packages(wheel: Path) -> None:
    roots = {"skillfs": CHECKOUT, "skillfs_daemon": CHECKOUT / "daemon", "skillfs_cli": CHECKOUT / "cli"}
    expected = {
        str(path.relative_to(root))
        for package, root in roots.items()
        for path in (root / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == expected


def test_the_wheel_works_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("SKILLFS_", "PYTHON", "VIRTUAL_ENV"))
    } | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}

    def run(*command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(map(str, command)), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    assert run(base, "-m", "venv", "--without-pip", tmp_path / "venv").returncode == 0
    # The user's own pip cache, whatever HOME is here: a compiler run for pyfuse3 is not what is tested.
    cache = subprocess.run([sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=True)
    # This environment's pip installs there. Most of what is installed is never imported: no need to compile it all.
    installed = run(
        sys.executable, "-m", "pip", "--python", tmp_path / "venv", "install", "--quiet", "--no-compile",
        "--disable-pip-version-check", "--cache-dir", cache.stdout.strip(), wheel,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    skillfs = tmp_path / "venv" / "bin" / "skillfs"
    where = run(tmp_path / "venv/bin/python", "-c", "import skillfs; print(skillfs.__file__)").stdout
    assert where.startswith(str(tmp_path / "venv"))

    version = run(skillfs, "--version")
    assert (version.returncode, version.stdout) == (0, f"skillfs {wheel.name.split('-')[1]}\n")
    doctor = run(skillfs, "doctor")
    assert "ok       pyfuse3: " in doctor.stdout, doctor.stdout + doctor.stderr
    assert doctor.returncode == (0 if os.access("/dev/fuse", os.R_OK | os.W_OK) else 1)
    created = run(skillfs, "space", "create", "x")
    assert (created.returncode, created.stdout, created.stderr) == (0, "made the space x\n", "")
    session = CHECKOUT / "docs" / "examples" / "sessions" / "monday.json"
    learnt = run(skillfs, "learn", "x", session)
    assert (learnt.returncode, learnt.stdout.splitlines()[0]) == (0, "# monday: learnt"), learnt.stderr
    assert (tmp_path / "data" / "skillfs" / "store.db").exists()
