"""What a secret looks like: the pattern plugins of detect-secrets that are safe on any text, and rules of our own.

Left out of detect-secrets: its entropy plugins and its keyword plugin (false hits by the thousand), and those plugins
whose patterns take quadratic time on one long line (BasicAuth, Cloudant, IBM, JWT, NPM, OpenAI, Softlayer); rules of
our own cover what they cover. To add a rule, add a `Rule` to `RULES`, with its example in the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from skillfs.sessions.command_secrets import COMMAND_SECRETS


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of secret. `find` gives the spans of the secrets in a text, in linear time.

    `triggers` are literals, one of which stands in any text that holds such a secret: one with capitals as it is, one
    without in any case; a rule that has none searches every text. No secret but a private key holds ``<``.
    """

    kind: str
    triggers: tuple[str, ...]
    find: Callable[[str], Iterable[tuple[int, int]]]


_TOKEN_TAIL = re.compile(r"[A-Za-z0-9_\-]{0,500}+")
_DIGIT = re.compile(r"\d")
_LONG_GROUP = 32


def _plugin_rule(plugin: RegexBasedDetector, *triggers: str, exact: bool = False, hint: str = "") -> Rule:
    """A plugin of detect-secrets as a rule that takes the whole token, which the plugin's own value may cut short.

    `exact` is for tokens that look like words: a longer one, or one without a digit, is something else. `hint` is a
    pattern that every text with such a token matches, for plugins whose own pattern is slow to find nothing, or that
    would need many triggers: one pattern with a literal head costs as much as one trigger.
    """
    patterns = tuple(plugin.denylist)
    hinted = re.compile(hint)

    def find(text: str) -> Iterator[tuple[int, int]]:
        for pattern in patterns if hinted.search(text) else ():
            covered = 0
            for match in pattern.finditer(text):
                span = _whole_token(text, match, exact=exact) if match.start() >= covered else None
                if span:
                    covered = span[1]
                    yield span

    return Rule(plugin.secret_type.lower().replace(" ", "-"), triggers, find)


def _whole_token(text: str, match: re.Match[str], *, exact: bool) -> tuple[int, int] | None:
    """The span of the token that `match` found, without the delimiters; None where it is part of something else."""
    group = match.lastindex or 0
    start, end = match.span(group if len(match[group] or "") >= _LONG_GROUP else 0)
    while text[start] in " \t\r\n=:\"'":
        start += 1
    while text[end - 1] in " \t\r\n\"'":
        end -= 1
    tail = _TOKEN_TAIL.match(text, end)
    whole = tail.end() if tail else end
    inside_word = start > 0 and text[start - 1].isalnum()
    if inside_word or (exact and (whole > end or not _DIGIT.search(text, start, end))):
        return None
    return start, whole


def _any(value: str) -> bool:
    return True


def _pattern_rule(kind: str, triggers: tuple[str, ...], pattern: str, accept: Callable[[str], bool] = _any) -> Rule:
    """A rule whose `pattern` finds the secret: its group ``secret`` where it has one. `accept` sees the value found."""
    return _patterns_rule(kind, triggers, (pattern,), accept)


def _patterns_rule(
    kind: str, triggers: tuple[str, ...], patterns: Iterable[str], accept: Callable[[str], bool] = _any
) -> Rule:
    """A rule of several patterns, no two of which match at one place. Each is best begun with one certain character:
    `re` skips to the next of these."""
    compiled = [re.compile(pattern) for pattern in patterns]
    group = "secret" if "secret" in compiled[0].groupindex else 0

    def find(text: str) -> Iterator[tuple[int, int]]:
        return (match.span(group) for match in _matches(compiled, text) if accept(match[group]))

    return Rule(kind, triggers, find)


def _matches(patterns: Sequence[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """The matches of any of `patterns`, as `finditer` gives those of one; no two match at one place."""
    ahead = [pattern.search(text) for pattern in patterns]
    while found := [match for match in ahead if match]:
        first = min(found, key=lambda match: match.start())
        yield first
        for number, match in enumerate(ahead):
            if match and match.start() < first.end():
                ahead[number] = patterns[number].search(text, first.end())


_PLACEHOLDER = re.compile(
    r"<|\$[A-Za-z_][\w.:]*\Z|\$[{(]|#?\{|%\w*%?\Z|%\(|\*{2,}|\.{2,}|x{3,}|\[|[-_]+\Z"
    r"|(?:your|insert|replace|enter|changeme|change-me|change_me|example|dummy|fake|placeholder|redacted)(?:[-_ ]|\Z)"
    r"|(?:none|null|nil|true|false|undefined|string|str|bytes|bool|int|required|optional|hidden|password|secret|token)\Z",
    re.IGNORECASE,
)
_EXPRESSION = re.compile(r"[A-Za-z_.\->]+|[A-Za-z_]\w*(?:\.\w+)+|[\w.]*[(\[{].*|\.{0,2}/[\w./-]*|\d{1,5}", re.DOTALL)
_IDENTIFIER = re.compile(
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|sha\d+[-:].*|[^./:]*[./:].*"
)


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for a secret: ``$TOKEN``, ``<your-key>``, ``****``, what was redacted before."""
    return _PLACEHOLDER.match(value) is not None


def _is_value(value: str) -> bool:
    return not is_placeholder(value)


def _is_literal(value: str) -> bool:
    """Whether an unquoted value is a secret rather than an expression of a program, a path or a small number."""
    return not is_placeholder(value) and _EXPRESSION.fullmatch(value) is None


_CALL_OR_PATH = re.compile(r"[\w.]+[(\[].*|\.{0,2}/.*|\d{1,5}", re.DOTALL)


def _is_environment_value(value: str) -> bool:
    """Whether the value of ``NAME=value`` is a secret; words count too, for a shell needs no quotes."""
    return not is_placeholder(value) and _CALL_OR_PATH.fullmatch(value) is None


def _is_token(value: str) -> bool:
    """Whether a value looks made by a machine, 16 characters or more of letters and digits, and is no hash or UUID."""
    return (
        len(value) >= 16
        and not is_placeholder(value)
        and re.search(r"\d", value) is not None
        and re.search(r"[A-Za-z]", value) is not None
        and re.search(r"\s", value) is None
        and _IDENTIFIER.fullmatch(value) is None
    )


def _is_api_key(value: str) -> bool:
    """Whether ``sk-…`` is a key and not a name with hyphens."""
    long_run = re.search(r"[A-Za-z0-9]{16}", value)
    mixed = re.search(r"\d", value) and re.search(r"[A-Z]", value)
    return bool(long_run or mixed)


def _is_bearer_token(value: str) -> bool:
    return re.search(r"\d", value) is not None or (len(value) >= 24 and re.search(r"[A-Z]", value) is not None)


_ABOUT_A_PASSWORD = re.compile(
    r"(?:an?|the|not|no|now|never|always|only|also|still|just|too|very|in|on|at|by|for|from|to|of|with|within|where|what|"
    r"why|how|if|as|so|being|your|my|his|her|our|their|its|same|different|wrong|correct|incorrect|invalid|valid|empty|"
    r"blank|set|unset|missing|secure|strong|weak|short|long|okay|ok|fine|good|bad|mandatory|necessary|plain|plaintext|"
    r"this|that|it|one|all|both|there|here|unknown|known|sent|kept|read|written|shown|about|part|"
    r"[a-z]+(?:ed|ing|able|ible|ly))",
    re.IGNORECASE,
)


def _is_told_password(value: str) -> bool:
    """Whether the word after "password is" is the password, not a word about it."""
    return not is_placeholder(value) and _ABOUT_A_PASSWORD.fullmatch(value) is None


def _is_command_value(value: str) -> bool:
    """Whether a command's argument is the secret itself: no placeholder, and no file that it is read from."""
    return not is_placeholder(value) and _CALL_OR_PATH.fullmatch(value) is None and not value.startswith("-")


def _is_told_key(value: str) -> bool:
    return len(value) >= 8 and _is_literal(value) and re.search(r"\d", value) is not None


_PASSWORD_NAMES = r"password|passwd|passphrase|pwd"
_KEY_NAMES = r"key|token|secret|credentials?"
# The same names for searches that each begin with one certain character, the rarest of the name (see `screening`).
_PASSWORD_SEARCHES = (r"p(?i:ass(?:word|wd|phrase)|wd)", r"P(?i:ass(?:word|wd|phrase)|wd)")
_KEY_SEARCHES = tuple(
    pattern for k, c in ("kc", "KC") for pattern in (rf"{k}(?i:ey|(?<=tok)en)", rf"{c}(?i:(?<=sec)ret|redentials?)")
)
_TOLD_KEY_SEARCHES = tuple(
    f"{first}(?i:{rest})"
    for firsts, rest in (("aA", "pi[ _-]?key"), ("tT", "oken"), ("sS", "ecret"))
    for first in firsts
)
_KEY_OWNERS = (
    r"(?:api|access|secret|private|auth|account|encryption|signing|master|client|app|shared|refresh|session|bot"
    r"|bearer|id)"
)
_SENSITIVE_NAME = re.compile(
    rf"(?:.*[^A-Za-z0-9])?(?i:{_PASSWORD_NAMES}|(?:proxy-)?authorization)"
    rf"|(?:.*[^A-Za-z0-9])?(?i:{_KEY_OWNERS}[_-]?(?:access[_-]?)?(?:{_KEY_NAMES}))"
    r"|.*[a-z0-9](?:Password|Passwd|Passphrase|ApiKey|AccessKey|SecretKey|PrivateKey|ClientSecret|AccessToken|AuthToken)"
    r"|[A-Z0-9_]*(?:PASSWORD|TOKEN|SECRET)",
    re.DOTALL,
)
_VAGUE_NAME = re.compile(rf"(?:.*[^A-Za-z0-9])?(?i:{_KEY_NAMES})|.*[a-z](?:Token|Secret|Key)", re.DOTALL)
_PASSWORD_NAME = re.compile(rf"{_PASSWORD_NAMES}", re.IGNORECASE)


class _Naming(Enum):
    """What the name of a field says about its value."""

    SENSITIVE = auto()
    VAGUE = auto()
    HARMLESS = auto()


@lru_cache(maxsize=4096)
def _naming(name: str) -> _Naming:
    if len(name) > 100:
        return _Naming.HARMLESS
    if _SENSITIVE_NAME.fullmatch(name):
        return _Naming.SENSITIVE
    return _Naming.VAGUE if _VAGUE_NAME.fullmatch(name) else _Naming.HARMLESS


def field_kind(name: str, value: str) -> str | None:
    """The kind of secret that the JSON field `name` holds with `value`, None if it holds none."""
    naming = _naming(name)
    if naming is _Naming.HARMLESS or not value or is_placeholder(value):
        return None
    if naming is _Naming.VAGUE and not _is_token(value):
        return None
    return "password" if _PASSWORD_NAME.search(name) else "key"


_NAME_START = re.compile(r"[A-Za-z0-9_\-]{0,60}\Z")
_ASSIGNED = r"(?P<sign>\\{0,3}[\"']?\]?\s{0,4}(?::=|=>|[:=](?!=))\s{0,4})"
_BARE = r"[^\s\"'`<>,;&|)}\]\\]{1,500}+"
_VALUE = (
    rf"(?:(?P<quote>\\{{0,3}}[\"'`])(?P<quoted>[^\"'`\\\n<>]{{1,500}})(?P=quote)|\\{{0,3}}[\"'`]?(?P<bare>{_BARE}))"
)
_TOLD = r":?\s{1,4}[\"'`]?(?P<secret>[^\s\"'`<>]{2,200}(?<![.,;:!?)]))"


def _assignment_rule(kind: str, names: Iterable[str], triggers: tuple[str, ...] = ()) -> Rule:
    """``NAME=value`` of a shell, ``name: "value"`` of a program; `names` are patterns of how the name ends."""
    patterns = [re.compile(rf"{name}{_ASSIGNED}{_VALUE}") for name in names]

    def find(text: str) -> Iterator[tuple[int, int]]:
        for match in _matches(patterns, text):
            before = _NAME_START.search(text, max(0, match.start() - 60), match.start())
            name = (before.group() if before else "") + text[match.start() : match.start("sign")]
            group = "bare" if match["quoted"] is None else "quoted"
            if _is_assigned_secret(name, match[group], match["sign"], quoted=group == "quoted"):
                yield match.span(group)

    return Rule(kind, triggers, find)


def _is_assigned_secret(name: str, value: str, sign: str, *, quoted: bool) -> bool:
    naming = _naming(name)
    if naming is not _Naming.SENSITIVE:
        return naming is _Naming.VAGUE and _is_token(value)
    if name.isupper() and sign == "=":
        return _is_environment_value(value)
    return _is_value(value) and " " not in value if quoted else _is_literal(value)


_PRIVATE_KEY = (
    r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?:(?!-----)[\s\S]){1,20000}+-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
    r"|(?:\s|\\[nr])*+[A-Za-z0-9+/=]{16,}+(?:\s|\\[nr]|[A-Za-z0-9+/=]{16,})*+)"
    r"|PuTTY-User-Key-File-\d: [^\n]{0,200}(?:\n(?!\n)[^\n]{0,200}){1,200}"
)

_GITLAB_KINDS = ("pat", "dt", "ft", "soat", "rt", "cbt", "imt", "ptt", "agent", "oas")

# Specific kinds come first: where two rules overlap, the earlier one names the secret.
RULES: tuple[Rule, ...] = (
    _pattern_rule("private-key", ("private key", "putty-user-key"), _PRIVATE_KEY),
    _plugin_rule(GitHubTokenDetector(), "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    _pattern_rule(
        "github-token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        r"gh[pousr]_(?<![A-Za-z0-9_]gh[pousr]_)[A-Za-z0-9]{20,500}+",
        _is_api_key,
    ),
    _pattern_rule("github-token", ("github_pat_",), r"github_pat_[A-Za-z0-9_]{20,500}+"),
    _plugin_rule(GitLabTokenDetector(), "GR1348941", *(f"gl{kind}-" for kind in _GITLAB_KINDS)),
    _pattern_rule("gitlab-token", ("GR1348941",), r"GR1348941(?<![A-Za-z0-9]GR1348941)[A-Za-z0-9_\-]{20,500}+"),
    _plugin_rule(AWSKeyDetector(), "A3T", "ABIA", "ACCA", "AKIA", "ASIA", "aws", exact=True),
    _plugin_rule(ArtifactoryDetector(), exact=True, hint=r"A(?:KC|P[\dA-F])[a-zA-Z0-9]{8}"),
    _plugin_rule(AzureStorageKeyDetector(), "AccountKey="),
    _plugin_rule(DiscordBotTokenDetector(), exact=True, hint=r"\.(?<=[\w-]{24}\.)[\w-]{6}\."),
    _plugin_rule(MailchimpDetector(), "-us", exact=True, hint=r"-us(?<=[0-9a-z]{32}-us)\d"),
    _plugin_rule(PypiTokenDetector(), "pypi-"),
    _plugin_rule(SendGridDetector(), "SG."),
    _plugin_rule(SlackDetector(), "xox", "hooks.slack.com"),
    _plugin_rule(SquareOAuthDetector(), "sq0csp-"),
    _plugin_rule(StripeDetector(), "k_live_"),
    _plugin_rule(TelegramBotTokenDetector(), exact=True, hint=r":(?<=\d{8}:)[\w-]{35}"),
    _plugin_rule(TwilioKeyDetector(), exact=True),
    _pattern_rule("npm-token", ("npm_",), r"npm_(?<![A-Za-z0-9]npm_)[A-Za-z0-9]{36,200}+"),
    _pattern_rule("npm-token", ("_authToken",), r"_authToken\s{0,4}=\s{0,4}(?P<secret>[^\s\"'<>]{8,500}+)", _is_value),
    _pattern_rule(
        "json-web-token",
        ("eyJ",),
        r"eyJ(?<![A-Za-z0-9_-]eyJ)[A-Za-z0-9_=-]{8,8000}+\.[A-Za-z0-9_=-]{8,8000}+(?:\.[A-Za-z0-9_=-]{1,8000}+)?",
    ),
    _pattern_rule("api-key", ("sk-",), r"sk-(?<![A-Za-z0-9_-]sk-)[A-Za-z0-9_-]{16,500}+", _is_api_key),
    _pattern_rule("google-api-key", ("AIza",), r"AIza(?<![A-Za-z0-9_-]AIza)[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    _pattern_rule("hugging-face-token", ("hf_",), r"hf_(?<![A-Za-z0-9_]hf_)[A-Za-z0-9]{30,60}+"),
    _pattern_rule(
        "url-credentials",
        ("://",),
        r"://[^\s/?#\"'<>@:]{0,200}:(?P<secret>[^\s/?#\"'<>@\\]{1,500})@(?=[A-Za-z0-9\[$])",
        _is_value,
    ),
    _pattern_rule(
        "bearer-token",
        ("bearer",),
        r"(?i:\bbearer)\s{1,4}(?P<secret>[A-Za-z0-9._~+/\-]{8,8000}+=*+)",
        _is_bearer_token,
    ),
    _pattern_rule(
        "authorization",
        ("authorization",),
        r"(?i:authorization)\\{0,3}[\"']?\s{0,4}[:=]\s{0,4}\\{0,3}[\"']?(?i:basic|token|apikey|digest)\s{1,4}"
        r"(?P<secret>[A-Za-z0-9._~+/\-]{6,8000}+=*+)",
        _is_value,
    ),
    _assignment_rule("password", _PASSWORD_SEARCHES, ("passw", "passphrase", "pwd")),
    _assignment_rule("key", _KEY_SEARCHES),
    _pattern_rule(
        "password", ("--pass",), rf"--(?i:{_PASSWORD_NAMES})\s{{1,4}}(?P<secret>{_BARE})", _is_environment_value
    ),
    _patterns_rule(
        "password",
        tuple(f"{name} " for name in _PASSWORD_NAMES.split("|")),
        [rf"{name}(?i: for [\w.@-]{{1,60}})?(?i: is| was)(?i: now)?{_TOLD}" for name in _PASSWORD_SEARCHES],
        _is_told_password,
    ),
    _patterns_rule(
        "key",
        ("key is", "key was", "token is", "token was", "secret is", "secret was"),
        [rf"{name}(?i: is| was){_TOLD}" for name in _TOLD_KEY_SEARCHES],
        _is_told_key,
    ),
    _pattern_rule(
        "key",
        ("--token", "--api-key", "--secret"),
        rf"--(?i:token|api-key|secret)\s{{1,4}}(?P<secret>{_BARE})",
        _is_literal,
    ),
    *(_pattern_rule("password", triggers, pattern, _is_command_value) for triggers, pattern in COMMAND_SECRETS),
)
