"""`skillfs space`: learning spaces."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from datetime import datetime

import click

from skillfs.store import commits, inbox, sessions, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Kind
from skillfs.store.spaces import Space
from skillfs_cli.archives import export, import_
from skillfs_cli.common import CONTEXT, Common, CommonGroup, Failed, command, common_options, plural, print_json


@click.group(cls=CommonGroup, context_settings=CONTEXT)
@common_options(json=True)
def space() -> None:
    """Make, list, rename, remove and move learning spaces."""


@command("create")
@click.argument("name")
@click.option("--description", default="", help="What the space is for; it goes into SPACE.md.")
def create(common: Common, name: str, description: str) -> None:
    """Make a space, with SPACE.md and the default skills.

    NAME is of a-z, 0-9 and '-', as for `mkdir MOUNT/NAME`, which does the same.
    """
    from skillfs.skills.new_space import create_space

    with common.open_store(create=True) as store:
        create_space(store, name, uid=os.getuid(), gid=os.getgid(), author="skillfs space create",
                     description=description)  # fmt: skip
    click.echo(f"made the space {name}")


@command("list", json=True)
@click.option("--removed", is_flag=True, help="List the trash: what `skillfs space restore` can bring back.")
def list_(common: Common, removed: bool) -> None:
    """List the spaces."""
    with common.open_store() as store:
        listed = [_facts(store, found) for found in spaces.listed(store, removed=removed)]
    if common.json:
        print_json([asdict(facts) for facts in listed])
        return
    if not listed:
        click.echo("the trash is empty" if removed else "there are no spaces; `skillfs space create NAME` makes one")
        return
    width = max(len(facts.name) for facts in listed)
    for facts in listed:
        when = f", removed {facts.removed}" if facts.removed else ""
        click.echo(f"{facts.name:{width}}  {facts.counts}{when}")


@command("show", json=True)
@click.argument("name")
def show(common: Common, name: str) -> None:
    """Show what a space holds: its skills, its sessions, its last change."""
    with common.open_store() as store:
        facts = _facts(store, spaces.by_name(store, name))
    if common.json:
        print_json(asdict(facts))
        return
    click.echo(f"{name}: {facts.counts}")
    click.echo(f"made {facts.created}; {plural(facts.commits, 'commit')}, the last {facts.changed}")
    for skill in facts.skills:
        click.echo(f"  skills/{skill}")


@command("rename")
@click.argument("name")
@click.argument("new_name")
def rename(common: Common, name: str, new_name: str) -> None:
    """Give a space another name."""
    with common.open_store() as store:
        spaces.rename(store, name, new_name)
    click.echo(f"{name} is now {new_name}")


@command("delete")
@click.argument("name")
def delete(common: Common, name: str) -> None:
    """Put a space in the trash, as `rm -r MOUNT/NAME` does. Nothing of it is erased."""
    with common.open_store() as store:
        spaces.remove(store, name)
    click.echo(f"{name} is in the trash; `skillfs space restore {name}` brings it back")


@command("restore")
@click.argument("name")
def restore(common: Common, name: str) -> None:
    """Bring back the space of this name that was removed last."""
    with common.open_store() as store:
        spaces.restore(store, name, author="skillfs space restore")
    click.echo(f"{name} is back")


@command("purge")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(common: Common, name: str, yes: bool) -> None:
    """Erase every space of this name in the trash, with its history, for good."""
    with common.open_store() as store:
        doomed = sum(removed.name == name for removed in spaces.listed(store, removed=True))
        if (
            doomed
            and not yes
            and not _agreed(f"Erase {plural(doomed, 'space')} named {name} and all history for good?")
        ):
            raise Failed(f"{name}: nothing is erased; `--yes` erases without asking")
        count = spaces.purge(store, name)
    click.echo(f"erased {plural(count, 'space')} named {name}")


def _agreed(question: str) -> bool:
    """Whether the user says yes; without anyone to answer it is no."""
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        click.echo(err=True)
        return False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be said of a space. Times are ISO 8601 in the local zone; `sessions` counts them by state."""

    name: str
    created: str
    changed: str
    removed: str | None
    commits: int
    skills: list[str]
    files: int
    waiting: int
    sessions: dict[str, int]

    @property
    def counts(self) -> str:
        parts = [plural(len(self.skills), "skill"), plural(self.files, "file")]
        parts += [f"{count} {state}" for state, count in sorted(self.sessions.items())]
        return ", ".join(parts + [f"{self.waiting} waiting"] * bool(self.waiting))


def _facts(store: Store, found: Space) -> Facts:
    state = commits.state(store, found.id)
    files = [path for path, entry in state.entries.items() if entry.kind is Kind.FILE and path.startswith(b"skills/")]
    changed_ns = store.one("SELECT time_ns FROM commits WHERE space_id = ? AND number = ?", (found.id, found.head))
    return Facts(
        name=found.name,
        created=_time(found.created_ns),
        changed=_time(changed_ns or found.created_ns),
        removed=_time(found.removed_ns) if found.removed_ns else None,
        commits=found.head,
        skills=[path.split(b"/")[1].decode(errors="replace") for path in sorted(files) if _is_skill(path)],
        files=len(files),
        waiting=len(inbox.unlearnt(store, found.id)),
        sessions=sessions.counts(store, found.id),
    )


def _is_skill(path: bytes) -> bool:
    return path.count(b"/") == 2 and path.endswith(b"/SKILL.md")


def _time(time_ns: int) -> str:
    """A time of the store in the local zone, to the second (ISO 8601)."""
    return datetime.fromtimestamp(time_ns / 1e9).astimezone().isoformat(timespec="seconds")


for member in (create, list_, show, rename, delete, restore, purge, export, import_):
    space.add_command(member)
