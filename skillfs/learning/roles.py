"""What people are called by what they do or are to somebody: roles and relations, as parts of regular expressions."""

from __future__ import annotations

import re

from skillfs.learning.names import ORGANISATION

RELATIONS = (
    r"friend|best friend|colleague|coworker|co-worker|teammate|boss|neighbou?r|brother|sister|mother|father|mom|mum|"
    r"dad|wife|husband|partner|"
    r"girlfriend|boyfriend|fianc[ée]e?|son|daughter|cousin|aunt|uncle|nephew|niece|grandmother|grandfather|roommate|"
    r"flatmate|landlord|landlady|"
    r"mentor|mentee|client|customer|contact|point of contact|supervisor|advisor|adviser|report|direct report|buddy|"
    r"classmate|ex|therapist|"
    r"brother-in-law|sister-in-law|mother-in-law|father-in-law|babysitter|tenant|investor|counterpart"
)
ROLE_NOUNS = (
    r"engineer|developer|programmer|manager|designer|scientist|analyst|architect|administrator|admin|consultant|"
    r"researcher|student|teacher|"
    r"professor|lecturer|writer|journalist|editor|lawyer|attorney|doctor|nurse|accountant|founder|co-?founder|ceo|"
    r"cto|cfo|coo|cmo|cio|ciso|cpo|"
    r"director|lead|head|vp|president|chair(?:man|woman|person)?|freelancer|contractor|intern|sre|dba|specialist|"
    r"technician|officer|owner|"
    r"maintainer|representative|rep|agent|assistant|secretary|recruiter|coordinator|tester|dentist|plumber|"
    r"electrician|realtor|broker|banker|"
    r"coach|trainer|tutor|photographer|producer|buyer|seller|vendor|supplier|pm|po|scrum master|strategist|marketer|"
    r"auditor|partner|principal|"
    r"chef|pilot|physician|therapist|psychologist|pharmacist|veterinarian|vet|notary|translator|interpreter|"
    r"associate|executive|account executive|paramedic|midwife|carpenter|illustrator|treasurer|geologist|biologist|"
    r"chemist|"
    r"physicist|economist|statistician|mathematician|musician|artist|librarian|copywriter|animator|surgeon|actuary|"
    r"bookkeeper|caterer|florist|gardener|mechanic|publicist|paralegal|underwriter|comptroller|controller"
)
_NO_ROLE_WORD = (
    r"(?:no|not|never|longer|is|was|are|be|our|my|the|an?|and|to|who|that|which|his|her|their|role|going|supposed|"
    r"said|says|"
    r"about|for|from|at|in|on|with|of|or|if|when|while|but|so|by|than|as|wrong|title|job|n['’]t)\s"
)
ROLE = (
    rf"(?:(?!{_NO_ROLE_WORD})[\w/&+'’-]{{1,30}}\s){{0,5}}?(?:{ROLE_NOUNS}|{RELATIONS})"
    r"(?:\s(?:of|for)\s(?:[\w&-]{1,30}\s?){1,3}?)?"
)

_OF_COMPANY = re.compile(
    rf"(?P<role>.*\b(?:ceo|cto|cfo|coo|cmo|cio|ciso|cpo|co-?founder|founder|owner|president|chair\w*|"
    rf"director))\s+(?:of|at)\s+"
    rf"(?P<company>{ORGANISATION})",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"(?:product|engineering|sales|marketing|design|operations|data|people|finance|hr|it|research|growth|security|"
    r"legal|"
    r"support|communications|technology|infrastructure|platform|strategy|partnerships|customer success)\b",
    re.IGNORECASE,
)
_OF_THINGS = re.compile(
    r"(?:.*\b(?:package|secrets?|password|state|process|window|task|dependency|session|memory|boot|file|version|"
    r"content|"
    r"cluster|build|job|test|queue|cache|code|text|build|network|device|display|plugin|extension|configuration)\s)?"
    r"(?:editor|translator|interpreter|agent|assistant|manager|tester|owner|maintainer|lead|principal|admin|"
    r"administrator|"
    r"scheduler|producer|coordinator|specialist)|(?:.*\s)?(?:partner|client|customer|vendor|supplier|investor|"
    r"contact|buyer|"
    r"seller|auditor|broker|counterpart|agency|provider|landlord|tenant)",
    re.IGNORECASE,
)
_PERSONS_MANAGER = re.compile(
    r"(?:(?:project|product|account|office|sales|line|hiring|engineering|marketing|general|store|hr|"
    r"my|our|the|new|finance|property|brand|community|team|case|event|design|data|operations|it)\s)*manager",
    re.IGNORECASE,
)


def split_company(role: str) -> tuple[str, str | None]:
    """A role apart from the company in it: "CTO of Globex" → "CTO", "Globex"; "head of product" stays whole."""
    match = _OF_COMPANY.fullmatch(role)
    if match is None or _DEPARTMENT.match(match["company"]):
        return role, None
    return match["role"], match["company"]


def is_department(name: str) -> bool:
    """Whether a capitalised word names a part of a company rather than one: "moved to Marketing"."""
    return bool(_DEPARTMENT.fullmatch(name))


def is_also_of_things(role: str) -> bool:
    """Whether programs and companies have that role too: "our package manager", "our vendor"."""
    return bool(_OF_THINGS.fullmatch(role)) and not _PERSONS_MANAGER.fullmatch(role)
