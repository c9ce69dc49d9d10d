"""The command `solve`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from marketwright.answers.answer import Answer, answer_document
from marketwright.cli.ending import Ending, notice
from marketwright.cli.interruption import FirstInterrupt, Interrupts
from marketwright.cli.outputs import refuse_unwritable, write_or_keep
from marketwright.cli.work import page_width, steps_option, watched
from marketwright.errors import UsageError
from marketwright.inputs import read_input
from marketwright.markets.document import readable_text
from marketwright.markets.reading import read_market
from marketwright.questions import Rule
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.summary import summary
from marketwright.rules import KNOWN_RULES, RULES, rule_named
from marketwright.solving import CHECK_STEPS, checked_answer, found_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """What was asked on the command line."""

    market: Path
    rule: str | None
    input: Path | None = None
    output: Path | None = None
    json: bool = False
    tie_rule: str | None = None
    want: str | None = None
    limit_seconds: float | None = None
    check_steps: str | None = None


def solve_command(options: SolveOptions) -> Ending:
    """Read, find, check, write, tell; exit code 5 when a finding is left open or the check is."""
    rule = _rule(options.rule)
    if options.output is not None:
        refuse_unwritable(options.output, options.market, options.input)
    start = perf_counter()
    read = read_market(options.market)
    second = _wanting(read_input(options.input) if options.input is not None else None, options.want, rule)
    seconds = {"reading": perf_counter() - start}
    for text in read.notices:
        notice(f"notice: {text}")
    with watched(options.limit_seconds) as work:
        answer = found_answer(read.market, rule.id, input=second, tie_rule=options.tie_rule, limits=work.limits)
        work.line.clear()
        answer = _checked(answer, steps_option(options.check_steps, CHECK_STEPS), work.interrupts)
        text = readable_text(answer_document(answer)) if options.json or options.output is not None else ""
        if options.output is not None:
            write_or_keep(options.output, text)
        limit_came = work.interrupts.stopped() or (options.limit_seconds is not None and answer.seconds["finding"] > options.limit_seconds)
    code = 0 if answer.checked == "accepted" and not _left_open(answer, () if limit_came else rule.may_stay_open) else 5
    if options.json:
        return Ending(code=code, text=text, document=True)
    spent = ", ".join(f"{part} {time:.2f} s" for part, time in {**seconds, **answer.seconds}.items())
    place = f"written to {options.output}" if options.output is not None else "not kept: -o FILE writes the answer with its proof"
    page = summary(AnsweredMarket(market=read.market, document=answer_document(answer)), page_width())
    return Ending(code=code, text=page, remark=f"{spent}; {place}")


def _rule(name: str | None) -> Rule:
    if name is None:
        raise UsageError("U101", "rule", "none", KNOWN_RULES, "add --rule with its name")
    return rule_named(name)


def _wanting(second: Mapping[str, Any] | None, want: str | None, rule: Rule) -> Mapping[str, Any] | None:
    """The second input with the wish of `--want`.

    Raises: `UsageError` U114 for a rule that finds no prices, or an input that wishes for others.
    """
    if want is None:
        return second
    if "want" not in rule.may_input:
        known = ", ".join(known.id for known in RULES if "want" in known.may_input)
        raise UsageError("U114", "--want", f"--want with the rule {rule.id}", f"--want with {known}", "leave it out")
    given = (second or {}).get("want", want)
    if given != want:
        raise UsageError("U114", "--want", f"--want {want} with an input that says {given!r}", "one wish", "leave one of them out")
    return {**(second or {}), "want": want}


def _left_open(answer: Answer, may_stay_open: tuple[str, ...]) -> bool:
    """Whether a finding has no verdict, other than those of claims that may have none though no limit came."""
    return any(finding.holds is None and finding.claim not in may_stay_open for finding in answer.findings)


def _checked(answer: Answer, steps: int | None, interrupts: Interrupts) -> Answer:
    """The answer after its check; the first Ctrl-C leaves the check for later and the answer as it is."""
    try:
        with interrupts.skippable():
            return checked_answer(answer, steps)
    except FirstInterrupt:
        return answer
