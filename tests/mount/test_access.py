"""Who may do what in a mount: other users, the owner's private parts, drop boxes, and spaces of several users."""

from __future__ import annotations

import os
import stat
from functools import partial
from pathlib import Path

import pytest
from live_mount import NEEDS_ROOT, SESSION, Mount, eventually, mounted, watched
from one_run import learn
from other_users import ALICE, BOB, act, open_directory

pytestmark = [pytest.mark.mount, NEEDS_ROOT]

DENIED = "Permission denied"


@pytest.fixture
def shared(open_mount: Mount) -> Path:
    """A space of root's that everybody may enter."""
    return open_mount.new_space()


# -- who gets in -----------------------------------------------------------------------------------------------------


def test_without_allow_other_only_the_user_who_mounted_sees_anything() -> None:
    with open_directory() as directory, watched(Mount(directory)) as mount, mounted(mount):
        space = mount.new_space()
        assert act(mount, ALICE, f"ls {mount.path}") == DENIED
        assert act(mount, ALICE, f"cat {space}/SPACE.md") == DENIED
        assert act(mount, ALICE, f"echo x > {space}/inbox/x.json") == DENIED
        assert act(mount, 0, f"ls {space}").split() == ["SPACE.md", "inbox", "skills"]


def test_with_allow_other_modes_rule(open_mount: Mount, shared: Path) -> None:
    skills = shared / "skills"
    for name, mode in {"open.md": 0o644, "closed.md": 0o600, "writable.md": 0o666}.items():
        (skills / name).write_text(name)
        (skills / name).chmod(mode)
    (skills / "secret").mkdir(0o700)
    (skills / "secret" / "note.md").write_text("hidden")
    attempts = {
        "cat open.md": "open.md",
        "cat closed.md": DENIED,
        "echo more >> open.md": DENIED,
        "echo more >> writable.md && tail -1 writable.md": "writable.mdmore",
        "ls secret": DENIED,
        "cat secret/note.md": DENIED,
        "touch new.md": DENIED,
        "rm open.md": DENIED,
        "mv open.md moved.md": DENIED,
        "chmod 777 open.md": "Operation not permitted",
        "chown 4001 open.md": "Operation not permitted",
        "chown 4002 writable.md": "Operation not permitted",
        "setfattr -n user.kind -v x open.md": DENIED,
        f"mkdir {open_mount.path}/alices": DENIED,
        f"mv {shared} {open_mount.path}/taken": DENIED,
        f"rmdir {shared}": DENIED,
        "echo 'description: mine' > ../SPACE.md": DENIED,
        "touch ../inbox/x.json": DENIED,
    }
    assert {script: act(open_mount, ALICE, f"cd {skills} && {script}") for script in attempts} == attempts
    commit = open_mount.next_commit(shared, open_mount.at_rest(shared) - 1)
    assert f"uid {ALICE}, bash" in commit.author


def test_a_set_user_id_program_and_a_device_do_nothing_here(open_mount: Mount, shared: Path) -> None:
    program = shared / "skills" / "id"
    open_mount.sh(f"cp $(readlink -f $(which id)) {program} && chmod 4755 {program}", shared)
    assert program.stat().st_mode & stat.S_ISUID
    assert act(open_mount, ALICE, f"{program} -u") == str(ALICE)
    assert act(open_mount, 0, f"mknod {shared}/skills/null c 1 3") == "Operation not permitted"


def mount_options(path: Path) -> set[str]:
    """The per-mount options in /proc/self/mountinfo (proc_pid_mountinfo(5), field 6)."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    (line,) = [line for line in lines if line.split(" ")[4] == str(path)]
    return set(line.split(" ")[5].split(","))


def test_the_mount_is_nosuid_and_nodev(open_mount: Mount) -> None:
    assert {"nosuid", "nodev", "rw"} <= mount_options(open_mount.path)


# -- what is the owner's alone ---------------------------------------------------------------------------------------


def test_transcripts_proposals_and_exports_are_the_owners_alone(open_mount: Mount, shared: Path) -> None:
    (shared / "inbox" / "monday.json").write_text(SESSION)
    (shared / "skills" / "private.md").write_text("alice is not to read this")
    (shared / "skills" / "private.md").chmod(0o600)
    learn(open_mount, shared)
    control = shared / ".skillfs"
    session = control / "sessions" / "monday" / "session.json"
    eventually(session.exists)
    everybodys = ["ls .", "cat status", "cat status.json", "cat catalog.md", "cat catalog.xml", "cat catalog.json"]
    owners = ["ls sessions", "ls proposed", "ls sessions/monday", "cat sessions/monday/session.json",
              "cat sessions/monday/receipt.md", "cat export.tar | wc -c", "cat export.zip | wc -c"]  # fmt: skip
    for uid in (ALICE, 0):
        said = {script: act(open_mount, uid, f"set -o pipefail; cd {control} && {script}") for script in owners}
        if uid == ALICE:
            assert said == dict.fromkeys(owners, DENIED)
        else:
            assert DENIED not in said.values()
            assert said["ls sessions"] == "monday"
        assert DENIED not in {act(open_mount, uid, f"cd {control} && {script}") for script in everybodys}
    assert stat.S_IMODE((control / "sessions").stat().st_mode) == 0o700
    assert stat.S_IMODE(session.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(session.stat().st_mode) == 0o400


def test_the_history_is_the_owners_alone_and_follows_a_space_to_its_new_owner(open_mount: Mount, shared: Path) -> None:
    note = shared / "skills" / "note.md"
    before = open_mount.at_rest(shared)
    note.write_text("the pin is 1234")
    number = open_mount.next_commit(shared, before).number
    note.write_text("there is no pin")
    open_mount.next_commit(shared, number)
    history = shared / ".skillfs" / "history"
    old = f"{history}/{number}/skills/note.md"
    attempts = (f"cat {old}", f"ls {history}", f"cat {history}/log", f"stat -c %N {history}/latest", f"ls {history}/1")
    # What another user may read now, root has looked at: the kernel knows it.
    assert DENIED not in [act(open_mount, 0, script) for script in attempts]
    assert act(open_mount, ALICE, f"cat {note}") == "there is no pin"
    assert [act(open_mount, ALICE, script) for script in attempts] == [DENIED] * 5
    os.chown(shared, ALICE, ALICE)
    assert act(open_mount, ALICE, attempts[0]) == "the pin is 1234"
    assert DENIED not in [act(open_mount, ALICE, script) for script in attempts]
    assert [act(open_mount, BOB, script) for script in attempts] == [DENIED] * 5
    assert act(open_mount, ALICE, f"stat -c '%a %u' {history} {history}/{number} {old}").splitlines() == [
        f"700 {ALICE}", f"700 {ALICE}", f"444 {ALICE}",
    ]  # fmt: skip


def test_the_private_parts_follow_a_space_to_its_new_owner(open_mount: Mount, shared: Path) -> None:
    (shared / "inbox" / "monday.json").write_text(SESSION)
    learn(open_mount, shared)
    control = shared / ".skillfs"
    transcript = control / "sessions" / "monday" / "session.json"
    eventually(transcript.exists)
    reading = f"wc -c < {transcript}"
    assert (act(open_mount, ALICE, reading), act(open_mount, BOB, reading)) == (DENIED, DENIED)
    os.chown(shared, ALICE, ALICE)
    assert (act(open_mount, ALICE, reading), act(open_mount, BOB, reading)) == (str(len(SESSION)), DENIED)
    os.chown(shared, BOB, BOB)
    assert (act(open_mount, ALICE, reading), act(open_mount, BOB, reading)) == (DENIED, str(len(SESSION)))
    shared.chmod(0o711)
    assert act(open_mount, ALICE, f"cat {control}/export.tar") == DENIED
    assert act(open_mount, BOB, f"tar tf {control}/export.tar | head -1") == f"{shared.name}/"


def test_a_catalog_is_for_those_who_may_list_the_skills(open_mount: Mount, shared: Path) -> None:
    (shared / "skills").chmod(0o711)
    assert act(open_mount, ALICE, f"cat {shared}/.skillfs/catalog.md") == DENIED
    (shared / "skills").chmod(0o755)
    assert act(open_mount, ALICE, f"head -1 {shared}/.skillfs/catalog.md") == f"# Skills of {shared.name}"


# -- an inbox as a drop box ------------------------------------------------------------------------------------------


@pytest.fixture
def drop_box(shared: Path) -> Path:
    inbox = shared / "inbox"
    inbox.chmod(0o1733)
    return inbox


def test_in_a_drop_box_others_add_and_see_nothing(open_mount: Mount, drop_box: Path) -> None:
    (drop_box / "roots.json").write_text(SESSION)
    session = SESSION.strip()
    assert act(open_mount, ALICE, f"umask 0; echo '{session}' > {drop_box}/alices.json") == ""
    assert act(open_mount, ALICE, f"cat {drop_box}/alices.json") == session
    attempts = {
        "ls .": DENIED,
        "ls -d *.json": "No such file or directory",
        "cat alices.json": DENIED,
        "cat roots.json": DENIED,
        "echo more >> alices.json": DENIED,
        "rm -f alices.json": "Operation not permitted",
        "mv alices.json stolen.json": "Operation not permitted",
        "ln alices.json stolen.json": "Operation not permitted",
        "chmod 644 alices.json": "Operation not permitted",
        "cat ../.skillfs/status": DENIED,
        "cat ../.skillfs/status.json": DENIED,
        "cat ../.skillfs/sessions/alices/session.json": DENIED,
        "echo '{\"messages\": []}' > bobs.json && cat bobs.json": '{"messages": []}',
    }
    assert {script: act(open_mount, BOB, f"cd {drop_box} && {script}") for script in attempts} == attempts
    assert sorted(path.name for path in drop_box.iterdir() if path.suffix == ".json") == [
        "alices.json", "bobs.json", "roots.json",
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["cp -p {0} {1}", "mv {0} {1}", "install -m 666 {0} {1}", "rsync -a {0} {1}",
                                 "cp {0} {1} && chmod 666 {1}", "cat {0} > {1}.tmp && mv {1}.tmp {1}",
                                 "cat {0} > {1}.tmp && ln {1}.tmp {1}"])  # fmt: skip
def test_however_a_file_gets_into_a_drop_box_others_cannot_read_it(open_mount: Mount, drop_box: Path, way: str) -> None:
    with open_directory() as directory:
        directory.chmod(0o777)
        source = directory / "source.json"
        source.write_text(SESSION)
        source.chmod(0o666)
        os.chown(source, ALICE, ALICE)
        target = drop_box / "alices.json"
        done = act(open_mount, ALICE, f"umask 0; {way.format(source, target)}")
    assert done == ""
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert act(open_mount, BOB, f"cat {target}") == DENIED
    assert open_mount.waits(target)


def test_a_directory_in_a_drop_box_is_closed_too(open_mount: Mount, drop_box: Path) -> None:
    assert (
        act(open_mount, ALICE, f"umask 0; mkdir {drop_box}/a && echo '{SESSION.strip()}' > {drop_box}/a/b.json") == ""
    )
    assert stat.S_IMODE((drop_box / "a").stat().st_mode) == 0o700
    assert act(open_mount, BOB, f"ls {drop_box}/a") == DENIED


def test_an_error_reaches_who_dropped_the_file_and_the_owner_of_the_inbox(open_mount: Mount, drop_box: Path) -> None:
    assert act(open_mount, ALICE, f"echo '[' > {drop_box}/bad.json") == ""
    said = open_mount.error_of(drop_box / "bad.json")
    assert said.startswith("bad.json: ends too early, at line 2, column 1")
    error = f"cat {drop_box}/bad.json.error"
    assert (act(open_mount, ALICE, error), act(open_mount, BOB, error)) == (said.strip(), DENIED)
    assert "bad.json" in (drop_box.parent / ".skillfs" / "status").read_text()
    assert act(open_mount, ALICE, f"rm {drop_box}/bad.json.error {drop_box}/bad.json") == ""


def test_making_an_inbox_a_drop_box_closes_what_is_in_it(open_mount: Mount, shared: Path) -> None:
    inbox = shared / "inbox"
    inbox.chmod(0o1777)
    assert act(open_mount, ALICE, f"echo '[' > {inbox}/early.json") == ""
    open_mount.error_of(inbox / "early.json")
    reading = [f"cat {inbox}/early.json", f"cat {inbox}/early.json.error"]
    assert DENIED not in [act(open_mount, BOB, script) for script in reading]
    inbox.chmod(0o1733)
    # The kernel is told of the files at once, but not within the request.
    eventually(lambda: [act(open_mount, BOB, script) for script in reading] == [DENIED, DENIED])
    assert act(open_mount, ALICE, f"cat {inbox}/early.json") == "["


def test_a_drop_box_and_what_is_in_it_stay_closed_over_a_remount(open_mount: Mount, drop_box: Path) -> None:
    assert act(open_mount, ALICE, f"umask 0; echo '{SESSION.strip()}' > {drop_box}/alices.json") == ""
    assert open_mount.waits(drop_box / "alices.json")
    open_mount.remount()
    assert stat.S_IMODE(drop_box.stat().st_mode) == 0o1733
    assert act(open_mount, BOB, f"ls {drop_box}") == DENIED
    assert act(open_mount, BOB, f"cat {drop_box}/alices.json") == DENIED
    assert act(open_mount, BOB, f"echo '{SESSION.strip()}' > {drop_box}/bobs.json") == ""
    assert act(open_mount, ALICE, f"cat {drop_box}/alices.json") == SESSION.strip()


def test_what_is_dropped_into_a_drop_box_is_learnt_from(open_mount: Mount, drop_box: Path) -> None:
    said = '{"messages": [{"role": "user", "content": "My name is Gus and I live in Oslo."}]}'
    assert act(open_mount, ALICE, f"echo '{said}' > {drop_box}/alices.json") == ""
    learn(open_mount, drop_box.parent)
    eventually(lambda: not (drop_box / "alices.json").exists())
    assert "Gus" in (drop_box.parent / "skills" / "user-general-facts" / "personal-info.md").read_text()


# -- spaces of several users -----------------------------------------------------------------------------------------


def test_spaces_of_different_users_in_one_mount(open_mount: Mount) -> None:
    owned: dict[int, Path] = {}
    for uid in (ALICE, BOB):
        owned[uid] = open_mount.new_space()
        open_mount.sh(f"chown -R {uid}:{uid} {owned[uid].name} && chmod 700 {owned[uid].name}", open_mount.path)
    before = {uid: open_mount.sh("find . -printf '%p %m %U %G\\n' | sort", path).stdout for uid, path in owned.items()}
    open_mount.at_rest(owned[ALICE])
    open_mount.at_rest(owned[BOB])
    for turn in ("before the remount", "after it"):
        for uid, other in ((ALICE, BOB), (BOB, ALICE)):
            own, foreign = owned[uid], owned[other]
            assert act(open_mount, uid, f"ls {own}").split() == ["SPACE.md", "inbox", "skills"], turn
            assert act(open_mount, uid, f"head -1 {own}/.skillfs/status") == f"space     {own.name}"
            assert act(open_mount, uid, f"echo x > {own}/skills/note.md && rm {own}/skills/note.md") == ""
            for name in ("", "/SPACE.md", "/skills/daily-logs/SKILL.md", "/.skillfs/status", "/.skillfs/export.tar"):
                assert act(open_mount, uid, f"cat {foreign}{name}") == DENIED, turn
            assert act(open_mount, uid, f"touch {foreign}/inbox/x.json") == DENIED
        open_mount.at_rest(owned[ALICE])
        open_mount.at_rest(owned[BOB])
        if turn == "before the remount":
            open_mount.remount()
    after = {uid: open_mount.sh("find . -printf '%p %m %U %G\\n' | sort", path).stdout for uid, path in owned.items()}
    assert after == before


def test_what_is_learnt_in_a_users_space_belongs_to_that_user(open_mount: Mount) -> None:
    space = open_mount.new_space()
    open_mount.sh(f"chown -R {ALICE}:{ALICE} {space} && chmod 700 {space}", open_mount.path)
    open_mount.at_rest(space)
    said = '{"messages": [{"role": "user", "content": "My name is Gus and I live in Oslo."}]}'
    assert act(open_mount, ALICE, f"echo '{said}' > {space}/inbox/monday.json") == ""
    learn(open_mount, space)
    facts = space / "skills" / "user-general-facts" / "personal-info.md"
    eventually(facts.exists)
    assert (facts.stat().st_uid, facts.stat().st_gid) == (ALICE, ALICE)
    assert act(open_mount, ALICE, f"echo '- mine' >> {facts} && tail -1 {facts}") == "- mine"


def test_a_root_that_everybody_may_write_to_lets_users_make_spaces_of_their_own(open_mount: Mount) -> None:
    open_mount.path.chmod(0o1777)
    try:
        mine = open_mount.path / "alices-own"
        assert act(open_mount, ALICE, f"umask 077; mkdir {mine} && ls {mine}").split() == [
            "SPACE.md",
            "inbox",
            "skills",
        ]
        owners = {(path.stat().st_uid, path.stat().st_gid) for path in [mine, *mine.rglob("*")]}
        assert owners == {(ALICE, ALICE)}
        assert act(open_mount, BOB, f"ls {mine}") == DENIED
        assert act(open_mount, BOB, f"mv {mine} {open_mount.path}/stolen") == "Operation not permitted"
        assert act(open_mount, BOB, f"rm -r {mine}") == "Operation not permitted"
        assert act(open_mount, ALICE, f"mv {mine} {open_mount.path}/renamed && rm -r {open_mount.path}/renamed") == ""
    finally:
        open_mount.path.chmod(0o755)


def test_what_is_closed_in_one_mount_is_closed_in_another_of_the_same_store(open_mount: Mount, shared: Path) -> None:
    with (
        open_directory() as directory,
        watched(Mount(directory, open_mount.store_path, "second", ["--allow-other"])) as second,
    ):

        def is_answered(answer: str) -> bool:
            return act(open_mount, BOB, f"test -w {open_mount.path} && echo yes || echo no") == answer

        try:
            second.start()
            there = second.path / shared.name
            assert act(second, ALICE, f"ls {there}/inbox") == ""
            (shared / "inbox").chmod(0o1733)
            eventually(lambda: act(second, ALICE, f"ls {there}/inbox") == DENIED)
            shared.chmod(0o700)
            eventually(lambda: act(second, ALICE, f"cat {there}/SPACE.md") == DENIED)
            os.chown(there, ALICE, ALICE)
            eventually(lambda: act(open_mount, ALICE, f"ls {shared}").split() == ["SPACE.md", "inbox", "skills"])
            assert act(open_mount, BOB, f"ls {shared}") == DENIED
            for mode, answer in ((0o1777, "yes"), (0o755, "no")):
                second.path.chmod(mode)
                eventually(partial(is_answered, answer))
        finally:
            second.close()
