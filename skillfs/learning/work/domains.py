"""Which skill a procedure belongs to, by the program it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillfs.learning.english.plain_text import word_set
from skillfs.learning.work.actions import Action
from skillfs.skills.document import Skill, emit_skill


@dataclass(frozen=True, slots=True)
class Domain:
    """A skill of procedures: its name, the programs it covers by file, and what its description says it holds."""

    name: str
    title: str
    about: str
    files: tuple[tuple[str, frozenset[str]], ...]

    @property
    def skill_md(self) -> str:
        """The SKILL.md of a new skill of this domain."""
        listed = "\n".join(f"- `{file}`: {', '.join(sorted(programs))}" for file, programs in self.files)
        body = (
            f"# {self.title}\n\nProcedures that were verified in real sessions: each failure with the steps that "
            f"fixed it.\n\n"
            f"## File Structure\n\n{listed}\n\n"
            "## Guidelines\n\n"
            "- Search these files for the error line before trying remedies: `grep -ri '<error>' .`\n"
            "- One entry per symptom: Symptom, When to Apply, Steps, Did not help, Verified, Evidence.\n"
            "- A new occurrence raises the Evidence of its entry; it never makes a second one.\n"
        )
        description = f"Verified fixes for {self.about}. Read it when a command of these fails, before trying remedies."
        return emit_skill(Skill(self.name, description, body))


DOMAINS = (
    Domain(
        "python-environment",
        "Python environment",
        "Python interpreters, packages and libraries",
        (
            ("packages.md", word_set("pip pipx conda uv poetry pipenv pdm virtualenv")),
            ("python.md", word_set("python pytest ruff mypy tox nox ipython jupyter flake8 pylint black pre-commit")),
        ),
    ),
    Domain(
        "java-builds",
        "Java builds",
        "Maven, Gradle and Java compilation",
        (("builds.md", word_set("mvn mvnw gradle gradlew javac java sbt ant scala")),),
    ),
    Domain(
        "javascript-builds",
        "JavaScript builds",
        "npm, Node.js and JavaScript tooling",
        (
            (
                "builds.md",
                word_set("npm npx yarn pnpm bun node deno tsc jest vitest eslint prettier vite webpack mocha cypress"),
            ),
        ),
    ),
    Domain("git-operations", "Git operations", "git and GitHub commands", (("git.md", word_set("git gh hub")),)),
    Domain(
        "container-operations",
        "Container operations",
        "Docker, Kubernetes and their tools",
        (("containers.md", word_set("docker docker-compose podman kubectl helm kustomize kind minikube buildah")),),
    ),
    Domain(
        "database-operations",
        "Database operations",
        "database clients and migrations",
        (
            (
                "databases.md",
                word_set("psql pg_dump pg_restore mysql mysqldump sqlite3 sqlite mongosh redis-cli alembic createdb"),
            ),
        ),
    ),
    Domain(
        "deployment-operations",
        "Deployment operations",
        "remote machines and deployment",
        (
            (
                "deployment.md",
                word_set("rsync ssh scp sftp ansible ansible-playbook terraform tofu systemctl nginx certbot"),
            ),
        ),
    ),
    Domain(
        "api-error-handling",
        "API error handling",
        "HTTP requests and their errors",
        (("requests.md", word_set("curl wget http httpie")),),
    ),
    Domain(
        "native-builds",
        "Native builds",
        "make, C, C++, Rust and Go builds",
        (("builds.md", word_set("make cmake ninja gcc g++ clang cc ld cargo rustc go golangci-lint")),),
    ),
    Domain(
        "system-packages",
        "System packages",
        "operating system packages",
        (("packages.md", word_set("apt apt-get dpkg yum dnf apk brew pacman snap")),),
    ),
    Domain(
        "ruby-environment",
        "Ruby environment",
        "Ruby interpreters, gems and their tools",
        (("ruby.md", word_set("ruby bundle bundler gem rake rspec rails rbenv rubocop")),),
    ),
    Domain(
        "php-environment",
        "PHP environment",
        "PHP, Composer and their tools",
        (("php.md", word_set("php composer phpunit phpstan artisan pecl")),),
    ),
    Domain(
        "dotnet-builds",
        ".NET builds",
        ".NET SDKs, packages and builds",
        (("builds.md", word_set("dotnet nuget msbuild")),),
    ),
    Domain(
        "mobile-builds",
        "Mobile builds",
        "iOS, Android, Flutter and Swift builds",
        (("builds.md", word_set("flutter dart xcodebuild swift pod fastlane sdkmanager adb")),),
    ),
    Domain(
        "cloud-operations",
        "Cloud operations",
        "the command lines of cloud providers",
        (("cloud.md", word_set("aws gcloud gsutil az doctl flyctl heroku vercel netlify wrangler")),),
    ),
)


_SYMPTOMS = (
    (
        "database-operations",
        re.compile(
            r"\b(?:psql|postgres\w*|PGPORT|PGHOST|mysql|mariadb|sqlite|redis|mongo\w*|connection to server|"
            r"database)\b",
            re.I,
        ),
    ),
    (
        "container-operations",
        re.compile(r"\b(?:docker|container|kubernetes|kubectl|pod|image pull)\b", re.IGNORECASE),
    ),
    (
        "api-error-handling",
        re.compile(
            r"\bHTTP(?:/[\d.]+)? (?:error )?[45]\d\d\b|\bstatus(?: code)?:? [45]\d\d\b|\brate limit\w*", re.IGNORECASE
        ),
    ),
    (
        "deployment-operations",
        re.compile(r"\b(?:ssh|rsync|systemd|port \d{2,5}|connection refused|listen)\b", re.IGNORECASE),
    ),
)
"""What a project's own scripts complain of, by the domain that it belongs to."""


def domain_of(action: Action, symptom: str) -> tuple[Domain, str] | None:
    """The domain of a failure and the file in it: by its program, by what started it, else by what the symptom is
    about.

    None where it has none; such a fix stays in the daily log.
    """
    for program in (action.family, action.runner):
        for domain in DOMAINS:
            for file, programs in domain.files:
                if program in programs:
                    return domain, file
    named = next((name for name, pattern in _SYMPTOMS if pattern.search(symptom)), None)
    return next(((domain, domain.files[0][0]) for domain in DOMAINS if domain.name == named), None)
