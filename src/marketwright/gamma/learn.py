"""Mechanism Γ played again and again by buyers who learn: `undercut` and `regret-matching`.  An experiment, not a proof.

*Meaning.* Buyers see the requests of the rounds before.  With `undercut` they move one at a time, in an order drawn anew for each pass: the mover asks for
`step` less than the limit d of what he could have had against the last requests, and not for less than 0.  They start by asking for everything at price 0.
With `regret-matching` (Hart and Mas-Colell) all move at once on the grid 0, step, 2 step, ... up to the value of all goods: a request is drawn in proportion to
how much more it would have earned so far, and a buyer who regrets nothing repeats himself.

The result is a function of market, kind, rounds, step and seed.  Payoffs are exact; chance only chooses requests.

*Source.* spec gamma 7 (deviation limits); Hart and Mas-Colell 2000, *A simple adaptive procedure leading to correlated equilibrium*.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from marketwright.coalitions.worths import Clearing
from marketwright.errors import UsageError
from marketwright.exact import common_denominator, number_text
from marketwright.gamma.net_game import NetGame, TableGame, net_game, table_game
from marketwright.gamma.profile import opened
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Limits

KINDS = ("undercut", "regret-matching")
MOST_REQUESTS = 1000
"""The largest grid of regret matching: so many steps up to the value of all goods."""


@dataclass(frozen=True, slots=True)
class LearningRound:
    """Requested net payoffs and payoffs by buyer's index, members of the reply (increasing), the seller's revenue, and who moved (None: all)."""

    net: tuple[Fraction, ...]
    members: tuple[int, ...]
    payoffs: tuple[Fraction, ...]
    revenue: Fraction
    mover: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """All rounds, with the parameters that led to them and the Vickrey payoffs (by buyer's index) for comparison."""

    kind: str
    seed: int
    step: Fraction
    rounds: tuple[LearningRound, ...]
    vickrey: tuple[Fraction, ...]

    @property
    def last(self) -> tuple[Fraction, ...]:
        """The requests of the last round."""
        return self.rounds[-1].net

    @property
    def average(self) -> tuple[Fraction, ...]:
        """Each buyer's average request over all rounds."""
        return tuple(_mean([played.net[buyer] for played in self.rounds]) for buyer in range(len(self.vickrey)))

    @property
    def average_payoffs(self) -> tuple[Fraction, ...]:
        """Each buyer's average payoff over all rounds."""
        return tuple(_mean([played.payoffs[buyer] for played in self.rounds]) for buyer in range(len(self.vickrey)))

    @property
    def average_revenue(self) -> Fraction:
        """The seller's average revenue."""
        return _mean([played.revenue for played in self.rounds])

    def distance(self, net: tuple[Fraction, ...]) -> Fraction:
        """The largest difference of any buyer's request from his Vickrey payoff."""
        return max(abs(asked - payoff) for asked, payoff in zip(net, self.vickrey, strict=True))


def learned(
    market: BundleMarket, *, kind: str = "undercut", rounds: int = 1000, seed: int = 0, step: Fraction | None = None, limits: Limits | None = None
) -> Learning:
    """The play of at least one round by buyers who learn.

    `step`: None for a hundredth of the largest value of all goods to a buyer (1 where nobody values anything).

    Raises: `MarketError` M118 (reserve prices); `UsageError` U105 (regret matching with many buyers), U106 (a limit), U112 (unknown kind), U113 (step).
    Cost: for up to eight buyers 2^buyers winner determinations, then small sums; for more two winner determinations in each round.
    """
    if kind not in KINDS:
        raise UsageError("U112", "kind of learning", repr(kind), " or ".join(KINDS), "choose one of them")
    clearing, valuer = opened(market, limits or Limits())
    largest = max(valuer.value(buyer, market.goods) for buyer in range(clearing.seller))
    chosen = (largest / 100 or Fraction(1)) if step is None else step
    if chosen <= 0:
        raise UsageError("U113", "step", number_text(chosen), "a number above 0", "choose a small part of the values")
    if kind == "undercut":
        game = net_game(market, chosen, limits)
        found = _undercutting(game, int(chosen * game.scale), rounds, Random(seed))
    else:
        if largest > MOST_REQUESTS * chosen:
            given = f"{number_text(chosen)}, which makes {int(largest / chosen) + 1:,} different requests"
            raise UsageError("U113", "step", given, f"up to {MOST_REQUESTS:,} steps", f"choose at least {number_text(largest / MOST_REQUESTS)}")
        table = _table(clearing, chosen)
        game = table
        found = _matching_regrets(table, int(chosen * table.scale), rounds, Random(seed))
    return Learning(kind=kind, seed=seed, step=chosen, rounds=tuple(found), vickrey=_money(game.vickrey, game.scale))


def _undercutting(game: NetGame, step: int, rounds: int, random: Random) -> Iterator[LearningRound]:
    net, order = list(game.most), list[int]()
    for _ in range(rounds):
        if not order:
            order = random.sample(range(len(net)), len(net))
        mover = order.pop()
        net[mover] = max(0, game.limit(net, mover) - step)
        yield _round(game, net, mover)


def _matching_regrets(game: TableGame, step: int, rounds: int, random: Random) -> Iterator[LearningRound]:
    """Requests are counted in steps; `regrets[buyer][k]`: how much more, in all rounds so far, a request of k steps would have earned."""
    buyers = range(len(game.most))
    regrets = [[0] * (most // step + 1) for most in game.most]
    chosen = [random.randrange(len(regrets[buyer])) for buyer in buyers]
    for number in range(rounds):
        if number:
            chosen = [_drawn(regrets[buyer], chosen[buyer], random) for buyer in buyers]
        net = [steps * step for steps in chosen]
        for buyer in buyers:
            grant = game.grant(net, buyer)
            granted = grant.limit // step if grant.at_limit or grant.limit % step else grant.limit // step - 1
            had = chosen[buyer] if chosen[buyer] <= granted else 0
            regrets[buyer] = [total + (steps if steps <= granted else 0) - had for steps, total in enumerate(regrets[buyer])]
        yield _round(game, net, None)


def _drawn(regrets: list[int], last: int, random: Random) -> int:
    """A request drawn in proportion to what it is regretted not to have asked for; the last one again where nothing is regretted."""
    total = sum(regret for regret in regrets if regret > 0)
    if total == 0:
        return last
    point = random.randrange(total)
    for steps, regret in enumerate(regrets):
        point -= max(regret, 0)
        if point < 0:
            return steps
    return last


def _round(game: NetGame, net: list[int], mover: int | None) -> LearningRound:
    reply = game.reply(net)
    payoffs = [amount if buyer in reply.members else 0 for buyer, amount in enumerate(net)]
    return LearningRound(
        net=_money(net, game.scale),
        members=reply.members,
        payoffs=_money(payoffs, game.scale),
        revenue=Fraction(reply.revenue, game.scale),
        mover=mover,
    )


def _table(clearing: Clearing, step: Fraction) -> TableGame:
    return table_game(clearing, common_denominator([step, Fraction(1, clearing.denominator)], "step and values"))


def _money(amounts: list[int] | tuple[int, ...], scale: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(amount, scale) for amount in amounts)


def _mean(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)
