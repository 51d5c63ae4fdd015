"""Things of which a person prefers one at a time: a new value of the same category replaces the old one."""

from __future__ import annotations

import re
from collections.abc import Mapping

CATEGORIES: Mapping[str, str] = {
    "language": "typescript|javascript|python|rust|golang|go|java|kotlin|c\\+\\+|c#|ruby|scala|haskell|elixir|php|"
    "swift|clojure|ocaml|zig|julia|perl|f#|erlang|dart|lua",
    "editor": "neovim|nvim|vim|vi|emacs|vs ?code|visual studio code|intellij(?: idea)?|pycharm|webstorm|goland|"
    "sublime(?: text)?|zed|helix|nano|kakoune|eclipse|xcode|atom|textmate|notepad\\+\\+",
    "operating system": "macos|mac os|os x|linux|windows(?: 1[01])?|ubuntu|debian|arch(?: linux)?|fedora|nixos|"
    "freebsd|mint|pop!?_?os",
    "shell": "bash|zsh|fish|powershell|nushell",
    "terminal": "iterm2?|alacritty|kitty|wezterm|ghostty|warp|gnome terminal|konsole",
    "javascript package manager": "npm|yarn|pnpm|bun",
    "python package manager": "pip|poetry|uv|conda|pipenv|pdm|hatch|rye",
    "indentation": "tabs|spaces|(?:two|four|eight|\\d)[- ]spaces?(?: indentation| indents?)?",
    "theme": "(?:dark|light) (?:mode|themes?)",
    "quotes": "(?:single|double) quotes?",
    "answer length": "(?:short|shorter|concise|brief|terse|succinct|detailed|long|longer|thorough|verbose|in-depth|"
    "one-line)\\b[^,.]{0,30}?\\b(?:answers?|replies|responses?|explanations?|messages|summaries|output)",
    "python test framework": "pytest|unittest|nose2?",
    "javascript test framework": "jest|vitest|mocha|jasmine",
    "database": "postgres(?:ql)?|mysql|mariadb|sqlite|mongodb|dynamodb|cockroachdb|oracle|sql server|duckdb",
    "web framework": "react|vue|svelte|angular|solid(?:js)?|next\\.?js|nuxt|htmx",
    "python web framework": "django|flask|fastapi|starlette|litestar",
    "cloud": "aws|gcp|azure|google cloud|hetzner|digitalocean|fly\\.io",
    "time of day": "mornings?|afternoons?|evenings?|nights?",
    "units": "metric(?: units)?|imperial(?: units)?|celsius|fahrenheit",
    "naming style": "snake[_ ]?case|camel ?case|pascal ?case|kebab[- ]case",
    "clock": "(?:12|24)[- ]hour(?: clock| time)?",
    "spelling": "(?:british|american) (?:english|spelling)",
    "formatter": "black|prettier|yapf|autopep8",
    "version control flow": "rebas(?:e|ing)|merge commits|squash(?:ing)?(?: merges)?",
    "contact channel": "slack|e-?mails?|phone calls?|video calls?|teams|discord|signal|whatsapp|telegram",
}
"""Each category's values, as alternatives of a regular expression."""

ONE_IN_USE = frozenset(
    [
        "editor",
        "operating system",
        "shell",
        "terminal",
        "javascript package manager",
        "python package manager",
        "indentation",
        "theme",
    ]
)
"""Categories of which a person also *uses* one at a time; of the others (languages, databases) many."""

TECHNICAL = frozenset(CATEGORIES) - {"answer length", "time of day", "units", "clock", "spelling", "contact channel"}

_PATTERNS = {
    name: re.compile(rf"(?<![\w.-])(?:{values})(?![\w+#-])", re.IGNORECASE) for name, values in CATEGORIES.items()
}
_SCAN = 200


def category_of(value: str) -> str | None:
    """The category of the first thing that `value` names: "tabs over spaces" is about indentation."""
    found = [(match.start(), name) for name, pattern in _PATTERNS.items() if (match := pattern.search(value[:_SCAN]))]
    return min(found)[1] if found else None


def names_one(value: str) -> bool:
    """Whether the value names one thing of a category and says nothing else: "VS Code", "Postgres 16"."""
    return any(pattern.fullmatch(value) for pattern in _PATTERNS.values()) or bool(
        (numbered := _NUMBERED.match(value)) and names_one(numbered["name"])
    )


_NUMBERED = re.compile(r"(?P<name>.{1,40}) v?\d[\d.]*$")
