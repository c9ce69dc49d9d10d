"""The command `game`."""

from pathlib import Path

from marketwright.cli.ending import Ending, notice
from marketwright.cli.outputs import refuse_unwritable
from marketwright.errors import DocumentError, UsageError
from marketwright.exact import parse_number
from marketwright.gamma.gambit import DEFAULT_LEVELS, discrete_game, efg_text
from marketwright.markets.files import write_whole
from marketwright.markets.kinds import bundle_market
from marketwright.markets.reading import read_market

ENDING = ".efg"


def game_command(source: Path, output: Path, step: str | None, levels: int | None) -> Ending:
    """Write mechanism Γ on a grid as a game for Gambit."""
    if step is not None and levels is not None:
        raise UsageError("U114", "--step", "--step with --levels", "one of the two", "leave one of them out")
    if output.suffix.lower() != ENDING:
        raise DocumentError("D114", str(output), f"the ending {output.suffix!r}", ENDING, "choose this ending")
    chosen = None if step is None else parse_number(step, "--step")
    refuse_unwritable(output, source)
    read = read_market(source)
    for text in read.notices:
        notice(f"notice: {text}")
    game = discrete_game(bundle_market(read.market), step=chosen, levels=DEFAULT_LEVELS if levels is None else levels)
    text = efg_text(game)
    write_whole(output, text)
    sizes = ", ".join(str(len(grid)) for grid in game.grids)
    return Ending(text=f"written to {output}: {text.count(chr(10)) - 2} nodes; requests of each buyer: {sizes}; then the seller replies")
