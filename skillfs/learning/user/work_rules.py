"""Rules for what somebody does for a living: occupation, experience, employer, team, what they are in charge of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import (
    FIELD,
    JOB,
    is_employer,
    is_organisation,
    is_purpose,
)
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.english.verb_classes import BELONGS_TO, TEAM, is_occupation, is_team_name
from skillfs.learning.user.meanings import PERSONAL, WORK, Rule, about, fixed, fixed_if, rule

_TENURE = r"(?:for|since) .{2,40}"
_NP = r"[\w &/'’+#.-]{2,60}?"
_BUSINESS = (
    r"bakery|shop|store|caf[eé]|restaurant|bar|pub|farm|studio|agency|practice|clinic|company|business|startup|"
    r"start-up|consultancy|firm|blog|newsletter|podcast|channel|hotel|hostel|gym|salon|school|nursery|brewery|winery|"
    r"vineyard|garage|workshop|gallery|bookshop|bookstore|pharmacy|food truck|lab|non-?profit|charity|club|choir|band|"
    r"b&b|guest ?house|kindergarten|daycare|theatre|theater|magazine|publisher|law firm|dental practice|web ?shop"
)
_TEACHES = r"[\w ,&/'’+#-]{3,60}?"


def work_rules() -> Iterator[Rule]:
    """The rules, the more exact ones first."""
    yield rule(r" (?:no longer|does not|never|has not|cannot|will not) (?:works?|lives?) (?!on (?!the\b)|after|before|"
               r"past|weekends|nights|evenings|\w+days?\b).+", WORK, lambda match: None)  # fmt: skip
    yield rule(
        rf" (?:is|was|has been|lives as|works as) (?:an? )?(?P<value>(?:(?:happily |early |semi-?)?retired|"
        rf"self[- ]employed|unemployed|between jobs|a stay-at-home (?:mom|mum|dad|parent|mother|father)|a homemaker|a "
        rf"housewife|a freelancer)(?: {_NP})?)", WORK, fixed("attribute:job"),
        "Retired postman here, 71, bad eyes.", "I'm a stay-at-home dad.", "Self-employed landscape gardener here",
    )  # fmt: skip
    yield rule(
        r" works as an? (?P<value>[\w/ -]{3,50})", WORK, fixed("attribute:job"),
        "I work as a court interpreter", "I am working in Infosys since 2018 as a test lead.",
    )  # fmt: skip
    yield rule(
        rf" (?:{BELONGS_TO}) (?:the|their) (?P<value>[\w &/-]{{2,40}}) {TEAM}(?: (?:at|for|since) .{{2,40}})?",
        WORK, fixed_if("attribute:team", is_team_name),
        "I sit in the search team", "I'm on the payments squad over at Monzo.", "I'm a member of the compiler squad",
    )  # fmt: skip
    yield rule(
        r" is (?:now )?on (?P<value>(?-i:[A-Z])[\w&/-]{2,30})", WORK, _team_alone,
        "I switched teams, I'm on Platform now.",
    )  # fmt: skip
    yield rule(
        rf" (?:has (?:been|worked as|been working as) an? (?P<value>{_NP}) {_TENURE}|"
        rf"has spent .{{3,30}} years as an? (?P<value2>{_NP}))", WORK, _occupation,
        "I've been a translator for nine years", "For the past six years I've been a midwife",
    )  # fmt: skip
    yield rule(
        rf" (?:is an? (?P<value>{_NP}) by (?:trade|training|profession|education|day|vocation)|"
        rf"(?:makes (?:a|their)|earns (?:a|their)) living as an? (?P<value2>{_NP}))", WORK, fixed("attribute:job"),
        "I'm a carpenter by trade", "I make a living as a court stenographer", "Siobhán here, translator by trade",
        "By day I'm an actuary",
    )  # fmt: skip
    yield rule(
        r" (?P<value>\w+s .{2,60}?) for a living", WORK, fixed("attribute:job"),
        "I write embedded firmware for a living.", "I earn my living translating patents.",
    )  # fmt: skip
    yield rule(
        rf" is an? (?P<value>{JOB}) with (?:over |more than |almost |nearly |about )?[\w-]+ years.{{0,40}}",
        WORK, fixed("attribute:job"),
        "I'm a nurse with twenty years under my belt",
    )  # fmt: skip
    yield rule(
        r" (?:has been|has spent .{3,30} years) (?:professionally )?(?:writing|coding|programming|developing|working|"
        r"doing)(?: in| on| with)? (?P<value>.{1,40}?)(?: professionally)?(?: for .{2,20} years| since .{2,20})?",
        WORK, _experience,
        "I've been writing Go for ten years", "I've been programming in Perl since the nineties.",
        "I've spent the last six years doing DevOps.",
    )  # fmt: skip
    yield rule(
        r" has been (?:coding|programming|developing|teaching|in [\w ]{2,30})(?: professionally)? "
        r"(?P<value>for .{2,20} years|since .{2,20})", WORK, fixed("experience"),
        "I've been coding professionally for eleven years.",
    )  # fmt: skip
    yield rule(
        rf" (?:has been|has worked|has been working) (?:at|with|for) (?P<value>[^,;]+?) {_TENURE}",
        WORK, fixed_if("employer", is_organisation),
        "I've been with Siemens for five years",
    )  # fmt: skip
    yield rule(
        r" (?:has |just |has just )?(?:started|begun) (?:working )?(?:at|with) (?P<value>[^,;]+)", WORK,
        fixed_if("employer", is_organisation),
        "I recently started at Bosch",
    )  # fmt: skip
    yield rule(
        r" (?:has )?(?:moved (?:over |across )?to|(?:gone|went|jumped|crossed) over to|jumped ship to|switched to|"
        r"went to work (?:at|for)|was hired by|"
        r"got hired by|signed with|transferred to|"
        r"now works? with|is contracting for|freelances for|consults for|contracts for|volunteers (?:at|for)) "
        r"(?P<value>[^,;]+)", WORK, fixed_if("employer", _is_firm),
        "I moved over to Shopify last quarter",
    )  # fmt: skip
    yield rule(
        r" has (?P<value>.{1,30} (?:years?|decades?) of .{2,80})", WORK, fixed("experience"),
        "I have fifteen years of experience as a tax advisor.", "I've got a decade of Kubernetes experience.",
        "I have ten years of C++ behind me",
    )  # fmt: skip
    yield rule(
        r" (?:(?:now )?(?:works|is working|is employed) (?:at|for|by|with|in)) (?P<value>[^,;]+)", WORK, _employer,
        "I work for the city of Leipzig.", "I am working in Infosys since 2018", "Here at Northwind, we ship often",
        "I'm employed by Lufthansa.", "I work at a bank",
    )  # fmt: skip
    yield rule(
        r" (?:(?:has )?joined|is (?:now )?(?:working )?(?:at|with|over at)) (?P<value>[^,;]+)", WORK,
        fixed_if("employer", is_organisation),
        "I joined Klarna in May.", "I'm with Deloitte.",
    )  # fmt: skip
    yield rule(
        rf" (?:works|is working|is|has a job|has a career) in (?:the )?(?P<value>(?:[\w-]+ ){{0,2}}(?:{FIELD}|"
        rf"\w+ (?:industry|sector|business|department)))", WORK, fixed("field of work"),
        "I work in procurement.", "I'm in sales.", "I work in the insurance industry.",
    )  # fmt: skip
    yield rule(
        rf" (?:works as|is|became|has become|was made|has been made|(?:was|got|has been) (?:promoted|bumped|moved|"
        rf"made|elevated|upgraded|upped)(?: up)? (?:to|into)|was appointed|"
        rf"has been promoted to|got made|is training as|trained as|qualified as|serves as|acts as|has been appointed|"
        rf"was named) (?:now )?(?:an? |the |their )?(?!not\b|no\b|your\b|this\b|never\b|(?:logged|signed in|hiring|"
        rf"seeking|"
        rf"interviewing|meeting|calling|asking|seeing|"
        rf"paying|replacing|visiting|emailing|waiting|hosting|missing|expecting|recruiting|training)\b)"
        rf"(?P<value>{JOB}(?: (?:of|for|in|on|at) .{{2,60}}| (?:by|since|specialised|specializing) .{{2,40}})?)",
        WORK, fixed("attribute:job"),
        "I'm a senior backend engineer", "As of this Monday I'm the engineering manager of the Atlas team",
        "Being a paediatric nurse I do nights a lot.", "I was promoted to team lead in March.",
        "As a radiologist I read a lot of scans.", "I'm an SRE.",
    )  # fmt: skip
    yield rule(
        r" (?:has )?(?:been |was |got |gotten )?(?:hired|started|taken on|freelancing|been freelancing|"
        r"is starting|started out|took over|begun) as (?:an? |the )?(?:new )?"
        r"(?P<value>[\w &/'-]{3,50}?)(?: since .{2,20}| for .{2,30})?", WORK,
        fixed_if("attribute:job", lambda value: not _NO_POST.match(value)),
        "Just got hired as a data steward at Novo Nordisk", "I've been freelancing as a subtitler since 2016.",
    )  # fmt: skip
    yield rule(
        rf" is an? (?:\w+ )?(?P<value>{_NP})(?: (?:in|from|near|with) .{{2,40}})?", WORK, _occupation,
        "I'm a freelance illustrator.", "I'm a court stenographer",
    )  # fmt: skip
    yield rule(
        rf" (?:teaches|lectures (?:in|on)|tutors) (?P<value>{_TEACHES})(?: (?:to|at|in) .{{2,60}})?", WORK,
        about("teaches", lambda value: is_purpose(value) and not value.startswith(("the ", "my ", "their "))),
        "i teach chemistry at a secondary school", "I teach math to teenagers",
    )  # fmt: skip
    yield rule(
        rf" (?:runs|owns|has|co-owns|opened|manages) (?P<value>an? (?:[\w-]+ ){{0,4}}(?:{_BUSINESS})(?: .{{2,40}})?)",
        WORK, about("runs"),
        "I run a small bakery in town.",
    )  # fmt: skip
    yield rule(
        r" (?:works|is working) on (?!the |this |that |it\b|getting |an? (?:bug|fix|issue|problem|"
        r"error))(?P<value>.+)", WORK,
        about("works on", is_purpose),
        "I work on compilers",
    )  # fmt: skip
    yield rule(
        r" (?:leads|manages|runs|heads(?: up)?|maintains|owns|is responsible for|is in charge of|looks after|oversees|"
        r"supervises|co-?ordinates|co-?maintains|directs) (?P<value>(?:the|an?|their|all|(?-i:[A-Z])).+)", WORK,
        about("leads", is_purpose),
        "I lead the mobile team at Contoso.", "I'm responsible for the billing system.",
    )  # fmt: skip
    yield rule(
        r" (?:is responsible for|is in charge of|looks after|oversees|heads up) (?P<value>[\w &/-]{3,60})", WORK,
        about("leads", is_purpose),
        "I'm in charge of procurement at our clinic.", "I head up customer support",
    )  # fmt: skip
    yield rule(
        r" (?:reports|answers) to (?P<value>(?-i:[^\W\d_a-z])[\w'’-]+(?: (?-i:[^\W\d_a-z])[\w'’-]+){0,3})", WORK,
        fixed("attribute:manager"),
        "I report to Silke Bauer.",
    )  # fmt: skip
    yield rule(
        r" (?:works|is working) (?P<value>(?:remotely|from home|part[- ]time|full[- ]time|freelance|"
        r"nights?(?: shifts?)?|"
        r"(?:in )?shifts|weekends|(?:early|late|day|night) shifts|(?:only )?(?:mornings|afternoons|evenings)|"
        r"(?:two|three|four|five|six|\d) days a week|from \d.{2,30}|\d.{0,8} hours a week|\d{1,2}.{0,6} to \d.{0,8}|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?.{0,40}|(?:between|after|before|until|till) \d.{1,30}).{0,40})",
        WORK, fixed("attribute:working hours"),
        "I work four days a week.", "I work from 7 to 3.", "I work night shifts.",
    )  # fmt: skip
    yield rule(
        r" (?:is (?:studying(?! for\b)|reading for|enrolled in|majoring in|a student of|doing (?:an?|their) (?:phd|"
        r"doctorate|"
        r"master'?s|bachelor'?s|degree|mba|postdoc|apprenticeship|internship|residency)(?: degree)?"
        r"(?: (?:in|on|at))?)|studies|majors in|"
        r"is in (?:their|the) (?:\w+ year|final year|\w+ semester) (?:of|at)|goes to (?:college|university|uni) in) "
        r"(?P<value>.+)", PERSONAL, fixed_if("studies", is_purpose),
        "I'm studying marine biology at Uppsala.", "im doing my phd at Uppsala on lichen genomics.",
        "I'm in my second year of law school.",
    )  # fmt: skip


_NO_POST = re.compile(r"(?:root|admin|user|usual|expected|planned|soon|well|service|daemon|guest)\b", re.IGNORECASE)


def _occupation(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    return "attribute:job" if is_occupation(groups.get("value") or groups.get("value2") or "") else None


def _team_alone(match: re.Match[str]) -> str | None:
    """The key of a team without the word: "on Platform"; not a product that one is on, a day or a place."""
    return "attribute:team" if match["value"].casefold() in _TEAMS else None


_TEAMS = frozenset(
    {
        "platform", "growth", "infra", "infrastructure", "payments", "billing", "search", "security", "data", "design",
        "support", "marketing", "checkout", "identity", "mobile", "onboarding", "sre", "qa", "devops", "ops", "core",
        "backend", "frontend", "integrations", "fraud", "risk", "compliance", "logistics", "ads", "ml", "analytics",
    }
)  # fmt: skip


def _experience(match: re.Match[str]) -> str | None:
    value = match["value"]
    return f"experience:{word_key(value)}" if category_of(value) or value[:1].isupper() else None


def _is_firm(value: str) -> bool:
    """Whether who "moved over" to it changed their employer: a name, no place, no technology."""
    return is_organisation(value)


def _employer(match: re.Match[str]) -> str | None:
    value, verb = match["value"], match[0][: match.start("value")].rstrip()
    if verb.endswith((" in", " with")):
        return "employer" if is_organisation(value) else None
    return "employer" if is_employer(value) else None
