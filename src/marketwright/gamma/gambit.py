"""Mechanism Γ as a finite game for Gambit: requests on a grid, then the seller's reply, as a text in the format `EFG 2 R`.

*Meaning.* Buyers ask one after the other without seeing earlier requests, each for a net payoff r of his grid, written as a request for all goods at the price
w(all) - r.  The seller, the last player, sees all requests and chooses whom to serve.  Her moves are the coalitions S of which an efficient allocation gives
every member goods worth at least what he asked for; prices are those of Lemma 1, so members have r and she has worth(S) - r(S).  Left out are replies by
allocations that are not efficient for S and by lower prices.  None of them is ever a best reply, and every best reply is among the moves (spec gamma 6, P1), so
the subgame perfect equilibria have the same payoffs with them and without.

*Source.* spec gamma 6 and 7; Gambit's documentation of the format.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod

from marketwright.coalitions.valuations import TABLE_UP_TO, value_table
from marketwright.errors import MarketError, UsageError
from marketwright.exact import number_text
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.efg import quoted
from marketwright.markets.places import shown

MOST_NODES = 100_000
DEFAULT_LEVELS = 5

Coalition = tuple[int, ...]
Grid = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class CoalitionWorth:
    """The worth of a coalition, and what its efficient allocations give the members: one vector of values for each different one."""

    worth: Fraction
    shares: frozenset[tuple[Fraction, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscreteGame:
    """Buyers with the value of all goods and a grid of net payoffs, and the worths of all non-empty coalitions (indices, increasing)."""

    title: str
    names: tuple[str, ...]
    most: tuple[Fraction, ...]
    grids: tuple[Grid, ...]
    worths: Mapping[Coalition, CoalitionWorth]

    def replies(self, net: Sequence[Fraction]) -> Iterator[tuple[Coalition, tuple[Fraction, ...]]]:
        """The seller's moves after these requests: members, and payoffs of all buyers and of the seller."""
        for members, found in self.worths.items():
            if any(all(share >= net[member] for share, member in zip(shares, members, strict=True)) for shares in found.shares):
                payoffs = tuple(amount if buyer in members else Fraction(0) for buyer, amount in enumerate(net))
                yield members, (*payoffs, found.worth - sum(payoffs))


def stepped_grid(most: Fraction, step: Fraction) -> Grid:
    """0, step, 2 step, ... up to `most`."""
    return tuple(number * step for number in range(int(most / step) + 1))


def levelled_grid(most: Fraction, levels: int) -> Grid:
    """That many net payoffs (two or more) at equal distances from 0 to `most`; 0 alone if that is `most`."""
    return tuple(number * most / (levels - 1) for number in range(levels)) if most else (most,)


def discrete_game(market: BundleMarket, *, step: Fraction | None = None, levels: int = DEFAULT_LEVELS) -> DiscreteGame:
    """The game on a grid of net payoffs: multiples of `step`, or so many levels for each buyer.

    Raises: `MarketError` M118 (reserve prices); `UsageError` U107 (too many goods), U111 (too large), U113 (a step of 0 or less).
    """
    if market.reserve_prices:
        given = f"a reserve price for {next(iter(market.reserve_prices))!r}"
        raise MarketError("M118", "reserve_prices", given, "none: in mechanism Γ the seller values nothing", "leave them out, or ask for the rule vickrey")
    if len(market.goods) > TABLE_UP_TO:
        raise UsageError("U107", "game", f"{len(market.goods)} goods", f"up to {TABLE_UP_TO} goods", "state a smaller market")
    if step is not None and step <= 0:
        raise UsageError("U113", "step", number_text(step), "a number above 0", "choose a part of the values")
    buyers = len(market.buyers)
    tables = [value_table(market.goods, buyer.values) for buyer in market.buyers]
    most = tuple(table[-1] for table in tables)
    sizes = [levels if value else 1 for value in most] if step is None else [int(value / step) + 1 for value in most]
    # nodes of buyers and of the seller; her moves include every coalition of buyers who all ask for 0
    least = sum(prod(sizes[:number]) for number in range(buyers + 1)) + prod(size + 1 for size in sizes) - prod(sizes)
    if least > MOST_NODES:
        raise _too_large(least, [value > 0 for value in most])
    grids = tuple(levelled_grid(value, levels) if step is None else stepped_grid(value, step) for value in most)
    names = tuple(buyer.name for buyer in market.buyers)
    return DiscreteGame(title=market.title or "A market without a title", names=names, most=most, grids=grids, worths=_coalition_worths(tables))


def _coalition_worths(tables: Sequence[Sequence[Fraction]]) -> dict[Coalition, CoalitionWorth]:
    """By size, then market order; each coalition from the one without its last member."""
    start = [Fraction(0), *[None] * (len(tables[0]) - 1)]
    best: dict[Coalition, list[Fraction | None]] = {(): start}
    shares: dict[Coalition, list[frozenset[tuple[Fraction, ...]]]] = {(): [frozenset({()}), *[frozenset[tuple[Fraction, ...]]()] * (len(tables[0]) - 1)]}
    for size in range(1, len(tables) + 1):
        for members in combinations(range(len(tables)), size):
            best[members], shares[members] = _with_one_more(best[members[:-1]], shares[members[:-1]], tables[members[-1]])
    return {members: CoalitionWorth(worth=found[-1] or Fraction(0), shares=shares[members][-1]) for members, found in best.items() if members}


def _with_one_more(
    best: Sequence[Fraction | None], shares: Sequence[frozenset[tuple[Fraction, ...]]], values: Sequence[Fraction]
) -> tuple[list[Fraction | None], list[frozenset[tuple[Fraction, ...]]]]:
    """For every set of goods (bit masks) the largest total when all of it is handed out to the members so far and one more, and the shares that reach it."""
    new_best: list[Fraction | None] = []
    new_shares: list[frozenset[tuple[Fraction, ...]]] = []
    for goods in range(len(values)):
        totals: dict[int, Fraction] = {}
        part = goods
        while True:
            before = best[goods ^ part]
            if before is not None:
                totals[part] = before + values[part]
            if not part:
                break
            part = (part - 1) & goods
        most = max(totals.values(), default=None)
        new_best.append(most)
        reached = (part for part, total in totals.items() if total == most)
        new_shares.append(frozenset((*given, values[part]) for part in reached for given in shares[goods ^ part]))
    return new_best, new_shares


def efg_text(game: DiscreteGame) -> str:
    """The game as Gambit reads it.

    Raises: `UsageError` U111 when it has more than `MOST_NODES` nodes.

    Example:
    >>> worths = {(0,): CoalitionWorth(Fraction(5), frozenset({(Fraction(5),)}))}
    >>> game = DiscreteGame(title="One buyer", names=("Ada",), most=(Fraction(5),), grids=((Fraction(0), Fraction(5, 2)),), worths=worths)
    >>> print(efg_text(game).partition("best reply.")[2])
    "
    p "" 1 1 "Ada" { "net 0: all goods at 5" "net 5/2: all goods at 5/2" } 0
    p "" 2 1 "0" { "serve Ada" } 0
    t "" 1 "" { 0 5 }
    p "" 2 2 "5/2" { "serve Ada" } 0
    t "" 2 "" { 5/2 5/2 }
    <BLANKLINE>
    """
    players = " ".join(map(quoted, (*game.names, _seller_name(game.names))))
    lines = [f"EFG 2 R {quoted(game.title)} {{ {players} }}", quoted(COMMENT)]
    for line in _node_lines(game):
        lines.append(line)
        if len(lines) > MOST_NODES + 2:
            raise _too_large(None, [value > 0 for value in game.most])
    return "\n".join(lines) + "\n"


COMMENT = (
    "Mechanism Gamma on a grid, written by marketwright. Buyers ask for net payoffs without seeing one another's requests. The seller sees them all and "
    "chooses whom to serve: the coalitions of which an efficient allocation gives every member what he asked for. Members get exactly that, the seller "
    "the rest of the coalition's worth. Replies by inefficient allocations or at lower prices are left out: none of them is a best reply."
)


def _node_lines(game: DiscreteGame) -> Iterator[str]:
    """All nodes, each before those that follow it; information set 1 of a buyer is his only one, the seller has one for each profile of requests."""
    actions = [_buyer_node(game, buyer) for buyer in range(len(game.names))]
    seller = len(game.names) + 1
    outcome = 0
    before: tuple[int, ...] = ()
    for number, places in enumerate(product(*(range(len(grid)) for grid in game.grids)), start=1):
        fresh = next((place for place, (one, other) in enumerate(zip(before, places, strict=False)) if one != other), -1) + 1 if before else 0
        yield from actions[fresh:]
        before = places
        net = [grid[place] for grid, place in zip(game.grids, places, strict=True)]
        replies = list(game.replies(net))
        moves = " ".join(quoted("serve " + _list([game.names[member] for member in members])) for members, _ in replies)
        yield f'p "" {seller} {number} {quoted(", ".join(map(number_text, net)))} {{ {moves} }} 0'
        for _, payoffs in replies:
            outcome += 1
            yield f't "" {outcome} "" {{ {" ".join(map(number_text, payoffs))} }}'


def _buyer_node(game: DiscreteGame, buyer: int) -> str:
    requests = (f"net {number_text(net)}: all goods at {number_text(game.most[buyer] - net)}" for net in game.grids[buyer])
    return f'p "" {buyer + 1} 1 {quoted(game.names[buyer])} {{ {" ".join(map(quoted, requests))} }} 0'


def _seller_name(names: Sequence[str]) -> str:
    return "seller" if "seller" not in names else "the seller"


def _list(names: Sequence[str]) -> str:
    """Names with commas between them, those with commas inside in quotes."""
    return ", ".join(shown(name) if "," in name else name for name in names)


def _too_large(nodes: int | None, choosing: Sequence[bool]) -> UsageError:
    """The error, with the largest number of levels that surely fits; `choosing`: for each buyer whether he has more than one request."""
    fitting = [levels for levels in range(2, 1001) if _nodes_at_most(levels, choosing) <= MOST_NODES]
    remedy = f"choose --levels {max(fitting)}, or a coarser --step" if fitting else "state a market of fewer buyers"
    given = f"at least {nodes:,} nodes" if nodes is not None and nodes < 10**12 else f"more than {MOST_NODES:,} nodes"
    return UsageError("U111", "game", given, f"up to {MOST_NODES:,} nodes", remedy)


def _nodes_at_most(levels: int, choosing: Sequence[bool]) -> int:
    profiles = prod(levels if chooses else 1 for chooses in choosing)
    return profiles * (len(choosing) + (1 << len(choosing)))
