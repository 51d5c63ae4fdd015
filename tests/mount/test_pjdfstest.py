"""The public POSIX suite below `skills/`: docs/posix.md has the result, and this test holds it to that."""

from __future__ import annotations

import os
from pathlib import Path

import pjdfstest
import pytest
from live_mount import NEEDS_ROOT, Mount, mounted, watched
from other_users import ROOT, open_directory

pytestmark = [pytest.mark.mount, pytest.mark.slow, NEEDS_ROOT]

SUITE = os.environ.get("SKILLFS_PJDFSTEST", "")
SECONDS = 900.0


@pytest.mark.skipif(not SUITE, reason="`make test-pjdfstest PJDFSTEST=DIR` runs it, given a built checkout")
def test_the_suite_says_what_the_document_says() -> None:
    with open_directory() as directory, watched(Mount(directory, options=["--allow-other"]), SECONDS) as mount:
        scratch = directory / "suite"
        scratch.mkdir(mode=0o755)
        with mounted(mount):
            results = pjdfstest.run(Path(SUITE), scratch, mount.new_space() / "skills")
    assert pjdfstest.table(results) in (ROOT / "docs" / "posix.md").read_text(), pjdfstest.table(results)
    assert pjdfstest.summary(results) in (ROOT / "docs" / "posix.md").read_text()
