"""Where command lines carry a secret that nothing but its place tells: ``sshpass -p``, ``curl -u name:``.

Each entry has the literals that a text with such a command holds, and a pattern whose group ``secret`` is the secret.
All gaps are bounded, so that a search takes linear time, and no pattern is found where none of its literals stands.
"""

from __future__ import annotations

_VALUE = r"[\"']?(?P<secret>[^\s\"'`<>|;&$][^\s\"'`<>|;&]{0,300}+)"
_ARGUMENTS = r"[^\n|;&]{0,200}?\s"

COMMAND_SECRETS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("--password-stdin", "sudo -s"),
        rf"\b(?:echo|printf)\s{{1,4}}(?:-\w{{1,3}}\s{{1,4}}|'%s(?:\\n)?'\s{{1,4}})?{_VALUE}[\"']?\s{{0,4}}\|"
        r"[^|\n]{0,200}?(?:--password-stdin|\bsudo -S)",
    ),
    (("sshpass",), rf"\bsshpass\s{{1,4}}-p\s{{0,4}}{_VALUE}"),
    ((" -p",), rf"\b(?:docker|podman|az) login(?:\s[^\n|;&]{{0,200}}?)? -p\s{{1,4}}{_VALUE}"),
    ((" -p",), rf"\b(?:mysql|mariadb)(?:dump|admin|import)?(?:\s[^\n|;&]{{0,200}}?)? -p(?!\s){_VALUE}"),
    (
        ("curl ", "wget "),
        rf"\b(?:curl|wget) (?:{_ARGUMENTS})?(?:-u|--user|--proxy-user|-U)[ =]?[\"']?[^\s:\"'$<]{{1,100}}:{_VALUE}",
    ),
    (("redis-cli",), rf"\bredis-cli\s(?:{_ARGUMENTS})?(?:-a|--pass)\s{{1,4}}{_VALUE}"),
    (("_authToken ",), rf"\bset \S{{0,200}}_authToken {_VALUE}"),
    (("secret_access_key ", "session_token "), rf"\bset \S{{0,60}}(?:secret_access_key|session_token) {_VALUE}"),
    (("password '", "identified by '"), r"(?i:password|identified by) '(?P<secret>[^'\n]{1,200})'"),
)
