"""`skillfs catalog` and `skillfs validate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from skillfs.skills.catalog import SkillSource, catalog_entries, catalog_json, catalog_md, catalog_xml
from skillfs.skills.settings import InvalidSpace, parse_space
from skillfs.skills.sources import first_text, skill_sources
from skillfs.store import commits, spaces
from skillfs.store.database import Store
from skillfs.store.entries import SPACE_MD, Entry, Kind
from skillfs_cli.common import Common, Failed, Halted, command, print_json

SKILL_MD = "SKILL.md"


@command("catalog", json=True)
@click.argument("space")
@click.option("--format", "form", type=click.Choice(["md", "xml", "json"]), default="md", show_default=True,
              help="xml is the <available_skills> block of the Agent Skills convention.")  # fmt: skip
@click.option("--prefix", default="skills", show_default=True, help="Where the skills are, for the locations in xml.")
def catalog(common: Common, space: str, form: str, prefix: str) -> None:
    """Print every skill's name and description."""
    with common.open_store() as store:
        sources = list(skill_sources(store, spaces.by_name(store, space).id))
    if common.json or form == "json":
        text = catalog_json(sources, space)
    else:
        text = catalog_xml(sources, prefix) if form == "xml" else catalog_md(sources, space)
    click.echo(text, nl=False)


@command("validate", json=True)
@click.argument("target", metavar="SPACE|PATH")
def validate(common: Common, target: str) -> None:
    """Check skills and settings against their specifications.

    Of a space; or at a path: a SKILL.md, a SPACE.md, a skill's folder, or a folder of such folders. Ends with 1 when
    something is wrong.
    """
    path = Path(target)
    if "/" in target or target in (".", "..") or target.endswith(".md"):
        checked = list(_check_path(path))
    else:
        with common.open_store() as store:
            checked = list(_check_space(store, target))
    wrong = {name: found for name, found in checked if found}
    if common.json:
        print_json([{"path": name, "valid": not found, "problems": list(found)} for name, found in checked])
    else:
        for name, found in wrong.items():
            click.echo("\n".join(f"{name}: {problem}" for problem in found))
        click.echo(f"{len(checked) - len(wrong)} of {len(checked)} valid")
    if wrong:
        raise Halted(1)


def _text_of(store: Store, entry: Entry | None) -> str | None:
    if entry is None or entry.kind is not Kind.FILE:
        return None
    return first_text(store, entry)


def _check_space(store: Store, space: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    state = commits.state(store, spaces.by_name(store, space).id)
    settings = _text_of(store, state.entries.get(SPACE_MD))
    if settings is not None:
        yield "SPACE.md", _space_problems(settings)
    yield from _check_skills(skill_sources(store, spaces.by_name(store, space).id), "skills/")


def _check_path(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    if path.name == SPACE_MD.decode():
        yield str(path), _space_problems(path.read_text("utf-8", "replace"))
    elif path.is_file():
        folder = path.absolute().parent
        yield from _check_skills([(folder.name, path.read_text("utf-8", "replace"))], f"{folder.parent}/")
    elif (path / SKILL_MD).is_file():
        yield from _check_path(path / SKILL_MD)
    elif path.is_dir():
        folders = sorted(folder for folder in path.iterdir() if folder.is_dir() and not folder.name.startswith("."))
        if not folders:
            raise Failed(f"{path}: no skill in it; name a SKILL.md, a skill's folder, or a folder of such folders")
        yield from _check_skills(((folder.name, _read(folder / SKILL_MD)) for folder in folders), f"{path}/")
    else:
        raise Failed(f"{path}: there is nothing; name a space, a SKILL.md, or a folder of skills")


def _check_skills(sources: Iterable[SkillSource], prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in catalog_entries(sources):
        yield f"{prefix}{entry.directory}", entry.problems


def _space_problems(text: str) -> tuple[str, ...]:
    try:
        parse_space(text)
    except InvalidSpace as error:
        return (str(error).removeprefix("SPACE.md: "),)
    return ()


def _read(path: Path) -> str | None:
    return path.read_text("utf-8", "replace") if path.is_file() else None
