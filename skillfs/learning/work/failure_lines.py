"""The words by which tools say that they failed, where no exit status tells: a pipe into ``tail`` ends with 0.

Each is anchored to the line of the tool itself, so that a log or a page that speaks of errors is none. To teach
another tool's, add its line to `_FAILED`; the examples are those of tests/learning/test_failures.py.
"""

from __future__ import annotations

import re

_FAILED = (
    # Compilers and interpreters.
    r".{0,200}: (?:fatal )?error: |error(?:\[E\d+\])?: |.{0,200}\berror [A-Z]{2,8}\d{3,5}: |\S{1,200}\.go:\d+:\d+: |"
    r"Traceback \(most recent call last\)|Exception in thread |panic: |Segmentation fault|.{0,200} \(\w*Error\)$",
    # What most programs begin a complaint with.
    r"Error: |fatal: |FATAL: |ERROR: |[│|] Error: |Error from server|error Command failed|"
    r"level=(?:error|fatal) |[\w.-]{1,40}: ERROR: ",
    # Builds.
    r".{0,40}\bBUILD FAILURE\b|BUILD FAILED|Build FAILED|FAILURE: Build failed|\[ERROR\] |make(?:\[\d+\])?: \*\*\*|"
    r"ninja: build stopped|CMake Error\b|.{0,40}Configuring incomplete, errors occurred",
    # Tests and linters.
    r"FAILED\b|FAIL\b|--- FAIL|FAILURES!|=+ .{0,80}\b\d+ (?:failed|errors?)\b|"
    r".{0,60}\b[1-9]\d* (?:tests? failed|failed,|failing\b|(?:failed|errors?)(?:, .{1,60})? in [\d.]+ ?m?s|failures?\b"
    r"(?=$|,))|Tests?:\s+\d+ failed|Oops! Something went wrong|✖ \d+ problems? \([1-9]|Found [1-9]\d* errors?\b",
    # Package managers.
    r"npm ERR!|npm error\b| ?ERR_PNPM_| ?ELIFECYCLE\b|E: |Could not find .{1,80} in any of the sources|"
    r"Bundler could not find|Your (?:lock file does not contain|requirements could not be resolved)|"
    r"Command failed with exit code [1-9]",
    # Machines, services and networks.
    r"Host key verification failed|(?:[\w.@-]{1,60}: )?Permission denied \(|ssh: |rsync error: |curl: \(\d+\) |"
    r"Job for \S+ failed|Failed to (?:start|restart|enable|reload|connect)\b|ERROR \d{4} \(|psql:\S{1,200}: ERROR: |"
    r"The connection to the server \S+ was refused|.{0,80}\b(?:unreachable|failed)=[1-9]",
    # The shell.
    r".{0,120}: (?:command not found|No such file or directory|Permission denied)$",
)
_FAILURES = re.compile(rf"^(?:{'|'.join(_FAILED)})", re.MULTILINE)
_SUCCEEDED = re.compile(
    r"^(?:\[INFO\] )?(?:BUILD SUCCESS|Build succeeded|test result: ok\b|"
    r"(?:=+ )?\d+ passed(?:, \d+ (?:skipped|warnings?|deselected))* in )"
    r"[^\n]*(?:\n(?!\[ERROR\])[^\n]*){0,12}\Z",
    re.MULTILINE,
)
_STATUS = re.compile(r"^(?:< )?HTTP/[\d.]+ (?P<code>\d{3})\b", re.MULTILINE)
_FIRST_ERROR = 400


def says_failed(text: str) -> bool:
    """Whether the end of an output says that its tool failed; a build that ends with its own success did not."""
    return _FAILURES.search(text) is not None and _SUCCEEDED.search(text) is None


def is_refusal(response: str) -> bool:
    """Whether the last status line of an HTTP response, as ``curl -i`` prints it, is of an error."""
    codes = _STATUS.findall(response)
    return bool(codes) and int(codes[-1]) >= _FIRST_ERROR
