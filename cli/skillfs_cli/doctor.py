"""`skillfs doctor`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import click

from skillfs_cli.common import Common, Halted, command, plural, print_json
from skillfs_daemon.checks import Check, Level, run_checks

_COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "red"}


@command("doctor", json=True)
@click.option("--model", is_flag=True, help="Ask the configured model to call a tool; it costs some tokens.")
def doctor(common: Common, model: bool) -> None:
    """Check what works on this machine, and how to fix what does not.

    Ends with 1 when there is a problem that keeps skillfs from working.
    """
    checks = run_checks(common.store_path, ask_model=model)
    if common.json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            _print(check)
        click.echo(_verdict(checks))
    if any(check.level is Level.PROBLEM for check in checks):
        raise Halted(1)


def _print(check: Check) -> None:
    click.echo(f"{click.style(f'{check.level:8}', _COLOURS[check.level])} {check.name}: {check.found}")
    if check.fix:
        click.echo(f"{'':8} {click.style('fix', bold=True)}: {check.fix}")


def _verdict(checks: list[Check]) -> str:
    levels = Counter(check.level for check in checks)
    if not levels[Level.PROBLEM]:
        return "skillfs works here" + (f"; {plural(levels[Level.WARNING], 'warning')}" if levels[Level.WARNING] else "")
    return f"{plural(levels[Level.PROBLEM], 'problem')} to fix"
