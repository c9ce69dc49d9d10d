"""The command `learn`."""

from dataclasses import dataclass
from pathlib import Path

from marketwright.cli.ending import Ending, notice
from marketwright.cli.outputs import refuse_unwritable, write_or_keep
from marketwright.cli.work import page_width
from marketwright.errors import UsageError
from marketwright.exact import parse_number
from marketwright.gamma.learn import learned
from marketwright.gamma.learning_document import learning_document
from marketwright.markets.document import readable_text
from marketwright.markets.files import write_whole
from marketwright.markets.kinds import bundle_market
from marketwright.markets.reading import read_market
from marketwright.plots.learning import learning_chart
from marketwright.plots.pictures import chart_bytes, refuse_undrawable
from marketwright.reports.learning import learning_text


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnOptions:
    """What was asked on the command line."""

    market: Path
    kind: str
    rounds: int
    seed: int
    step: str | None = None
    output: Path | None = None
    plot: Path | None = None


def learn_command(options: LearnOptions) -> Ending:
    """Play again and again, tell, write, draw."""
    step = None if options.step is None else parse_number(options.step, "--step")
    if options.plot is not None:
        refuse_undrawable(options.plot)
        refuse_unwritable(options.plot, options.market)
    if options.output is not None:
        refuse_unwritable(options.output, options.market)
        if options.plot is not None and options.plot.resolve() == options.output.resolve():
            raise UsageError("U114", "--plot", "the file of --output", "two different files", "choose another name")
    read = read_market(options.market)
    for text in read.notices:
        notice(f"notice: {text}")
    market = bundle_market(read.market)
    learning = learned(market, kind=options.kind, rounds=options.rounds, seed=options.seed, step=step)
    written = []
    if options.output is not None:
        write_or_keep(options.output, readable_text(learning_document(market, learning)), ".learning.json")
        written.append(str(options.output))
    if options.plot is not None:
        write_whole(options.plot, chart_bytes(learning_chart(market, learning), options.plot))
        written.append(str(options.plot))
    remark = f"written to {' and '.join(written)}" if written else ""
    return Ending(text=learning_text(market, learning, page_width()), remark=remark)
