"""Mountpoints, living and dead: finding, probing, preparing and freeing them.

Nothing here enters a mount. A process that is inside a FUSE mount whose server dies, or hangs, cannot be killed before
the connection is aborted, so whatever has to ask the mount itself is a child process that is given up on.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

FSTYPE = "fuse.skillfs"
FUSE_CONF = Path("/etc/fuse.conf")
PROBE_SECONDS = 2.0

_MNT_FORCE, _MNT_DETACH, _UMOUNT_NOFOLLOW = 1, 2, 8
_FUSE_SUPER_MAGIC = b"65735546"
"""Of linux/magic.h, as stat(1) says it."""
_SEALED = 0o555


class MountpointError(Exception):
    """A mountpoint cannot be used, or not be freed. The message is one line that names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of /proc/self/mountinfo (proc_pid_mountinfo(5)). `device` is the minor number, by which the kernel's
    fusectl knows the connection; `uid` and `gid` are those of a FUSE mount's user, who may always use it."""

    mountpoint: Path
    fstype: str
    device: int
    uid: int = 0
    gid: int = 0


def canonical(path: Path) -> Path:
    """`path` as mountinfo spells it, absolute and without symlinks, without asking a mount that is there anything."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve() would enter a mount
    try:
        # readlink(2) on the root of a mount is answered by the kernel alone; lstat(2) may wait for the server.
        absolute.readlink()
    except OSError:
        return Path(os.path.realpath(absolute.parent)) / absolute.name
    return Path(os.path.realpath(absolute))


def mounts() -> list[Mount]:
    """What is mounted in this process's namespace, in the order of mounting."""
    return [_mount(line) for line in Path("/proc/self/mountinfo").read_text(errors="surrogateescape").splitlines()]


def mounted_at(path: Path) -> Mount | None:
    """The topmost mount at a canonical `path`, None where there is none."""
    found = [mount for mount in mounts() if mount.mountpoint == path]
    return found[-1] if found else None


def is_skillfs(path: Path) -> bool:
    """Whether a skillfs, living or dead, is what a canonical `path` shows."""
    mount = mounted_at(path)
    return mount is not None and mount.fstype == FSTYPE


def _mount(line: str) -> Mount:
    fields = line.split(" ")
    fstype = fields[fields.index("-", 6) + 1]
    ids = dict(re.findall(r"\b(user|group)_id=(\d+)", fields[-1]))
    path = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
    return Mount(Path(path), fstype, int(fields[2].split(":")[1]), int(ids.get("user", 0)), int(ids.get("group", 0)))


class Probe:
    """A child that asks the file system at `path` whether it is there; inside a hung mount it waits."""

    def __init__(self, path: Path) -> None:
        """Ask. Root asks as the user who mounted: where others are not let in, the kernel answers them by itself."""
        mount = mounted_at(path)
        foreign = mount is not None and mount.uid != 0 and os.geteuid() == 0
        self._process = subprocess.Popen(
            ["stat", "--file-system", "--format=%t", "--", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
            # Whatever PATH says: it is run by root, and on machines where skillfs has to say what is missing.
            env={"PATH": os.defpath},
            user=mount.uid if mount is not None and foreign else None,
            group=mount.gid if mount is not None and foreign else None,
            extra_groups=[] if foreign else None,
        )
        assert self._process.stdout is not None
        self._said = self._process.stdout
        self._answer: bool | None = None

    @property
    def answer(self) -> bool | None:
        """Whether a FUSE server has answered; None while nobody has.

        False where it is dead, and where the bare directory is seen while another server is put in its place.
        """
        if self._answer is None and self._process.poll() is not None:
            self._answer = self._said.read().strip() == _FUSE_SUPER_MAGIC
            self._said.close()
        return self._answer

    def wait(self, seconds: float) -> bool:
        """Whether a FUSE server answers within `seconds`; who has not by then is not waited for any longer."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        if self.answer is None:
            self.give_up()
        return self.answer is True

    def give_up(self) -> None:
        """Kill it without waiting for it: inside a hung mount it ends only when the connection does."""
        self._process.kill()
        self._said.close()
        self._answer = False
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.05)


def answers(path: Path, seconds: float = PROBE_SECONDS) -> bool:
    """Whether a skillfs is mounted at a canonical `path` and its server answers within `seconds`."""
    if not is_skillfs(path):
        return False
    # Asked again: below a mount that was taken off meanwhile another's FUSE may have answered.
    return Probe(path).wait(seconds) and is_skillfs(path)


def abort(path: Path) -> None:
    """Abort the connection of the skillfs at a canonical `path`; the dead mount stays and answers ENOTCONN.

    Who waits in it gets an error, and its server, even one that was killed and cannot be reaped, is let go.
    """
    if not is_skillfs(path):
        return
    # To open its root (O_PATH) asks the server nothing, and keeps its device number from becoming another mount's.
    with contextlib.suppress(FileNotFoundError):
        inside = os.open(path, os.O_PATH | os.O_NOFOLLOW)
        try:
            _abort(path)
        finally:
            os.close(inside)


def _abort(path: Path) -> None:
    """Abort the connection of the skillfs at `path`, of whose root the caller has a descriptor."""
    mount = mounted_at(path)
    if mount is None or mount.fstype != FSTYPE:
        return
    try:
        # Written by the mount's owner or root, where fusectl is mounted.
        Path(f"/sys/fs/fuse/connections/{mount.device}/abort").write_text("1")
    except OSError:
        # As root umount2(2) with MNT_FORCE aborts too. It then fails with EBUSY while somebody is inside, as the caller
        # is, so that the mount stays in place.
        _umount(path, _MNT_FORCE)


def detach(path: Path) -> None:
    """Take every skillfs off a canonical `path`, also dead, hung and busy ones.

    Raises `MountpointError` where one stays.
    """
    for _ in range(16):
        if not is_skillfs(path):
            return
        abort(path)
        if is_skillfs(path) and _umount(path, _MNT_FORCE | _MNT_DETACH) != 0:
            _fusermount(path, "-uz")
    if is_skillfs(path):
        raise MountpointError(f"{path}: still mounted; as the user who mounted it, or as root: fusermount3 -uz {path}")


def unmount(path: Path) -> None:
    """Unmount the living skillfs at a canonical `path`. Raises `MountpointError` while files in it are open."""
    if _umount(path, 0) == 0:
        return
    reason = _fusermount(path, "-u")
    if is_skillfs(path):
        raise MountpointError(
            f"{path}: {reason or 'cannot be unmounted'}; close what is open in it (`fuser -vm {path}`)"
        )


def _umount(path: Path, flags: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result: int = libc.umount2(os.fsencode(path), flags | _UMOUNT_NOFOLLOW)
    return result


def _fusermount(path: Path, *options: str) -> str:
    """What fusermount3 complained of, empty when it did as told."""
    try:
        done = subprocess.run(
            ["fusermount3", *options, "--", str(path)], capture_output=True, text=True, timeout=5.0, check=False
        )
    except FileNotFoundError:
        return "fusermount3 is missing: install fuse3"
    except subprocess.TimeoutExpired:
        return "fusermount3 does not come back"
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else ""


def is_allow_other_allowed() -> bool:
    """Whether this user may let other users into a mount (mount.fuse3(8), ``user_allow_other``)."""
    try:
        lines = FUSE_CONF.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    return os.geteuid() == 0 or any(line.strip() == "user_allow_other" for line in lines)


def check_allow_other() -> None:
    """Raise `MountpointError` where --allow-other would be refused."""
    if not is_allow_other_allowed():
        raise MountpointError(f"--allow-other: not allowed to users; echo user_allow_other | sudo tee -a {FUSE_CONF}")


class Mountpoint:
    """A directory that is fit to be mounted on, held so that it can be closed to writers below the mount.

    A directory that skillfs made has mode 0555 whenever nothing is mounted on it: a program that goes on writing after
    the mount has gone gets an error, instead of filling a directory that the next mount hides. A user's own directory
    keeps its mode.
    """

    def __init__(self, path: Path) -> None:
        """Make `path` ready: made where it is missing, freed of a dead skillfs.

        Raises `MountpointError` when it is no directory, not empty, or served by a living skillfs.
        """
        self.path = canonical(path)
        if is_skillfs(self.path):
            if answers(self.path):
                raise MountpointError(f"{path}: a skillfs is mounted there already; `skillfs down {path}` ends it")
            detach(self.path)
        self._hold()

    def _hold(self) -> None:
        self.directory = _open_empty(self.path)
        """Its descriptor (O_PATH), also when something is mounted on it."""
        self._made = stat.S_IMODE(os.fstat(self.directory).st_mode) == _SEALED

    def renew(self) -> None:
        """Make the directory again if somebody has removed it, which is possible while nothing is mounted on it.

        Raises `MountpointError` where that cannot be.
        """
        if os.fstat(self.directory).st_nlink == 0:
            removed = self.directory
            self._hold()
            os.close(removed)

    def __enter__(self) -> Mountpoint:
        return self

    def __exit__(self, *exc_info: object) -> None:
        os.close(self.directory)

    def moved_to(self) -> Path | None:
        """Where the directory and the skillfs on it are, if a directory above was renamed; None while they are here, or
        nothing is mounted on it.

        Asked of the directory itself: a device number is another mount's as soon as this one has gone.
        """
        now = Path(f"/proc/self/fd/{self.directory}").readlink()
        return now if now != self.path and is_skillfs(now) else None

    def open_up(self) -> None:
        """Let this user mount: fusermount3 refuses a directory that the user may not write to."""
        if self._made and os.geteuid() != 0:
            self._chmod(0o755)

    def seal(self) -> None:
        """Close the directory to writers, also while it is hidden below a mount."""
        if self._made:
            self._chmod(_SEALED)

    def _chmod(self, mode: int) -> None:
        # The descriptor is of the directory itself, not of what is mounted on it; O_PATH ones refuse fchmod(2).
        with contextlib.suppress(PermissionError):
            Path(f"/proc/self/fd/{self.directory}").chmod(mode)


def _open_empty(path: Path) -> int:
    """A descriptor (O_PATH) of the directory at `path`, made with mode 0555 where it is missing."""
    try:
        if not path.exists():
            path.mkdir(parents=True)
            path.chmod(_SEALED)
        with os.scandir(path) as entries:
            first = next(entries, None)
    except NotADirectoryError:
        raise MountpointError(f"{path}: not a directory; choose an empty or a new one") from None
    except OSError as error:
        raise MountpointError(f"{path}: {error.strerror}; choose a directory that you may write to") from error
    if first is not None:
        raise MountpointError(f"{path}: not empty, a mount would hide {first.name!r}; choose an empty or a new one")
    return os.open(path, os.O_PATH | os.O_DIRECTORY)


def wait_until_gone(path: Path, seconds: float) -> bool:
    """Whether a canonical `path` shows no skillfs any more, given `seconds` for it."""
    deadline = time.monotonic() + seconds
    while is_skillfs(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
