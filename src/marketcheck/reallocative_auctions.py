"""The rules `reallocative/uniform` and `reallocative/independent`: other auctions of the same goods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject
from marketcheck.documents import keys, number
from marketcheck.lines import Exact
from marketcheck.matrices import Vector, applied, dot, plus, quadratic
from marketcheck.reallocative import ALLOCATION, AMOUNTS, PARTICIPANTS, VECTOR, Auction, Outcome, form, vickrey
from marketcheck.reallocative_packages import BUNDLES, PACKAGES_INPUT, Packages, require_eigenvectors, stated_packages
from marketcheck.surplus import Utilities, total, utilities

PAID = {"price": AMOUNTS, "allocation": ALLOCATION, "payments": AMOUNTS, "payoffs": AMOUNTS, "revenue": number}
UNIFORM = form(PAID | {"bids": ALLOCATION, "slope": [VECTOR], "welfare": number}, witness={"bidders": [str]})
UNIFORM_CODES = dict.fromkeys((*PAID, "bids", "slope", "welfare"), "D19")
_AUCTION = {"price?": number, "allocation": AMOUNTS, "payments": AMOUNTS, "revenue?": number}
_PARTS = {"packages": BUNDLES, "package_quantities": VECTOR, "auctions": [_AUCTION], "allocation": ALLOCATION, "payments": AMOUNTS, "revenue": number}
_WITNESS: dict[str, Any] = {"bidder": str, "packages?": (int, int), "value?": number, "payment?": number, "bundle?": AMOUNTS}
INDEPENDENT = form(_PARTS, witness=_WITNESS)
INDEPENDENT_INPUT = PARTICIPANTS | PACKAGES_INPUT
INDEPENDENT_CODES = dict.fromkeys(_PARTS, "D26") | {"packages": "D22", "package_quantities": "D22"}


@dataclass(frozen=True, slots=True)
class Uniform:
    """The outcome of the uniform-price auction."""

    price: list[Exact]
    allocation: dict[int, list[Fraction]]
    payments: dict[int, Fraction]


def has_common_matrix(found: Utilities, bidders: Sequence[int]) -> bool:
    """Returns whether bidders have the same S."""
    return all([*map(list, found.matrices[i])] == [*map(list, found.matrices[bidders[0]])] for i in bidders)


def uniform(found: Utilities, bidders: Sequence[int], quantity: Vector) -> Uniform:
    """Returns the outcome at the equilibrium of three or more bidders with the same S."""
    size, slope, inverted = len(bidders), found.matrices[bidders[0]], found.inverses[bidders[0]]
    steeper = Fraction(size - 1, size - 2)
    mean = [sum(column, Fraction(0)) / size for column in zip(*(found.thetas[i] for i in bidders), strict=True)]
    price = plus(mean, applied(slope, quantity), -steeper / size)
    allocation = {i: [entry / steeper for entry in applied(inverted, plus(found.thetas[i], price, -1))] for i in bidders}
    return Uniform(price, allocation, {i: dot(price, bundle) for i, bundle in allocation.items()})


def check_uniform(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/uniform`."""
    auction.require_evidence()
    found, bidders = auction.utilities, auction.participants
    if len(bidders) < 3 or not has_common_matrix(found, bidders):
        reject("D19", "input.participants", f"{len(bidders)} participants", "three or more with the same S")
    at, steeper = uniform(found, bidders, auction.market.quantity), Fraction(len(bidders) - 1, len(bidders) - 2)
    worths = {i: found.utility(i, bundle) for i, bundle in at.allocation.items()}
    revenue = total(at.payments.values())
    outcome = {
        "bids": auction.named({i: auction.bundle(found.thetas[i]) for i in bidders}),
        "slope": [[steeper * entry for entry in row] for row in found.matrices[bidders[0]]],
        "price": auction.bundle(at.price),
        "allocation": auction.named({i: auction.bundle(bundle) for i, bundle in at.allocation.items()}),
        "payments": auction.named(at.payments),
        "payoffs": {**auction.named({i: worths[i] - paid for i, paid in at.payments.items()}), "auctioneer": revenue},
        "revenue": revenue,
        "welfare": total(worths.values()),
    }
    claimed, efficient = auction.finding("efficient"), verdict("efficient", True, "proved")
    marginal = {i: plus(found.thetas[i], applied(found.matrices[i], bundle), -1) for i, bundle in at.allocation.items()}
    if claimed["holds"] is False:
        witness = keys(claimed.get("witness"), "findings.efficient.witness", ["bidders"])
        pair = auction.members(witness["bidders"], "findings.efficient.witness")
        if len(pair) != 2 or marginal[pair[0]] == marginal[pair[1]]:
            reject("D19", "findings.efficient.witness", witness["bidders"], "two participants whose marginal utilities differ")
        efficient = verdict("efficient", False, "proved", witness=witness)
    elif any(one != marginal[bidders[0]] for one in marginal.values()):
        reject("D19", "findings.efficient", "true", "false: marginal utilities differ")
    auction.finish(outcome, [verdict("equilibrium", True, "proved"), efficient], UNIFORM_CODES)


def check_independent(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/independent`."""
    auction.require_evidence()
    packages, found, bidders = stated_packages(auction), auction.utilities, auction.participants
    if "packages" not in auction.input:
        require_eigenvectors(auction, packages.bundles, bidders)
    quantities = applied(packages.weights, auction.market.quantity)
    parts = [_of_package(found, bundle, amount, bidders) for bundle, amount in zip(packages.bundles, quantities, strict=True)]
    outcomes = [vickrey(part, range(len(bidders))) for part in parts]
    joint, apart = vickrey(found, bidders), _together(packages, bidders, [(one.allocation, one.payments) for one in outcomes])
    outcome = {
        "packages": auction.outcome["packages"],
        "package_quantities": quantities,
        "auctions": [_auction_part(auction, one) for one in outcomes],
        "allocation": auction.named({i: auction.bundle(bundle) for i, (bundle, _) in apart.items()}),
        "payments": auction.named({i: paid for i, (_, paid) in apart.items()}),
        "revenue": total(paid for _, paid in apart.values()),
    }
    findings = [_separable(auction, packages), _same_as_joint(auction, apart, joint)]
    if len(bidders) > 2 and has_common_matrix(found, bidders):
        each = [uniform(part, range(len(bidders)), [amount]) for part, amount in zip(parts, quantities, strict=True)]
        whole = uniform(found, bidders, auction.market.quantity)
        separate = _together(packages, bidders, [(one.allocation, one.payments) for one in each])
        findings.append(_same(auction, "same-as-joint-uniform", [i for i in bidders if separate[i] != (whole.allocation[i], whole.payments[i])]))
    auction.finish(outcome, findings, INDEPENDENT_CODES)


def _of_package(found: Utilities, bundle: Vector, amount: Exact, bidders: Sequence[int]) -> Utilities:
    """Returns the participants' utilities of quantities of one package."""
    return utilities([[dot(found.thetas[i], bundle)] for i in bidders], [[[quadratic(bundle, found.matrices[i])]] for i in bidders], [amount])


def _auction_part(auction: Auction, one: Outcome) -> dict[str, Any]:
    names = auction.names(auction.participants)
    allocation = dict(zip(names, (amount for (amount,) in one.allocation.values()), strict=True))
    return {"price": one.price[0], "allocation": allocation, "payments": dict(zip(names, one.payments.values(), strict=True)), "revenue": one.revenue}


def _together(
    packages: Packages, bidders: Sequence[int], parts: Sequence[tuple[Mapping[int, Vector], Mapping[int, Fraction]]]
) -> dict[int, tuple[list[Fraction], Fraction]]:
    """Returns what everybody gets and pays in all auctions together."""
    found = {}
    for place, i in enumerate(bidders):
        amounts = [allocation[place][0] for allocation, _ in parts]
        found[i] = [dot(amounts, column) for column in zip(*packages.bundles, strict=True)], total(payments[place] for _, payments in parts)
    return found


def _separable(auction: Auction, packages: Packages) -> Finding:
    claim, claimed, place, bundles = "separable", auction.finding("separable"), "findings.separable", packages.bundles
    matrices = auction.utilities.matrices
    if claimed["holds"] is False:
        witness = keys(claimed.get("witness"), f"{place}.witness", ["bidder", "packages"], ["value"])
        i, (k, j) = auction.participant(witness["bidder"], f"{place}.witness"), witness["packages"]
        if not 0 <= k < j < len(bundles) or not (value := dot(bundles[k], applied(matrices[i], bundles[j]))):
            reject("D26", f"{place}.witness", [k, j], "two packages in order that are not separable")
        return verdict(claim, False, "proved", witness={**witness, "value": value})
    if any(dot(left, applied(matrices[i], right)) for i in auction.participants for left, right in combinations(bundles, 2)):
        reject("D26", place, "true", "false: f_k' S_i f_l != 0")
    return verdict(claim, True, "proved")


def _same_as_joint(auction: Auction, apart: Mapping[int, tuple[Vector, Fraction]], joint: Outcome) -> Finding:
    """Returns the finding `same-as-joint` that is due."""
    claim, payments = "same-as-joint", [i for i, (_, paid) in apart.items() if paid != joint.payments[i]]
    wrong = payments or [i for i, (bundle, _) in apart.items() if bundle != joint.allocation[i]]
    found = _same(auction, claim, wrong)
    if not found["holds"]:
        i = auction.bidder(found["witness"]["bidder"], f"findings.{claim}")
        found["witness"] = {
            "bidder": found["witness"]["bidder"],
            **({"payment": joint.payments[i]} if payments else {"bundle": auction.bundle(joint.allocation[i])}),
        }
    return found


def _same(auction: Auction, claim: str, wrong: Sequence[int]) -> Finding:
    """Returns the finding that is due where these bidders have another outcome, one of whom the witness names."""
    claimed, place = auction.finding(claim), f"findings.{claim}"
    if claimed["holds"] is False:
        witness = keys(claimed.get("witness"), f"{place}.witness", ["bidder"], claimed.get("witness", {}))
        if auction.participant(witness["bidder"], f"{place}.witness") not in wrong:
            reject("D26", f"{place}.witness", witness["bidder"], f"one of {auction.names(wrong)}")
        return verdict(claim, False, "proved", witness={"bidder": witness["bidder"]})
    if wrong:
        reject("D26", place, "true", f"false: {auction.names(wrong)} have another outcome")
    return verdict(claim, True, "proved")
