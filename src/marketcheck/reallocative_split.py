"""The rule `reallocative/split`: buyers and sellers kept apart, and what they gain by misreports."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketcheck.case import verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number
from marketcheck.matrices import Vector, applied, combined, dot, is_semidefinite, plus, quadratic, solved
from marketcheck.reallocative import AMOUNTS, CODES, PARTICIPANTS, Auction, Outcome, form, side_payment, vickrey
from marketcheck.reallocative_auctions import PAID
from marketcheck.surplus import total

_DEVIATION = {"theta": AMOUNTS, "bundle": AMOUNTS, "gain?": number, "direction?": AMOUNTS}
SPLIT = form(PAID | {"vickrey_payments": AMOUNTS, "vickrey_revenue": number, "deviations": {str: _DEVIATION}}, witness={"bidder": str})
SPLIT_INPUT = PARTICIPANTS | {"forward": [str]}
SPLIT_CODES = CODES | dict.fromkeys(("payments", "payoffs", "revenue", "vickrey_payments", "vickrey_revenue"), "D28") | {"deviations": "D29"}


def check_split(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/split`."""
    auction.require_evidence()
    bidders, found, joint = auction.participants, auction.utilities, vickrey(auction.utilities, auction.participants)
    forward = sorted(auction.participant(name, "input.forward") for name in auction.input["forward"])
    sides = forward, [i for i in bidders if i not in forward]
    if len({*forward}) < len(forward) or min(map(len, sides)) < 2:
        reject("D28", "input.forward", auction.names(forward), "two or more different participants on each side")
    slopes = {i: found.coalition(side).without(i).slope for side in sides for i in side}
    payments = {i: side_payment(joint.price, joint.allocation[i], slopes[i]) for i in bidders}
    if any(paid > joint.payments[i] for i, paid in payments.items()):
        reject("D28", "findings.payments-no-higher", "true", "false")
    revenue, stated = total(payments.values()), keys(auction.outcome, "outcome", ["deviations"], auction.outcome)["deviations"]
    for name in stated:
        auction.participant(name, "outcome.deviations")
    deviations = {name: entry for i in bidders for name, entry in _deviation(auction, joint, i, slopes[i], stated.get(auction.market.bidders[i]))}
    outcome = {
        "price": auction.bundle(joint.price),
        "allocation": auction.named({i: auction.bundle(bundle) for i, bundle in joint.allocation.items()}),
        "payments": auction.named(payments),
        "payoffs": {**auction.named({i: found.utility(i, joint.allocation[i]) - payments[i] for i in bidders}), "auctioneer": revenue},
        "revenue": revenue,
        "vickrey_payments": auction.named(joint.payments),
        "vickrey_revenue": joint.revenue,
        "deviations": deviations,
    }
    claimed, truthful = auction.finding("truthful"), verdict("truthful", not deviations, "proved")
    if deviations:
        truthful["witness"] = witness = keys(claimed.get("witness"), "findings.truthful.witness", ["bidder"])
        if witness["bidder"] not in deviations:
            reject("D29", "findings.truthful.witness", witness["bidder"], "a bidder with a deviation")
    auction.finish(outcome, [truthful, verdict("payments-no-higher", True, "proved")], SPLIT_CODES)


def _deviation(auction: Auction, joint: Outcome, bidder: int, slope: Sequence[Vector], stated: Mapping[str, Any] | None) -> list[tuple[str, dict[str, Any]]]:
    """Returns the entry that is due of a bidder, if he gains by a misreport, with its name."""
    others, found, truth = auction.everyone.without(bidder), auction.utilities, joint.allocation[bidder]
    place, bend = f"outcome.deviations, {auction.market.bidders[bidder]!r}", combined((1, found.matrices[bidder]), (2, others.slope), (-1, slope))
    wanted = plus(found.thetas[bidder], others.price, -1)
    if stated is None:
        if not is_semidefinite(bend) or applied(bend, truth) != wanted:
            reject("D29", place, "no deviation", "one: the truth is not the best report")
        return []
    bundle = _bundle(auction, stated, bend, wanted, place)
    gain = _gain(wanted, bundle, bend) - _gain(wanted, truth, bend)
    best = is_semidefinite(bend) and applied(bend, bundle) == wanted
    if "direction" in stated:
        direction = auction.vector(stated["direction"], place)
        best = quadratic(direction, bend) < 0 or (not any(applied(bend, direction)) and dot(wanted, direction) > 0)
    if gain <= 0 or not best:
        reject("D29", place, shown(gain), "a gain above 0, the largest, or a direction of gains without bound")
    theta = plus(plus(others.price, applied(others.slope, bundle)), applied(found.matrices[bidder], bundle))
    return [(auction.market.bidders[bidder], {**stated, "theta": auction.bundle(theta), "bundle": auction.bundle(bundle), "gain": gain})]


def _bundle(auction: Auction, stated: Mapping[str, Any], bend: Sequence[Vector], wanted: Vector, place: str) -> Vector:
    """Returns the bundle of a deviation; one whose numbers are too long to be stated is the best, if there is one best bundle."""
    if len(stated["bundle"]) == len(auction.market.goods) or "direction" in stated:
        return auction.vector(stated["bundle"], place)
    best = solved(bend, [wanted])
    if best is None:
        reject("D29", place, "numbers of the bundle left out", "all, where no bundle is the only best one")
    return best[0]


def _gain(wanted: Vector, bundle: Vector, bend: Sequence[Vector]) -> Fraction:
    return dot(wanted, bundle) - quadratic(bundle, bend) / 2
