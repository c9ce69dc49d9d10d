"""The rules `reallocative/break` and `reallocative/advise`: markets made to leave the core, and what to offer."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketcheck.case import Finding, verdict
from marketcheck.conditions import Unreadable, reject, shown
from marketcheck.divisible import DivisibleMarket, divisible_market_from
from marketcheck.documents import canonical_json, keys, number
from marketcheck.lines import Exact
from marketcheck.matrices import Matrix, applied, combined, dot, inverse, is_semidefinite, plus, product, transposed
from marketcheck.reallocative import ALLOCATION, CODES, VICKREY, Auction, form, vickrey, vickrey_part
from marketcheck.reallocative_core import DETAILS, EVIDENCE, Payoffs, core_findings
from marketcheck.reallocative_packages import BUNDLES, PACKAGE_CODES, PACKAGES_OUTCOME, WITNESS, no_packages, packages_part
from marketcheck.surplus import total, utilities

BREAK = form({"market": dict, "coalition": [str], "deficit": number, "shifts": ALLOCATION}, cases=int)
BREAK_INPUT = {"proposition": {3, 4, 5}, "bidders?": [str]}
BREAK_CODES = dict.fromkeys(("market", "coalition", "deficit", "shifts"), "D30")
MOST_TO_BREAK = 12
LEAST_TO_BREAK = 3
_NUMBERS = {"theta_difference": number, "commutator": number, "off_diagonal": number, "competitive_revenue": number, "largest_deficit": number}
ADVISE = form(VICKREY | PACKAGES_OUTCOME | _NUMBERS | {"basis": BUNDLES}, EVIDENCE, **DETAILS | {"witness": DETAILS["witness"] | WITNESS})
ADVISE_CODES = PACKAGE_CODES | CODES | dict.fromkeys((*_NUMBERS, "basis"), "D32")


def check_break(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/break`."""
    auction.require_evidence()
    proposition, everyone, thetas = auction.input["proposition"], range(len(auction.market.bidders)), auction.utilities.thetas
    stated = "bidders" in auction.input
    chosen = [auction.bidder(name, "input.bidders") for name in auction.input["bidders"]] if stated else [*everyone]
    if not LEAST_TO_BREAK <= len({*chosen}) == len(chosen) or (stated and proposition != 5 and len(chosen) > LEAST_TO_BREAK):
        reject("D2", "input.bidders", auction.names(chosen), "three different ones, or for proposition 5 three or more")
    if auction.outcome:
        outcome = _broken(auction, chosen, proposition, stated=stated)
        found = verdict("breakable", True, "proved")
    else:
        if proposition < 5 or any([*thetas[i]] != [*thetas[chosen[0]]] for i in chosen):
            reject("D31", "findings.breakable", "false", "true: theta differ, or proposition 3 or 4")
        outcome, found = {}, verdict("breakable", False, "enumerated", cases=_require_unbreakable(auction, chosen, stated=stated))
    auction.finish(outcome, [found], BREAK_CODES)


def _broken(auction: Auction, chosen: Sequence[int], proposition: int, *, stated: bool) -> dict[str, Any]:
    """Returns the outcome that is due, once the market that is made is found to be as it has to be, and the auctioneer and the coalition to block there."""
    outcome = keys(auction.outcome, "outcome", ["market", "coalition", *(["shifts"] if proposition == 3 else [])], ["deficit"])
    made, coalition = _made(auction, outcome["market"]), auction.bidders(outcome["coalition"], "outcome.coalition")
    bidders = [auction.bidder(name, "outcome.market.bidders") for name in made.bidders]
    outside = {*bidders} - {*coalition}
    fits = len(bidders) >= LEAST_TO_BREAK and {*coalition} <= {*bidders} and len(outside) == 2 and bidders == sorted(bidders)
    if stated:
        fits = fits and bidders == sorted(chosen) and outside == ({*chosen[1:]} if proposition < 5 else {*chosen[:2]})
    if not fits or (proposition < 5 and len(bidders) > LEAST_TO_BREAK):
        reject("D30", "outcome", [*made.bidders], "the bidders that the proposition uses, in market order, and its coalition")
    first, second = sorted(outside)
    if proposition == 4 and [*auction.utilities.thetas[first]] == [*auction.utilities.thetas[second]]:
        reject("D31", "findings.breakable", "true", f"theta that differ of {auction.names([first, second])}")
    _require_change(auction, made, bidders, proposition)
    found = utilities([one.theta for one in made.values], [one.S for one in made.values], made.quantity)
    joint, members = vickrey(found, range(len(bidders))), [bidders.index(i) for i in coalition]
    deficit = total([found.coalition(members).worth, -joint.revenue, *(-joint.payoffs[k] for k in members)])
    if deficit <= 0:
        reject("D30", "outcome.deficit", shown(deficit), "above 0")
    return {**outcome, "deficit": deficit}


def _made(auction: Auction, document: dict[str, Any]) -> DivisibleMarket:
    """Returns the market that is made, in canonical form, with the same goods and no other bidders; its matrices are still to be compared."""
    made = divisible_market_from(document)
    plain = "title" not in document and "source" not in document and not any("endowment" in one.parts for one in made.values)
    if made.canonical != canonical_json(document) or not plain or made.numeric:
        raise Unreadable("market", "outcome.market: not in canonical form, with a title, a source, or endowments, or not quadratic")
    if made.goods != auction.market.goods or len(made.bidders) > len(auction.market.bidders):
        reject("D30", "outcome.market.goods", f"{len(made.goods)} goods, {len(made.bidders)} bidders", "the same goods, and no other bidders")
    return made


def _require_change(auction: Auction, made: DivisibleMarket, bidders: Sequence[int], proposition: int) -> None:
    """Verifies that the market that is made differs from this one as the proposition says."""
    thetas, slopes, same = auction.utilities.thetas, auction.utilities.matrices, [*made.quantity] == [*auction.market.quantity]
    wanted: list[list[Exact]] = [[*thetas[i]] for i in bidders]
    if proposition == 3:
        shifts = [auction.vector(auction.outcome["shifts"].get(name, {}), "outcome.shifts") for name in made.bidders]
        wanted = [plus(theta, applied(slopes[i], shift), -1) for i, theta, shift in zip(bidders, wanted, shifts, strict=True)]
        if len(auction.outcome["shifts"]) != len(shifts) or not same:
            reject("D30", "outcome.market.quantity", "another quantity, or shifts of others", "the same quantity, shifts of exactly these bidders")
    if proposition == 5 and any(theta != wanted[0] for theta in wanted):
        reject("D30", "outcome.market.bidders", "different theta", "equal theta")
    for i, values, theta in zip(bidders, made.values, wanted, strict=True):
        if [*map(list, values.S)] != [*map(list, slopes[i])] or [*values.theta] != theta:
            reject("D30", f"outcome.market.bidders, {auction.market.bidders[i]!r}", "another theta or S", "those of the proposition")


def _require_unbreakable(auction: Auction, chosen: Sequence[int], *, stated: bool) -> int:
    """Verifies that no quantity breaks the core by proposition 5; returns the number of cases."""
    auction.require_few(MOST_TO_BREAK, 0 if stated else len(chosen))
    slopes, cases = dict[tuple[int, ...], Matrix](), 0
    for members, pair in [(chosen, chosen[:2])] if stated else _triples(chosen):
        sets = [tuple(sorted({*members} - {*rest})) for rest in ((), pair, pair[:1], pair[1:])]
        for one in sets:
            if one not in slopes:
                slopes[one] = auction.utilities.coalition(one).slope
        curve = combined(*((sign, slopes[one]) for sign, one in zip((1, 1, -1, -1), sets, strict=True)))
        if not is_semidefinite(curve):
            reject("D31", "findings.breakable", "false", f"true with {auction.names(members)}, of whom {auction.names(pair)} are left out")
        cases += 1
    return cases


def _triples(bidders: Sequence[int]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Yields all sets of three or more, each with all pairs in it."""
    for size in range(LEAST_TO_BREAK, len(bidders) + 1):
        for members in combinations(bidders, size):
            for pair in combinations(members, 2):
                yield members, pair


def check_advise(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/advise`."""
    auction.require_listed()
    found = vickrey(auction.utilities, auction.participants)
    payoffs = Payoffs(auction, found.payoffs, found.revenue, stated=False)
    outcome = _differences(auction) | vickrey_part(auction, found) | {"competitive_revenue": dot(found.price, auction.market.quantity)}
    if largest := payoffs.largest(alone=False):
        outcome["largest_deficit"] = largest["deficit"]
    findings: list[Finding] = [verdict("equal-theta", outcome["theta_difference"] == 0, "proved")]
    findings += [verdict("commuting", outcome["commutator"] == 0, "proved"), *core_findings(payoffs)]
    if "packages" in auction.outcome:
        more, conditions = packages_part(auction)
        outcome |= more
        refuted = findings[-1]["holds"] is False
        findings += conditions[:-1] if refuted else conditions
    else:
        findings.append(no_packages(auction))
    auction.finish(outcome, findings, ADVISE_CODES)


def _differences(auction: Auction) -> dict[str, Any]:
    """Returns what is due on how far bidders differ, and on the stated basis."""
    found, stated = auction.utilities, keys(auction.outcome, "outcome", ["basis"], auction.outcome)["basis"]
    basis = [auction.vector(bundle, "outcome.basis") for bundle in stated]
    if len(basis) != len(auction.market.goods) or inverse(basis) is None:
        reject("D32", "outcome.basis", f"{len(basis)} bundles", "as many as goods, linearly independent")
    commutators = [combined((1, product(left, right)), (-1, product(right, left))) for left, right in combinations(found.matrices, 2)]
    turned = [product(product(basis, matrix), transposed(basis)) for matrix in found.matrices]
    off, whole = (_squares([row for one in turned for row in _off(one)]), _squares([row for one in turned for row in one]))
    return {
        "theta_difference": max((max(column) - min(column) for column in zip(*found.thetas, strict=True)), default=Fraction(0)),
        "commutator": max(map(_squares, commutators), default=Fraction(0)),
        "basis": stated,
        "off_diagonal": off / whole,
    }


def _off(matrix: Matrix) -> list[list[Exact]]:
    return [[entry for j, entry in enumerate(row) if j != k] for k, row in enumerate(matrix)]


def _squares(matrix: Matrix) -> Fraction:
    return sum((Fraction(entry * entry) for row in matrix for entry in row), Fraction(0))
