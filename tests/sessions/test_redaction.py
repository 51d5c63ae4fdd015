"""Secrets are found whole, what only looks like one stays, and JSON around them does not change by a byte."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillfs.sessions.redaction import HarmlessTexts, redact, redact_document

GITHUB = "ghp_" + "a1B2c3D4e5" * 4
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAabcdef\nxyz==\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("export DB_PASSWORD=hunter2 && x", "export DB_PASSWORD=<redacted:password> && x"),
        ('PASSWORD="correct horse"', 'PASSWORD="<redacted:password>"'),
        ("password: hunter2", "password: <redacted:password>"),
        ("my password is swordfish.", "my password is <redacted:password>."),
        ("the password is `hunter2`", "the password is `<redacted:password>`"),
        ("mysql --password hunter2x", "mysql --password <redacted:password>"),
        ("dbPassword = 'x9y8z7'", "dbPassword = '<redacted:password>'"),
        ('\\"password\\": \\"hunter2\\"', '\\"password\\": \\"<redacted:password>\\"'),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = <redacted:key>"),
        ("token: 9f8e7d6c5b4a3Z2Y1X0W", "token: <redacted:key>"),
        ("The API key is abc12345xyz", "The API key is <redacted:key>"),
        ("Authorization: Bearer abcdef1234567890", "Authorization: Bearer <redacted:bearer-token>"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic <redacted:authorization>"),
        ("https://bob:s3cr3t@example.com/x", "https://bob:<redacted:url-credentials>@example.com/x"),
        ("OPENAI_API_KEY=sk-proj-abcDEF1234567890abcDEF", "OPENAI_API_KEY=<redacted:api-key>"),
        (f"use {GITHUB}.", "use <redacted:github-token>."),
        (f"use {GITHUB[:39]} here", "use <redacted:github-token> here"),
        ("glpat-abcdefghij1234567890", "<redacted:gitlab-token>"),
        ("AKIAIOSFODNN7EXAMPLE", "<redacted:aws-access-key>"),
        ("xoxb-123456789012-abcdefABCDEF", "<redacted:slack-token>"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abcDEF_-", "<redacted:json-web-token>"),
        (f"a\n{PEM}\nb", "a\n<redacted:private-key>\nb"),
        (
            'echo "s3cr3tT" | docker login r -u ci --password-stdin',
            'echo "<redacted:password>" | docker login r -u ci --password-stdin',
        ),
        ("echo hunter2x | sudo -S apt update", "echo <redacted:password> | sudo -S apt update"),
        ("docker login -u ci -p s3cr3tT r", "docker login -u ci -p <redacted:password> r"),
        ("sshpass -p s3cr3tT ssh h", "sshpass -p <redacted:password> ssh h"),
        ("mysql -u root -ps3cr3tT shop", "mysql -u root -p<redacted:password> shop"),
        ("curl -s -u ci:s3cr3tT https://a", "curl -s -u ci:<redacted:password> https://a"),
        ("redis-cli -h c -a s3cr3tT ping", "redis-cli -h c -a <redacted:password> ping"),
        ("npm config set //r/:_authToken s3cr3tT", "npm config set //r/:_authToken <redacted:password>"),
        (
            "aws configure set aws_secret_access_key s3cr3tT",
            "aws configure set aws_secret_access_key <redacted:password>",
        ),
        ("ALTER USER a WITH PASSWORD 's3cr3tT'", "ALTER USER a WITH PASSWORD '<redacted:password>'"),
    ],
)
def test_secrets_are_replaced_whole(text: str, redacted: str) -> None:
    result, found = redact(text)
    assert (result, found.total()) == (redacted, 1)


@pytest.mark.parametrize(
    "text",
    [
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "token: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "key=550e8400-e29b-41d4-a716-446655440000",
        "export TOKEN=$TOKEN API_KEY=${KEY} SECRET=<your-key>",
        "password = getpass()",
        "password=password",
        "if password == other:",
        "api_key = os.environ['OPENAI_API_KEY']",
        "the password is required, the old password was incorrect",
        "sorted(d, key=lambda x: x[1])",
        "max_tokens=4096",
        "the ghp_ prefix, ghp_short1 and my_ghp_a1B2c3D4e5a1B2c3D4e5",
        "sk-fading-circle-animation",
        "Bearer authentication",
        "http://localhost:8080/@scope/pkg",
        "git@github.com:a/b.git",
        "-----BEGIN RSA PRIVATE KEY----- is how it starts",
        "echo $TOKEN | docker login --password-stdin",
        "cat token.txt | docker login --password-stdin",
        'mysql -uroot -p"$PW" shop && mysqldump -p shop > a.sql',
        "docker run -p 80:80 mysql && mkdir -p a/b && ssh -p 2222 h",
        "curl -u ci https://a && curl -u ci:$TOKEN https://a:8080",
    ],
)
def test_what_only_looks_like_a_secret_survives(text: str) -> None:
    assert redact(text) == (text, {})


def test_only_the_secret_changes_in_a_document() -> None:
    raw = (
        '{ "a":1e400, "a" : "\\u00e9\\/ \\ud83d\\ude00 DB_PASSWORD=hunter2\\n\\ud800",\r\n'
        '"password" :"any \\"thing", "password": 5, "GITHUB": "' + GITHUB + '" } '
    )
    document, found = redact_document(raw.encode())
    expected = (
        raw.replace("hunter2", "<redacted:password>")
        .replace('any \\"thing', "<redacted:password>")
        .replace(GITHUB, "<redacted:github-token>")
    )
    assert document.decode() == expected
    assert found == {"password": 2, "github-token": 1}


def test_bytes_that_are_no_text_stay() -> None:
    assert redact_document(b'{"a": "\xff TOKEN=abcd1234", "b') == (b'{"a": "\xff TOKEN=<redacted:key>", "b', {"key": 1})


def test_a_long_text_that_comes_again_is_treated_alike() -> None:
    harmless = "a line of what a tool prints\n" * 100
    secret = f"{harmless}{GITHUB}"
    for _ in range(2):
        document, found = redact_document(json.dumps([harmless, secret, harmless, secret]).encode())
        assert json.loads(document) == [harmless, f"{harmless}<redacted:github-token>"] * 2
        assert found == {"github-token": 2}


def test_a_long_text_that_is_harmless_elsewhere_is_no_password() -> None:
    text = "correct horse battery staple " * 100
    assert redact_document(json.dumps([text]).encode())[1] == {}
    assert redact_document(json.dumps({"password": text}).encode()) == (
        b'{"password": "<redacted:password>"}',
        {"password": 1},
    )
    assert redact_document(json.dumps([text]).encode())[1] == {}


def test_of_texts_that_are_known_to_be_harmless_only_the_latest_are_kept() -> None:
    first, second, third, short = "a" * 2000, "b" * 2000, "c" * 2000, "d"
    known = HarmlessTexts(2)
    known.update([first, second, short])
    assert first in known
    known.update([third])
    assert [text in known for text in (first, second, third, short)] == [True, False, True, False]


def test_secrets_are_found_on_both_sides_of_a_broken_string() -> None:
    raw = r'["TOKEN=abcd1234", "a \x broken one", {"password"  : "two\n"}, "TOKEN=efgh5678", "'
    document, found = redact_document(raw.encode())
    assert document.decode() == (
        raw.replace("abcd1234", "<redacted:key>")
        .replace(r"two\n", "<redacted:password>")
        .replace("efgh5678", "<redacted:key>")
    )
    assert found == {"password": 1, "key": 2}


SECRETISH = st.lists(
    st.sampled_from(
        [
            "password",
            " is ",
            "=",
            ": ",
            '"',
            "'",
            "hunter2",
            GITHUB,
            "\n",
            "<redacted:key>",
            "TOKEN",
            "://a:b@c",
            " ",
            PEM,
        ]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


@settings(deadline=None)
@given(SECRETISH)
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text)[0]
    assert redact(once) == (once, {})
    document = redact_document(json.dumps({"password": text, "text": text}).encode("utf-8", "replace"))[0]
    assert redact_document(document) == (document, {})
    json.loads(document)


@pytest.mark.parametrize(
    "unit",
    [
        "password",
        "key ",
        "://a:",
        "eyJ",
        "sk-",
        "-----BEGIN PRIVATE KEY-----",
        "xoxb-1-",
        "token: ",
        "key=\\",
        "a1",
        "MNO.",
        "mysql -p ",
        "curl -u ",
        "echo x | sudo -s ",
    ],
)
def test_a_long_line_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        redact(text)
        return time.process_time() - start

    assert seconds(800_000) < 16 * seconds(200_000) + 0.2


def test_a_string_is_redacted_the_same_beside_any_others() -> None:
    strings = [
        "-----BEGIN PRIVATE KEY----- and",
        "password=hunter2-9x",
        "-----END PRIVATE KEY-----",
        "PuTTY-User-Key-File-2: x\n",
        "hello",
        "sk-WLuqIA1id6Vw5DQL05HA064G",
    ]
    redacted = [json.loads(redact_document(json.dumps([string]).encode())[0])[0] for string in strings]
    assert json.loads(redact_document(json.dumps(strings).encode())[0]) == redacted
    assert redacted == [
        "-----BEGIN PRIVATE KEY----- and",
        "password=<redacted:password>",
        "-----END PRIVATE KEY-----",
        "<redacted:private-key>",
        "hello",
        "<redacted:api-key>",
    ]
