"""The door of the room: its rules."""

from collections.abc import Callable

from marketwright.answers.answer import Result
from marketwright.markets.divisible import DivisibleMarket
from marketwright.questions import Question, Rule, late_function
from marketwright.reallocative.written import written


def _function(module: str, name: str) -> Callable[[DivisibleMarket, Question], Result]:
    """A rule's function, whose results leave out numbers that are too long to be written."""
    found = late_function(module, name)

    def function(market: DivisibleMarket, question: Question) -> Result:
        return written(found(market, question))

    return function


OPEN_OF_PACKAGES = ("bidder-core-always", "core-always", "packages-exist")
"""What packages certify, or not finding any leaves open."""


def _rule(
    name: str,
    module: str,
    source: str,
    certificates: tuple[str, ...],
    meaning: str,
    *,
    needs: str | None = None,
    may: tuple[str, ...] = (),
    may_stay_open: tuple[str, ...] = (),
) -> Rule:
    return Rule(
        id=f"reallocative/{name}",
        meaning=meaning,
        source=source,
        kind="divisible",
        function=_function(module, f"{name}_rule"),
        certificates=certificates,
        needs_input=needs,
        may_input=may,
        has_ties=False,
        may_stay_open=may_stay_open,
    )


RULES = (
    _rule(
        "vickrey",
        "marketwright.reallocative.vickrey",
        "paper 001, section 3 and Proposition 1; spec reallocative 1 and 2",
        ("formulas", "worth parts"),
        "The Vickrey auction in which bidders buy and sell: efficient allocation, clearing price, payments, revenue.",
        may=("participants", "tolerance"),
    ),
    _rule(
        "uniform",
        "marketwright.reallocative.uniform",
        "paper 001, Proposition 6 and Corollary 2; spec reallocative 9",
        ("formulas",),
        "The uniform-price auction: the bids that are an ex post equilibrium, what everybody gets and pays, and whether that is efficient.",
        may=("participants",),
    ),
    _rule(
        "core",
        "marketwright.reallocative.core",
        "paper 001, section 3 and Corollary 1; spec reallocative 3",
        ("blocking coalitions", "price", "all worths", "trees", "worth parts"),
        "Whether Vickrey payoffs, or stated ones, are in the core and in the bidder-core, or who blocks them.",
        may=("participants", "payoffs", "cap", "tolerance"),
    ),
    _rule(
        "always",
        "marketwright.reallocative.always",
        "paper 001, Lemmas 1 and 2, Theorem 2; spec reallocative 4 and 7",
        ("second difference", "all worths", "theorem"),
        "Whether Vickrey payoffs are in the core, and in the bidder-core, for every set of participants.",
    ),
    _rule(
        "revenue",
        "marketwright.reallocative.revenue",
        "paper 001, Theorem 3; spec reallocative 9",
        ("formulas", "all profiles", "samples"),
        "What the Vickrey and the uniform-price auction bring in expectation when bidders' valuations are drawn from a distribution, and which brings more.",
        may=("number", "prior", "samples", "seed"),
    ),
    _rule(
        "shills",
        "marketwright.reallocative.shills",
        "paper 001, Proposition 9; spec reallocative 5",
        ("case", "all worths", "theorem"),
        "Whether a participant of the Vickrey auction gains by bidding also under names of other bidders of the market.",
        may=("participants",),
    ),
    _rule(
        "monotone",
        "marketwright.reallocative.monotone",
        "paper 001, Proposition 9; spec reallocative 5",
        ("case", "all worths", "theorem"),
        "Whether one more bidder ever lowers the revenue of the Vickrey auction.",
    ),
    _rule(
        "split",
        "marketwright.reallocative.split",
        "paper 001, Proposition 8; spec reallocative 11",
        ("formulas", "deviations"),
        "What happens when buyers and sellers are kept apart: payments, revenue, and everybody's best misreport.",
        needs="forward",
        may=("participants",),
    ),
    _rule(
        "packages",
        "marketwright.reallocative.packages",
        "paper 001, Theorem 1; spec reallocative 6",
        ("packages", "dependent allocations"),
        "Packages of goods that certify the core for every set of participants, found or tested.",
        may=("packages",),
        may_stay_open=OPEN_OF_PACKAGES,
    ),
    _rule(
        "independent",
        "marketwright.reallocative.independent",
        "paper 001, Proposition 7; spec reallocative 10",
        ("formulas",),
        "One auction for each package, held apart, and whether the outcome is that of the joint auction.",
        may=("participants", "packages"),
    ),
    _rule(
        "break",
        "marketwright.reallocative.breaking",
        "paper 001, Propositions 3, 4 and 5; spec reallocative 8",
        ("market",),
        "A market made from this one in which the auctioneer and some bidders block the Vickrey outcome.",
        needs="proposition",
        may=("bidders",),
    ),
    _rule(
        "quantity",
        "marketwright.reallocative.quantity",
        "paper 001, Theorem 1 and supplement D; spec reallocative 6",
        ("conditions",),
        "For which quantities, along a direction, packages certify that nobody but the auctioneer alone can object.",
        may=("direction", "packages"),
        may_stay_open=("certified",),
    ),
    _rule(
        "advise",
        "marketwright.reallocative.advise",
        "paper 001, Theorems 1 and 2; spec reallocative 6 and 7",
        ("packages", "blocking coalitions", "price", "all worths"),
        "How far bidders differ, which packages to offer, and what is lost without.",
        may_stay_open=OPEN_OF_PACKAGES,
    ),
)
