"""The verbs of requests: what begins an imperative, and what a claim ("has been filled") was done to."""

from __future__ import annotations

from skillfs.learning.english.plain_text import word_set

_REGULAR = """
add adjust analyze analyse answer apply archive arrange ask audit automate benchmark book brainstorm bump calculate
calibrate call cancel change check classify clean clone close collect combine commit compare compile complete compress
compute configure confirm connect consider containerize convert copy correct create debug decide define delete
deploy describe design detect determine develop diagnose disable document download email enable encrypt ensure
estimate evaluate examine execute explain explore export extend extract fetch figure file fill filter finalize
finish fix follow format generate handle help identify implement import improve increase index inspect install
integrate introduce inventory investigate invite invoke join label launch link lint list load locate lock log look
mail measure merge message migrate mock model modify monitor mount move name normalize open optimize order organize
organise output parse patch perform place plan play plot polish port post prepare process produce profile program
proofread propose provide prune publish pull push query rank rebase rebuild recommend record reduce refactor
reformat refresh register release remind remove rename render reorder repair repeat replace reply report reproduce
request research reserve resize resolve restart restore restructure retry return reuse reverse revert review revise
revoke rewrite rotate sample save scaffold scan schedule scrape search secure select separate serve setup ship show
shorten simplify simulate sketch solve sort split squash stage start stop store style suggest summarize summarise
support switch swap sync synchronize tag talk target test tidy trace track train transform translate trim tune turn
type bake bootstrap cache capture chart clarify count crop decrypt deduplicate demo diff double drop dump embed encode
escape exclude expand expose flag flatten flush fork gather grab group guess host include infer initialize initialise
inline insert isolate kill localize lower map mark match mention mirror note notify number obtain omit paginate paste
pause pin ping poll preview print prioritize probe prototype provision purge quote raise rate rearrange recalculate
recap recheck recompute reconcile recover redeploy redirect redesign regenerate reinstall reload renumber rephrase
resend reset respond resume reword round route sanitize scale score seed share shrink shuffle sign skip slice smooth
spot stitch strip stub submit subtract sum tabulate tally toggle total transcribe transfer transpose triage
troubleshoot truncate tweak unblock vary watch weigh widen wipe
uninstall unify unzip update upgrade upload use validate verify visualize visualise walk warn wire work wrap zip
"""
_IRREGULAR_PAIRS = """
build:built rebuild:rebuilt write:written rewrite:rewritten make:made find:found draw:drawn get:got give:given
send:sent set:set put:put run:run rerun:rerun draft:drafted read:read tell:told take:taken choose:chosen pick:picked
cut:cut do:done begin:begun teach:taught buy:bought let:let keep:kept bring:brought speed:sped shut:shut undo:undone
redo:redone think:thought hide:hidden go:gone
"""
_IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR_PAIRS.split())
_DOUBLED = word_set(
    "debug plan plot log swap commit crop drop flag grab pin skip spot strip stub sum ship trim wrap stop tag zip "
    "unzip scan map",
)


def _past(base: str) -> str:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base in _DOUBLED:
        return f"{base}{base[-1]}ed"
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ied"
    return f"{base}ed"


def _gerund(base: str) -> str:
    if base.endswith("e") and not base.endswith("ee"):
        return f"{base[:-1]}ing"
    if base in _DOUBLED or base in ("set", "put", "run", "rerun", "get", "cut", "let", "shut", "begin"):
        return f"{base}{base[-1]}ing"
    return f"{base}ing"


BASES = frozenset(_REGULAR.split()) | frozenset(_IRREGULAR)
"""Verbs in the form that an order has."""

BASE_OF_PAST = {_past(base): base for base in sorted(BASES)}
"""``filled`` → ``fill``."""

BASE_OF_GERUND = {_gerund(base): base for base in sorted(BASES)}
"""``building`` → ``build``."""
