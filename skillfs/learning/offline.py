"""The offline learner: deterministic rules, no network, no key."""

from __future__ import annotations

from functools import partial

import trio

from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.utterances import Hearing
from skillfs.learning.protocol import Findings, Found, Occasion, Skipped
from skillfs.learning.recalled import Recalled
from skillfs.learning.third_parties.contacts import Contacts
from skillfs.learning.third_parties.slips import settled
from skillfs.learning.user.user_facts import UserFacts
from skillfs.learning.work.criteria import read_criteria
from skillfs.learning.work.custom_skills import CustomSkill, custom_skills
from skillfs.learning.work.daily_log import DailyLog
from skillfs.learning.work.error_files import ErrorFiles
from skillfs.learning.work.procedure_corrections import correct_procedures
from skillfs.learning.work.procedures import Procedures
from skillfs.learning.work.runbooks import Runbooks
from skillfs.learning.work.tasks import Stretch, stretches
from skillfs.learning.work.verdicts import executions
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

CRITERIA_UNREAD = "the offline rules follow commands in backticks and phrases in quotes, and it has neither"
NO_ENGLISH = "the offline rules read English only: the task is logged, facts and people in it are not learnt"


class OfflineLearner:
    """Learns by rules: the same session and skills always give the same edits."""

    name = "offline"

    async def learn(self, session: Session, skills: Staging, occasion: Occasion) -> Findings:
        """`study` in a worker thread, so that a long transcript stalls nobody."""
        return await trio.to_thread.run_sync(partial(study, session, skills, occasion))


def study(session: Session, skills: Staging, occasion: Occasion) -> Findings:
    """What the rules find in `session`, written into `skills`.

    Only messages from `occasion.learnt_through` on are news. Every `Found` names its file, its message and the words
    it rests on; where nothing is found, `skipped` says why.
    """
    recalled = Recalled(session, occasion.is_recalled)
    executed = executions(session)
    findings = Findings(recalled_lines=len(recalled))
    heard = Hearing()
    tasks = stretches(session, executed, occasion, recalled, heard)
    findings.tasks = [stretch.task for stretch in tasks]
    if tasks:
        unread = read_criteria(occasion.success_criteria, occasion.failure_criteria).unread
        findings.skipped += [Skipped(f"{setting} in SPACE.md", CRITERIA_UNREAD) for setting in unread]
    said = _news(session, heard, occasion, recalled, findings)
    remarks, slips = settled(said)
    user = UserFacts(session, skills, occasion, findings)
    contacts = Contacts(session, skills, occasion, findings)
    for statement in said:
        if contacts.forget(statement):
            continue
        if statement in slips:
            user.put_right(statement)
            continue
        user.learn(statement)
        findings.found += correct_procedures(statement, executed, skills)
    contacts.learn(remarks)
    procedures = Procedures(session, skills, occasion, findings)
    _log_tasks(tasks, procedures, recalled)
    _fill_custom_skills(said, procedures)
    if not findings.found and not findings.skipped:
        findings.skipped.append(
            Skipped("the session", _why_nothing(session, occasion, bool(tasks or user.told or contacts.told)))
        )
    return findings


def _news(
    session: Session, heard: Hearing, occasion: Occasion, recalled: Recalled, findings: Findings
) -> list[Statement]:
    """What people state in the messages that are news. What they pasted from a skill is recalled, not stated."""
    said: list[Statement] = []
    for message in session.messages[occasion.learnt_through :]:
        utterance = heard.of(message)
        if not utterance.text.strip():
            continue
        if recalled.covers_message(utterance.text):
            findings.skipped.append(Skipped(f"message {message.index}", "it repeats what skillfs itself served"))
        elif not utterance.is_english:
            findings.skipped.append(Skipped(f"message {message.index}", NO_ENGLISH))
        else:
            said.extend(utterance.statements)
            if utterance.signature:
                said.append(utterance.signature)
    return said


def _log_tasks(tasks: list[Stretch], procedures: Procedures, recalled: Recalled) -> None:
    occasion, findings = procedures.occasion, procedures.findings
    log = DailyLog(procedures.session, procedures.skills, occasion, recalled)
    left_open = {task.messages[0] for task in occasion.earlier_tasks if task.messages and not task.status.ended}
    for stretch in tasks:
        if not (messages := stretch.task.messages):
            continue
        # A task that earlier runs had to leave open is news from its first message on.
        since = messages[0] if messages[0] in left_open else occasion.learnt_through
        if messages[-1] < since:
            continue
        learnings = procedures.learn(stretch, since) if stretch.task.status.ended else []
        logged = log.write(stretch, learnings)
        if isinstance(logged, Found):
            findings.found.append(logged)
        elif isinstance(logged, Skipped):
            findings.skipped.append(logged)
    log.save()


def _fill_custom_skills(said: list[Statement], procedures: Procedures) -> None:
    """Fill the files of skills that a person designed; what rules cannot follow is named where there was something."""
    session, skills, occasion, findings = (
        procedures.session,
        procedures.skills,
        procedures.occasion,
        procedures.findings,
    )
    for skill in list(custom_skills(skills)):
        if not isinstance(skill, CustomSkill):
            if findings.found:
                directory, why = skill
                findings.skipped.append(Skipped(f"the skill {directory}", why))
        elif skill.is_about_errors:
            ErrorFiles(session, skills, occasion, findings).learn(procedures.fixed, skill)
        elif skill.is_about_projects:
            Runbooks(session, skills, occasion, findings).learn(said, procedures.fixed, skill)


def _why_nothing(session: Session, occasion: Occasion, understood: bool) -> str:
    if not session.messages:
        return "it has no messages"
    if len(session.messages) <= occasion.learnt_through:
        return "all of its messages were learnt from before"
    if understood:
        return "the skills say all of it already"
    if not any(message.human for message in session.messages):
        return "no person speaks in it, and the agent neither works nor says what it is about"
    return "it holds no request, and no fact, preference or person that the rules can read"
