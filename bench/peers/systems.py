"""The file systems that are compared, each with its own copy of the same files, for as long as a measurement takes."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from bench.running import BenchFailed, Running
from skillfs.store import spaces
from skillfs_daemon import mountpoints

START_SECONDS = 30.0
STOP_SECONDS = 30.0
PASSTHROUGH = "PYFUSE3_PASSTHROUGH"
"""Names a `passthroughfs.py`; without it the one of the installed pyfuse3's source distribution is fetched."""
SFTP_SERVERS = (Path("/usr/lib/openssh/sftp-server"), Path("/usr/lib/sftp-server"))

Files = Mapping[str, bytes]
System = Callable[[Path, Files], AbstractContextManager[Path]]
"""Given an empty directory and files below ``skills/``, the `skills` directory as that system shows it."""


@contextmanager
def local(directory: Path, files: Files) -> Iterator[Path]:
    """The file system that the directory is on, and that the other systems keep their files on."""
    yield _copy(directory, files)


@contextmanager
def skillfs(directory: Path, files: Files) -> Iterator[Path]:
    """A read-write mount of a space with these files."""
    with Running() as running:
        spaces.create(running.store, "work", dict(files), uid=os.getuid(), gid=os.getgid(), author="bench")
        running.start_mount()
        yield running.mountpoint / "work" / "skills"


@contextmanager
def bindfs(directory: Path, files: Files) -> Iterator[Path]:
    """bindfs with its defaults: C, libfuse's high-level interface, one thread."""
    source, mountpoint = _copy(directory, files).parent, _mountpoint(directory)
    with _served([_program("bindfs"), "-f", source, mountpoint], mountpoint):
        yield mountpoint / "skills"


@contextmanager
def sshfs(directory: Path, files: Files) -> Iterator[Path]:
    """sshfs with its defaults, joined to an sftp-server by a socket pair: without the cost of ssh and a network."""
    source, mountpoint = _copy(directory, files).parent, _mountpoint(directory)
    sftp = next((path for path in SFTP_SERVERS if path.exists()), None)
    if sftp is None:
        raise BenchFailed("sftp-server is missing: apt-get install openssh-sftp-server")
    ours, theirs = socket.socketpair()
    with subprocess.Popen([sftp], stdin=theirs.fileno(), stdout=theirs.fileno()) as server:
        theirs.close()
        command: list[str | Path] = [_program("sshfs"), "-f", "-o", "passive", f"localhost:{source}", mountpoint]
        with _served(command, mountpoint, ours.fileno()):
            ours.close()
            yield mountpoint / "skills"
        server.wait(STOP_SECONDS)


@contextmanager
def passthrough(directory: Path, files: Files) -> Iterator[Path]:
    """pyfuse3's own example, which passes each request on to a local directory."""
    source, mountpoint = _copy(directory, files).parent, _mountpoint(directory)
    with _served([sys.executable, passthrough_example(), source, mountpoint], mountpoint):
        yield mountpoint / "skills"


SYSTEMS: dict[str, System] = {
    "ext4": local,
    "skillfs": skillfs,
    "bindfs": bindfs,
    "sshfs": sshfs,
    "passthroughfs.py": passthrough,
}
LOCAL, OURS, BINDFS = "ext4", "skillfs", "bindfs"
PEERS = tuple(name for name in SYSTEMS if name not in (LOCAL, OURS))


def file_system_type(path: Path) -> str:
    """What kind of file system a path is on, as mountinfo names it."""
    holding = [mount for mount in mountpoints.mounts() if path.is_relative_to(mount.mountpoint)]
    return max(holding, key=lambda mount: len(mount.mountpoint.parts)).fstype


def versions() -> str:
    """The peers' versions, as they say themselves."""
    said = [
        subprocess.run([_program(name), "-V"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
        for name in ("bindfs", "sshfs")
    ]
    return ", ".join([*said, f"pyfuse3 {importlib.metadata.version('pyfuse3')}"])


def passthrough_example() -> Path:
    """pyfuse3's `passthroughfs.py`: where ``$PYFUSE3_PASSTHROUGH`` says, else in a cache directory, fetched once."""
    if named := os.environ.get(PASSTHROUGH):
        return Path(named)
    version = importlib.metadata.version("pyfuse3")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "skillfs-bench"
    example = cache / f"pyfuse3-{version}" / "examples" / "passthroughfs.py"
    if not example.exists():
        _fetch(cache, version)
    return example


def _fetch(cache: Path, version: str) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    wanted = ["--quiet", "--no-deps", "--no-binary=pyfuse3", f"--dest={cache}", f"pyfuse3=={version}"]
    if subprocess.run([sys.executable, "-m", "pip", "download", *wanted]).returncode != 0:
        raise BenchFailed(f"pyfuse3's sources cannot be fetched; set {PASSTHROUGH} to its examples/passthroughfs.py")
    with tarfile.open(cache / f"pyfuse3-{version}.tar.gz") as archive:
        archive.extract(f"pyfuse3-{version}/examples/passthroughfs.py", cache, filter="data")


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise BenchFailed(f"{name} is missing: apt-get install {name}")
    return path


def _copy(directory: Path, files: Files) -> Path:
    for name, data in files.items():
        path = directory / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return directory / "source" / "skills"


def _mountpoint(directory: Path) -> Path:
    mountpoint = directory / "mountpoint"
    mountpoint.mkdir()
    return mountpoint


@contextmanager
def _served(command: Sequence[str | Path], mountpoint: Path, stdio: int | None = None) -> Iterator[None]:
    """A FUSE server that runs in the foreground, from when it is mounted until it is unmounted and has ended."""
    with ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen(command, stdin=stdio, stdout=stdio))
        stack.callback(_unmount, process, mountpoint)
        deadline = time.monotonic() + START_SECONDS
        while mountpoints.mounted_at(mountpoint) is None:
            if process.poll() is not None or time.monotonic() > deadline:
                raise BenchFailed(f"{Path(command[0]).name} did not mount {mountpoint}")
            time.sleep(0.01)
        yield


def _unmount(process: subprocess.Popen[bytes], mountpoint: Path) -> None:
    if mountpoints.mounted_at(mountpoint) is not None:
        subprocess.run(["fusermount3", "-uz", mountpoint], check=True)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    process.kill()
