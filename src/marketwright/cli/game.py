"""The command `game`."""

from fractions import Fraction
from pathlib import Path

from marketwright.bayesian.gambit import reporting_game
from marketwright.bayesian.setting import Setting
from marketwright.cli.ending import Ending, notice
from marketwright.cli.outputs import refuse_unwritable
from marketwright.errors import DocumentError, UsageError
from marketwright.exact import parse_number
from marketwright.gamma.gambit import DEFAULT_LEVELS, discrete_game, efg_text
from marketwright.inputs import read_input, second_input
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.files import write_whole
from marketwright.markets.kinds import bundle_market
from marketwright.markets.reading import read_market
from marketwright.rules import rule_named

ENDING = ".efg"


def game_command(source: Path, output: Path, step: str | None, levels: int | None, given: Path | None = None) -> Ending:
    """Write mechanism Γ on a grid, or what a mechanism asks of players with private information, as a game for Gambit."""
    if step is not None and levels is not None:
        raise UsageError("U114", "--step", "--step with --levels", "one of the two", "leave one of them out")
    if output.suffix.lower() != ENDING:
        raise DocumentError("D114", str(output), f"the ending {output.suffix!r}", ENDING, "choose this ending")
    chosen = None if step is None else parse_number(step, "--step")
    refuse_unwritable(output, source, given)
    read = read_market(source)
    for text in read.notices:
        notice(f"notice: {text}")
    if isinstance(read.market, BayesianMarket):
        _refuse(step is not None or levels is not None, "--step or --levels", "a grid of requests", "a Bayesian market has claims instead")
        return _claims(read.market, output, given)
    _refuse(given is not None, "--input", "a mechanism", "it is for Bayesian markets")
    return _requests(bundle_market(read.market), output, chosen, levels)


def _refuse(is_there: bool, option: str, what: str, reason: str) -> None:
    if is_there:
        raise UsageError("U114", option, what, f"no {option} with this kind of market", f"leave it out: {reason}")


def _requests(market: BundleMarket, output: Path, step: Fraction | None, levels: int | None) -> Ending:
    """Mechanism Γ on a grid."""
    game = discrete_game(market, step=step, levels=DEFAULT_LEVELS if levels is None else levels)
    text = efg_text(game)
    write_whole(output, text)
    sizes = ", ".join(str(len(grid)) for grid in game.grids)
    return Ending(text=f"written to {output}: {_nodes(text)} nodes; requests of each buyer: {sizes}; then the seller replies")


def _claims(market: BayesianMarket, output: Path, given: Path | None) -> Ending:
    """The game that a mechanism makes."""
    document = second_input(None if given is None else read_input(given), rule_named("bayesian/mechanism"), market) or {}
    here = Setting(market)
    text = reporting_game(here, here.read_mechanism(document["mechanism"]))
    write_whole(output, text)
    sizes = ", ".join(str(len(player.types)) for player in market.players)
    return Ending(text=f"written to {output}: {_nodes(text)} nodes; chance draws types; claims of each player: {sizes}")


def _nodes(text: str) -> int:
    """How many lines there are after title and comment."""
    return text.count(chr(10)) - 2
