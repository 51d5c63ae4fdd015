"""`skillfs fsck`."""

from __future__ import annotations

import click

from skillfs.store.findings import Finding
from skillfs_cli.common import Common, Halted, command, plural, print_json


@command("fsck", json=True)
@click.option("--repair", is_flag=True, help="Put right what can be.")
def fsck(common: Common, repair: bool) -> None:
    """Check the store, and repair what can be.

    May run while skillfs does. Ends with 1 when something is wrong that was not repaired; what a store gathers in use,
    such as content that nothing refers to any more or what a killed process left, is no fault.
    """
    from skillfs_daemon.checkup import check

    with common.open_store() as store:
        findings = check(store, repair=repair)
    wrong = [finding for finding in findings if not finding.is_harmless and not finding.repaired]
    if common.json:
        print_json([_as_json(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{_level(finding):8} {finding.text}\n{'':8} {finding.remedy}")
        click.echo(
            f"{plural(len(wrong), 'fault')} in {common.store_path}" if wrong else f"{common.store_path}: no fault"
        )
    if wrong:
        raise Halted(1)


def _level(finding: Finding) -> str:
    if finding.repaired:
        return "repaired"
    return "note" if finding.is_harmless else "fault"


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "problem": finding.problem.value,
        "level": _level(finding),
        "text": finding.text,
        "remedy": finding.remedy,
    }
