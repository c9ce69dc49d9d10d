"""The rule `reallocative/independent`: one auction for each package, held apart, and whether the outcome is that of the joint auction.

*Meaning.* In the auction of the package f the utility of bidder i is `(theta_i . f) x - (f'S_i f) x^2 / 2`; the quantity is what the market's quantity contains
of f.  Outcomes are the same for all theta where `f'S_i g = 0` for every two packages f, g and every bidder.

*Source.* `docs/formats/reallocative.md`; paper 001, Proposition 7; spec reallocative 10.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from marketwright.answers.answer import Finding, Result
from marketwright.errors import UsageError
from marketwright.markets.divisible import DivisibleBidder, DivisibleMarket, QuadraticValues, Vector
from marketwright.questions import Question
from marketwright.reallocative.package_conditions import named_packages, stated_packages, weights_of
from marketwright.reallocative.package_search import common_eigenvectors
from marketwright.reallocative.setting import Setting, setting
from marketwright.reallocative.uniform import LEAST_UNIFORM, UniformOutcome, uniform_part
from marketwright.reallocative.vickrey import VickreyOutcome, vickrey_part
from marketwright.solvers.surplus.matrices import apply, dot


def independent_rule(market: DivisibleMarket, question: Question) -> Result:
    """The Vickrey auctions of the packages, and how they compare with the joint auction.

    Raises: `UsageError` U121 (fewer than two participants), U123 (a bidder of a numeric type), U124 (no packages given, and no rational common eigenvectors).
    """
    here = setting(market, question)
    stated = (question.input or {}).get("packages")
    packages = _eigenvectors(here) if stated is None else stated_packages(here, stated)
    alone = [_auction_of(here, packages, number) for number in range(len(packages))]
    auctions = [vickrey_part(auction) for auction in alone]
    bundles, payments = _together(packages, auctions)
    outcome = named_packages(here, packages) | {
        "auctions": [_named(auction, found) for auction, found in zip(alone, auctions, strict=True)],
        "allocation": here.named([here.bundle(bundle) for bundle in bundles]),
        "payments": here.named(payments),
        "revenue": sum(payments, Fraction(0)),
    }
    findings = [_separable(here, packages), _same(here, bundles, payments)]
    matrices = {here.utilities[bidder].matrix for bidder in here.participants}
    if len(matrices) == 1 and len(here.participants) >= LEAST_UNIFORM:
        findings.append(_same_uniform(here, packages, alone))
    return Result(outcome=outcome, findings=tuple(findings), certificate={}, parameters={})


def _eigenvectors(here: Setting) -> tuple[Vector, ...]:
    found = common_eigenvectors([here.utilities[bidder].matrix for bidder in here.participants], here.quantity)
    if found is None:
        given, allowed = "matrices S without rational common eigenvectors", "matrices that have them, or packages"
        raise UsageError("U124", "participants", given, allowed, "state packages in the input")
    return found


def _auction_of(here: Setting, packages: Sequence[Vector], number: int) -> Setting:
    """The auction of one package, as a market with one good."""
    package = packages[number]
    bidders = tuple(
        DivisibleBidder(
            name=bidder.name,
            values=QuadraticValues(theta=(dot(utility.theta, package),), matrix=((dot(package, apply(utility.matrix, package)),),)),
        )
        for bidder, utility in zip(here.market.bidders, here.utilities, strict=True)
    )
    quantity = apply(weights_of(packages), here.quantity)[number]
    return replace(here, market=DivisibleMarket(goods=(str(number),), quantity=(quantity,), bidders=bidders))


def _together(packages: Sequence[Vector], auctions: Sequence[VickreyOutcome | UniformOutcome]) -> tuple[tuple[Vector, ...], tuple[Fraction, ...]]:
    """What each participant gets and pays in all auctions."""
    columns = tuple(zip(*packages, strict=True))
    quantities = zip(*(auction.allocation for auction in auctions), strict=True)
    bundles = tuple(tuple(dot(tuple(amount for (amount,) in own), column) for column in columns) for own in quantities)
    payments = tuple(sum(own, Fraction(0)) for own in zip(*(auction.payments for auction in auctions), strict=True))
    return bundles, payments


def _named(auction: Setting, found: VickreyOutcome) -> dict[str, object]:
    return {
        "price": found.price[0],
        "allocation": auction.named([amount for (amount,) in found.allocation]),
        "payments": auction.named(found.payments),
        "revenue": found.revenue,
    }


def _separable(here: Setting, packages: Sequence[Vector]) -> Finding:
    """Whether packages are orthogonal for the matrices of all participants."""
    for bidder in here.participants:
        for one, other in combinations(range(len(packages)), 2):
            value = dot(packages[one], apply(here.utilities[bidder].matrix, packages[other]))
            if value:
                witness = {"bidder": here.market.bidders[bidder].name, "packages": (one, other), "value": value}
                return Finding(claim="separable", holds=False, grade="proved", details={"witness": witness})
    return Finding(claim="separable", holds=True, grade="proved")


def _same(here: Setting, bundles: Sequence[Vector], payments: Sequence[Fraction]) -> Finding:
    """Whether the joint Vickrey auction gives and asks the same: the first payment that differs, or else the first bundle."""
    joint, names, claim = vickrey_part(here), here.names(here.participants), "same-as-joint"
    for name, own, other in zip(names, payments, joint.payments, strict=True):
        if own != other:
            return Finding(claim=claim, holds=False, grade="proved", details={"witness": {"bidder": name, "payment": other}})
    for name, bundle, held in zip(names, bundles, joint.allocation, strict=True):
        if bundle != held:
            return Finding(claim=claim, holds=False, grade="proved", details={"witness": {"bidder": name, "bundle": here.bundle(held)}})
    return Finding(claim=claim, holds=True, grade="proved")


def _same_uniform(here: Setting, packages: Sequence[Vector], alone: Sequence[Setting]) -> Finding:
    """Whether the uniform-price auctions of the packages give and ask what the joint one does."""
    joint = uniform_part(here)
    bundles, payments = _together(packages, [uniform_part(auction) for auction in alone])
    entries = zip(here.names(here.participants), bundles, joint.allocation, payments, joint.payments, strict=True)
    differs = next((name for name, bundle, held, own, other in entries if bundle != held or own != other), None)
    details = {} if differs is None else {"witness": {"bidder": differs}}
    return Finding(claim="same-as-joint-uniform", holds=differs is None, grade="proved", details=details)
