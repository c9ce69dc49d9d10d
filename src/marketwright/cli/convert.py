"""The command `convert`."""

from pathlib import Path

from marketwright.cli.ending import Ending, notice
from marketwright.cli.outputs import refuse_unwritable
from marketwright.markets.reading import read_market, write_market
from marketwright.reports.summary import market_size


def convert_command(source: Path, output: Path) -> Ending:
    """Read one format, write another; what is lost is told on standard error."""
    refuse_unwritable(output, source)
    read = read_market(source)
    for text in (*read.notices, *write_market(read.market, output)):
        notice(f"notice: {text}")
    return Ending(text=f"written to {output}: {market_size(read.market)}")
