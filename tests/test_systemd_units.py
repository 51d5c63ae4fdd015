"""The units are what systemd accepts, and keep to what a FUSE mount needs."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parent.parent / "systemd"
USER, SYSTEM = UNITS / "user" / "skillfs.service", UNITS / "system" / "skillfs@.service"
HIDING = {"ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "PrivateMounts", "ReadOnlyPaths",
          "InaccessiblePaths", "TemporaryFileSystem", "BindPaths", "RootDirectory"}  # fmt: skip


def service_of(unit: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit)
    return parser["Service"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize(
    ("unit", "instance", "options"),
    [(USER, "skillfs.service", ["--user"]), (SYSTEM, "skillfs@srv-memory.service", [])],
)
def test_systemd_accepts_the_unit(
    unit: Path, instance: str, options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tmp_path / ".local" / "bin" / "skillfs"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    installed = tmp_path / unit.name
    installed.write_text(unit.read_text().replace("/usr/local/bin/skillfs", str(command)))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--generators=no", *options, str(tmp_path / instance)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    about_ours = [line for line in done.stderr.splitlines() if "skillfs" in line]
    assert (done.returncode, about_ours) == (0, [])


@pytest.mark.parametrize("unit", [USER, SYSTEM])
def test_the_unit_hides_no_mount_and_leaves_none_behind(unit: Path) -> None:
    service = service_of(unit)
    mountpoint = service["ExecStart"].split()[-1]
    assert {key for key in service if key in HIDING} == set()
    assert service["Type"] == "notify"
    assert service["KillMode"] == "mixed"
    assert service["Restart"] == "on-failure"
    assert service["ExecStopPost"] == f"-/usr/bin/fusermount3 -uz {mountpoint}"
    assert int(service["WatchdogSec"]) >= 45, "the supervisor reports for 40 s after the last answer of its mount"


def test_a_unit_of_a_user_can_use_the_setuid_fusermount() -> None:
    assert {"NoNewPrivileges", "SystemCallFilter", "RestrictSUIDSGID"} & set(service_of(USER)) == set()
