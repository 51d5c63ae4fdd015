"""Where a procedure goes: an existing skill that shares its domain, else the domain's own."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import word_set
from skillfs.learning.work.domains import DOMAINS, Domain
from skillfs.skills.document import InvalidSkill, Skill, parse_skill
from skillfs.skills.schema import Schema, read_schema
from skillfs.skills.staging import Staging

_TAKEN = frozenset({"daily-logs", "user-general-facts", *(domain.name for domain in DOMAINS)})
_COMMON_WORDS = word_set("make go http https hub cc ld node clang ant minikube kind java scala systemd snap black")
"""Programs whose names are also plain words, so that a description that has one says nothing."""


def directory_for(domain: Domain, skills: Staging) -> str:
    """The skill that a procedure of `domain` goes into, whether it exists already or is to be created.

    A skill that a person made takes it where its name or description names a program of the domain, as "docker-notes"
    does, unless it keeps files of another shape. An existing skill of the domain's own name comes first.
    """
    if skills.read(f"{domain.name}/SKILL.md") is not None:
        return domain.name
    for path in skills.paths():
        directory, _, name = path.rpartition("/")
        if name == "SKILL.md" and directory and "/" not in directory and directory not in _TAKEN:
            try:
                skill = parse_skill(skills.read_text(path) or "", directory)
            except InvalidSkill:
                continue
            if _shares(domain, skill) and not isinstance(read_schema(skill.body, directory), Schema):
                return directory
    return domain.name


def _shares(domain: Domain, skill: Skill) -> bool:
    programs = {program for _, listed in domain.files for program in listed} - _COMMON_WORDS
    words = set(re.findall(r"[\w+.-]+[\w+]", f"{skill.name.replace('-', ' ')} {skill.description}".casefold()))
    return bool(words & programs)
