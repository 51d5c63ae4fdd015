"""``python -m bench.llm.evaluation``: the labelled cases of the offline learner, learnt by the configured model.

Real calls at a real cost: by hand only. The same figures as `make bench-learning`; exit 1 when a bound is missed.
"""

from __future__ import annotations

import sys
from functools import partial

from rich.console import Console
from rich.markup import escape

from bench.figures import Figure, show
from bench.learning.__main__ import TABLES, figures_of
from bench.learning.cases import load
from bench.learning.scoring import run_cases
from bench.running import BenchFailed
from skillfs.learning.llm.configuration import REMEDY, config_path, settings_for
from skillfs.learning.llm.learner import LlmLearner
from skillfs.learning.protocol import LearningFailed


def main() -> int:
    """Learn every case, print what was missed and the figures."""
    console = Console(soft_wrap=True)
    try:
        settings = settings_for()
        if not settings.is_complete:
            raise BenchFailed(f"no model is configured: {REMEDY.format(path=config_path())}")
        figures: list[Figure] = []
        for name, directory in TABLES.items():
            table = run_cases(load(directory), partial(LlmLearner, settings))
            for score in table.scores:
                for failure in score.failures:
                    console.print(f"{name}: [bold]{score.case.name}[/]: {escape(failure)}")
            figures += figures_of(f"{settings.model}, {name}", table)
    except (BenchFailed, LearningFailed) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    show(figures, console)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
