"""The command `solve`."""

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from marketwright.answers.answer import Answer, answer_document
from marketwright.cli.ending import Ending, notice
from marketwright.cli.outputs import refuse_unwritable, write_or_keep
from marketwright.cli.work import page_width, steps_option, watched
from marketwright.inputs import read_input
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.document import readable_text
from marketwright.markets.reading import read_market
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.summary import summary
from marketwright.rules import rule_named
from marketwright.solving import CHECK_STEPS, checked_answer, found_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """What was asked on the command line."""

    market: Path
    rule: str
    input: Path | None = None
    output: Path | None = None
    json: bool = False
    tie_rule: str | None = None
    limit_seconds: float | None = None
    check_steps: str | None = None


def solve_command(options: SolveOptions) -> Ending:
    """Read, find, check, write, tell; exit code 5 when a finding is left open or the check is."""
    rule_named(options.rule)
    if options.output is not None:
        refuse_unwritable(options.output, options.market, options.input)
    start = perf_counter()
    read = read_market(options.market)
    second = read_input(options.input) if options.input is not None else None
    seconds = {"reading": perf_counter() - start}
    for text in read.notices:
        notice(f"notice: {text}")
    with watched(options.limit_seconds) as limits:
        answer = found_answer(read.market, options.rule, input=second, tie_rule=options.tie_rule, limits=limits)
    answer = _checked(answer, steps_option(options.check_steps, CHECK_STEPS))
    document = answer_document(answer)
    if options.output is not None:
        write_or_keep(options.output, readable_text(document))
    code = 0 if answer.complete and answer.checked == "accepted" else 5
    if options.json:
        return Ending(code=code, text=readable_text(document), document=True)
    return Ending(code=code, text=_page(read.market, answer, seconds, options.output))


def _checked(answer: Answer, steps: int | None) -> Answer:
    """The answer after its check; Ctrl-C leaves the check for later, not the answer behind."""
    try:
        return checked_answer(answer, steps)
    except KeyboardInterrupt:
        notice("interrupted: the answer is not checked (Ctrl-C again aborts)")
        return answer


def _page(market: BundleMarket, answer: Answer, seconds: dict[str, float], output: Path | None) -> str:
    answered = AnsweredMarket(market=market, document=answer_document(answer))
    text = summary(answered, {**seconds, **answer.seconds}, page_width())
    place = f"written to {output}" if output is not None else "not kept: -o FILE writes the answer with its proof"
    return f"{text}\n  {place}"
