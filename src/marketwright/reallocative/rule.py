"""The door of the room: its rules."""

from collections.abc import Callable

from marketwright.answers.answer import Result
from marketwright.markets.divisible import DivisibleMarket
from marketwright.questions import Question, Room, late_function
from marketwright.reallocative.written import written


def _function(module: str, name: str) -> Callable[[DivisibleMarket, Question], Result]:
    """A rule's function, whose results leave out numbers that are too long to be written."""
    found = late_function(module, name)

    def function(market: DivisibleMarket, question: Question) -> Result:
        return written(found(market, question))

    return function


ROOM = Room("reallocative", "divisible")
OPEN_OF_PACKAGES = ("bidder-core-always", "core-always", "packages-exist")
"""What packages certify, or not finding any leaves open."""


RULES = (
    ROOM.rule(
        "vickrey",
        _function("marketwright.reallocative.vickrey", "vickrey_rule"),
        "paper 001, section 3 and Proposition 1; spec reallocative 1 and 2",
        ("formulas", "worth parts"),
        "The Vickrey auction in which bidders buy and sell: efficient allocation, clearing price, payments, revenue.",
        may=("participants", "tolerance"),
    ),
    ROOM.rule(
        "uniform",
        _function("marketwright.reallocative.uniform", "uniform_rule"),
        "paper 001, Proposition 6 and Corollary 2; spec reallocative 9",
        ("formulas",),
        "The uniform-price auction: the bids that are an ex post equilibrium, what everybody gets and pays, and whether that is efficient.",
        may=("participants",),
    ),
    ROOM.rule(
        "core",
        _function("marketwright.reallocative.core", "core_rule"),
        "paper 001, section 3 and Corollary 1; spec reallocative 3",
        ("blocking coalitions", "price", "all worths", "trees", "worth parts"),
        "Whether Vickrey payoffs, or stated ones, are in the core and in the bidder-core, or who blocks them.",
        may=("participants", "payoffs", "cap", "tolerance"),
    ),
    ROOM.rule(
        "always",
        _function("marketwright.reallocative.always", "always_rule"),
        "paper 001, Lemmas 1 and 2, Theorem 2; spec reallocative 4 and 7",
        ("second difference", "all worths", "theorem"),
        "Whether Vickrey payoffs are in the core, and in the bidder-core, for every set of participants.",
    ),
    ROOM.rule(
        "revenue",
        _function("marketwright.reallocative.revenue", "revenue_rule"),
        "paper 001, Theorem 3; spec reallocative 9",
        ("formulas", "all profiles", "samples"),
        "What the Vickrey and the uniform-price auction bring in expectation when bidders' valuations are drawn from a distribution, and which brings more.",
        may=("number", "prior", "samples", "seed"),
    ),
    ROOM.rule(
        "shills",
        _function("marketwright.reallocative.shills", "shills_rule"),
        "paper 001, Proposition 9; spec reallocative 5",
        ("case", "all worths", "theorem"),
        "Whether a participant of the Vickrey auction gains by bidding also under names of other bidders of the market.",
        may=("participants",),
    ),
    ROOM.rule(
        "monotone",
        _function("marketwright.reallocative.monotone", "monotone_rule"),
        "paper 001, Proposition 9; spec reallocative 5",
        ("case", "all worths", "theorem"),
        "Whether one more bidder ever lowers the revenue of the Vickrey auction.",
    ),
    ROOM.rule(
        "split",
        _function("marketwright.reallocative.split", "split_rule"),
        "paper 001, Proposition 8; spec reallocative 11",
        ("formulas", "deviations"),
        "What happens when buyers and sellers are kept apart: payments, revenue, and everybody's best misreport.",
        needs="forward",
        may=("participants",),
    ),
    ROOM.rule(
        "packages",
        _function("marketwright.reallocative.packages", "packages_rule"),
        "paper 001, Theorem 1; spec reallocative 6",
        ("packages", "dependent allocations"),
        "Packages of goods that certify the core for every set of participants, found or tested.",
        may=("packages",),
        may_stay_open=OPEN_OF_PACKAGES,
    ),
    ROOM.rule(
        "independent",
        _function("marketwright.reallocative.independent", "independent_rule"),
        "paper 001, Proposition 7; spec reallocative 10",
        ("formulas",),
        "One auction for each package, held apart, and whether the outcome is that of the joint auction.",
        may=("participants", "packages"),
    ),
    ROOM.rule(
        "break",
        _function("marketwright.reallocative.breaking", "break_rule"),
        "paper 001, Propositions 3, 4 and 5; spec reallocative 8",
        ("market",),
        "A market made from this one in which the auctioneer and some bidders block the Vickrey outcome.",
        needs="proposition",
        may=("bidders",),
    ),
    ROOM.rule(
        "quantity",
        _function("marketwright.reallocative.quantity", "quantity_rule"),
        "paper 001, Theorem 1 and supplement D; spec reallocative 6",
        ("conditions",),
        "For which quantities, along a direction, packages certify that nobody but the auctioneer alone can object.",
        may=("direction", "packages"),
        may_stay_open=("certified",),
    ),
    ROOM.rule(
        "advise",
        _function("marketwright.reallocative.advise", "advise_rule"),
        "paper 001, Theorems 1 and 2; spec reallocative 6 and 7",
        ("packages", "blocking coalitions", "price", "all worths"),
        "How far bidders differ, which packages to offer, and what is lost without.",
        may_stay_open=OPEN_OF_PACKAGES,
    ),
)
