"""The rule `reallocative/core` on quadratic markets: who blocks payoffs, and proofs that nobody does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number, of_type
from marketcheck.gamma import cap
from marketcheck.lines import Exact, fraction_steps, product_steps
from marketcheck.market import Names
from marketcheck.matrices import dot, over_common
from marketcheck.reallocative import AMOUNTS, ENTRY, PARTICIPANTS, TOLERANCE, VICKREY, WORTH_PART, Auction, form, vickrey, vickrey_part
from marketcheck.reallocative_trees import require_tree
from marketcheck.surplus import BITS, total
from marketcheck.walrasian import not_negative, of_all

USUAL_CAP = 100
Found = tuple[list[int], bool]
"""A coalition: bidders, and whether the auctioneer is a member."""


def nodes(value: object, place: str) -> list[Any]:
    """Returns the nodes of a tree: integers, and lists of numbers."""
    listed: list[Any] = of_type(value, list, place)
    return [node if type(node) is int else [number(part, place) for part in of_type(node, list, place)] for node in listed]


BLOCKING = {"blocking": [ENTRY]}
EVIDENCE = {"price?": AMOUNTS, "with?": nodes, "without?": nodes}
DETAILS: dict[str, Any] = {
    "witness": {**{f"{key.removesuffix('?')}?": part for key, part in ENTRY.items()}, "sum?": number},
    "coalitions": int,
    "leaves": int,
    "number": int,
    "at_most": number,
    "error": not_negative,
    "residual": not_negative,
}
WORTHS = {"worths?": [{"coalition": [str], **WORTH_PART}]}
CORE = form(VICKREY | BLOCKING, EVIDENCE | WORTHS, **DETAILS)
CORE_INPUT = PARTICIPANTS | TOLERANCE | {"payoffs?": AMOUNTS, "cap?": cap}


@dataclass(frozen=True)
class Payoffs:
    """Payoffs of participants and of the auctioneer; `stated` ones are not Vickrey's, which no coalition without the auctioneer blocks (Proposition 2)."""

    auction: Auction
    of: Mapping[int, Fraction]
    auctioneer: Fraction
    stated: bool

    @cached_property
    def sum(self) -> Fraction:
        """All together."""
        return total([*self.of.values(), self.auctioneer])

    @cached_property
    def feasible(self) -> bool:
        """Whether they add up to the surplus."""
        return not self.stated or self.sum == self.auction.everyone.worth

    def entry(self, found: Found) -> dict[str, Any]:
        """Returns the entry of a coalition."""
        members, joined = found
        worth, quantity = Fraction(0), self.auction.utilities.quantity
        if members:
            worth = Fraction(*self.auction.utilities.coalition(members).worth_ratio(quantity if joined else [0] * len(quantity)))
        paid = total([*(self.of[i] for i in members), *([self.auctioneer] if joined else [])])
        return {"coalition": self.auction.names(members), "auctioneer": joined, "worth": worth, "payoffs": paid, "deficit": worth - paid}

    def spend(self, coalitions: int) -> None:
        """Counts the entries of so many coalitions, before they are computed."""
        numbers, found = [*self.of.values(), self.auctioneer], self.auction.utilities
        paid = sum(below.bit_length() for below in {number.denominator for number in numbers}) + max(number.numerator.bit_length() for number in numbers)
        unit, goods = max(max(map(int.bit_length, border)) for border in found.borders), len(found.quantity) + 1
        sums = len(numbers) * (40 + goods**2 * (1 + unit / 2_000)) + 2 * fraction_steps(paid) + fraction_steps(paid + goods * unit)
        self.auction.meter.spend(int(2 * coalitions * (100 + sums + goods**3 * product_steps(goods * unit) + fraction_steps(goods * unit))))

    @cached_property
    def blocking(self) -> list[tuple[Found, int]]:
        """All coalitions that block, in order, each with its deficit in units of 2^-BITS, up to less than as many units as participants and 2."""
        found, quantity = self.auction.utilities, self.auction.utilities.quantity
        floors = {i: _floor(payoff) for i, payoff in self.of.items()}
        sides = [(quantity, _floor(self.auctioneer), True), *([([0] * len(quantity), 0, False)] if self.stated else [])]
        listed: list[tuple[Found, int]] = [(([], True), _floor(-self.auctioneer))] if self.auctioneer < 0 else []
        close = list[tuple[Found, int]]()
        for members, coalition in found.every_set(self.auction.participants):
            paid = sum(floors[i] for i in members)
            for amount, charge, joined in sides:
                above, below = coalition.worth_ratio(amount)
                gap = (above << BITS) // below - paid - charge
                if gap >= 0:
                    (listed if gap > len(members) + 1 else close).append(((members, joined), gap))
        self.spend(len(close))
        listed += [one for one in close if self.entry(one[0])["deficit"] > 0]
        return sorted(listed, key=lambda one: (len(one[0][0]), one[0][0], not one[0][1]))

    def largest(self, alone: bool) -> dict[str, Any] | None:
        """Returns the entry of the first coalition with the largest deficit, the auctioneer alone among them or not."""
        kept = [(found, gap) for found, gap in self.blocking if found[0] or alone]
        near = max((gap for _, gap in kept), default=0) - len(self.of) - 2
        closest = [found for found, gap in kept if gap >= near]
        self.spend(len(closest))
        entries = [*map(self.entry, closest)]
        return max(entries, key=lambda entry: entry["deficit"], default=None)


def _floor(payoff: Fraction) -> int:
    return (payoff.numerator << BITS) // payoff.denominator


def check_core(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/core` on a quadratic market."""
    found, head, payoffs = vickrey(auction.utilities, auction.participants), list[Finding](), None
    part = vickrey_part(auction, found)
    if "payoffs" in auction.input:
        payoffs = _stated(auction, auction.input["payoffs"])
        stated = {**auction.named(payoffs.of), "auctioneer": payoffs.auctioneer}
        part = {key: part[key] for key in ("price", "allocation", "welfare")} | {"payoffs": stated}
        more = {} if payoffs.feasible else {"witness": {"sum": payoffs.sum}}
        head = [verdict("feasible", payoffs.feasible, "proved", **more)]
    else:
        payoffs = Payoffs(auction, found.payoffs, found.revenue, stated=False)
        head = [verdict("efficient", True, "proved"), verdict("vickrey", True, "proved")]
    blocking = keys(auction.outcome, "outcome", ["blocking"], auction.outcome)["blocking"]
    entries = _listed(payoffs, blocking, auction.input.get("cap", USUAL_CAP))
    findings = core_findings(payoffs, [bool(entry["coalition"]) for entry in entries])
    if auction.listed:
        findings.append(verdict("all-blocking", True, "enumerated", number=len(payoffs.blocking)))
    auction.finish(part | {"blocking": entries}, [*head, *findings])


def _stated(auction: Auction, stated: Mapping[str, Fraction]) -> Payoffs:
    """Returns the payoffs of the input."""
    bidders = Names(auction.names(auction.participants))
    of = dict(zip(auction.participants, of_all({key: part for key, part in stated.items() if key != "auctioneer"}, bidders, "input.payoffs"), strict=True))
    return Payoffs(auction, of, stated["auctioneer"] if "auctioneer" in stated else auction.everyone.worth - total(of.values()), stated=True)


def _listed(payoffs: Payoffs, claimed: Sequence[Mapping[str, Any]], most: int) -> list[dict[str, Any]]:
    """Returns the entries that are due: those claimed, once they are found to be blocking; in a listed auction the first of all."""
    if payoffs.auction.listed:
        found = [one for one, _ in payoffs.blocking[:most]]
        payoffs.spend(len(found))
    else:
        found = [(payoffs.auction.members(entry["coalition"], "outcome.blocking"), entry["auctioneer"]) for entry in claimed]
        order = [(len(members), members, not joined) for members, joined in found]
        if len(found) > most or any(left >= right for left, right in pairwise(order)):
            reject("D6", "outcome.blocking", f"{len(found)} coalitions", f"different ones in order, at most {most}")
    entries = [payoffs.entry(one) for one in found]
    for k, entry in enumerate(entries):
        _require_blocking(payoffs, entry, f"outcome.blocking[{k}]")
    return entries


def _require_blocking(payoffs: Payoffs, entry: Mapping[str, Any], place: str) -> None:
    """Verifies that a coalition blocks; one without the auctioneer never blocks Vickrey payoffs."""
    if entry["deficit"] <= 0 or not (entry["coalition"] or entry["auctioneer"]) or not (payoffs.stated or entry["auctioneer"]):
        reject("D5", place, shown(entry["deficit"]), "a deficit above 0 of the auctioneer or participants")


def core_findings(payoffs: Payoffs, listed: Sequence[bool] = ()) -> list[Finding]:
    """Returns the findings `bidder-core` and `core` that are due; `listed` says of the outcome's entries whether they are more than the auctioneer alone."""
    claimed = [payoffs.auction.finding(claim) for claim in ("bidder-core", "core")]
    _require_evidence(payoffs, claimed)
    blocked = {"bidder-core": any(listed), "core": bool(listed) or payoffs.auctioneer < 0}
    if claimed[0]["holds"] is False and claimed[1]["holds"] is not False:
        reject("D7", "findings.core", "not refuted", "false, as the bidder-core does not hold")
    return [_verdict(payoffs, finding, blocked=blocked[finding["claim"]]) for finding in claimed]


def _verdict(payoffs: Payoffs, claimed: Finding, *, blocked: bool) -> Finding:
    """Returns the finding that is due of one claim, in the form that is claimed."""
    auction, claim = payoffs.auction, claimed["claim"]
    place, sets = f"findings.{claim}", (1 << len(payoffs.of)) - 1
    sets *= 2 if payoffs.stated else 1
    alone = claim == "core"
    if not payoffs.feasible:
        return verdict(claim, False, "proved", witness={"sum": payoffs.sum})
    if claimed["holds"] is False:
        return verdict(claim, False, "proved", witness=_witness(payoffs, claimed.get("witness", {}), place, alone))
    if blocked or (auction.listed and payoffs.largest(alone)):
        reject("D7", place, claimed["holds"], "false: a coalition blocks")
    if claimed["holds"] is None:
        details = {key: part for key, part in claimed.items() if key in ("at_most", "error", "coalitions")}
        wanted = {"bounded": {"at_most"}, "numeric": {"error", "coalitions"}}.get(claimed["grade"], set())
        keys(details, place, wanted)
        return verdict(claim, None, claimed["grade"] if wanted else "unproven", **details | ({"coalitions": sets + alone} if "error" in details else {}))
    if "price" in auction.certificate:
        return verdict(claim, True, "proved")
    if "with" in auction.certificate:
        leaves = [node for side in auction.certificate.values() for node in side if isinstance(node, list)]
        return verdict(claim, True, "enumerated", leaves=len(leaves))
    return verdict(claim, True, "enumerated", coalitions=sets + alone)


def _witness(payoffs: Payoffs, stated: Mapping[str, Any], place: str, alone: bool) -> dict[str, Any]:
    """Returns the witness that is due: in a listed auction the first with the largest deficit, otherwise the stated one, which blocks."""
    if payoffs.auction.listed:
        entry = payoffs.largest(alone)
        if entry is None:
            reject("D7", place, "false", "true: nothing blocks")
        return entry
    keys(stated, f"{place}.witness", ["coalition", "auctioneer"], stated)
    entry = payoffs.entry((payoffs.auction.members(stated["coalition"], f"{place}.witness"), stated["auctioneer"]))
    _require_blocking(payoffs, entry, f"{place}.witness")
    if not (entry["coalition"] or alone):
        reject("D7", place, "the auctioneer alone", "a coalition with participants")
    return entry


def _require_evidence(payoffs: Payoffs, claimed: Sequence[Finding]) -> None:
    """Verifies the certificate, and that findings rest on it."""
    auction, certificate, listed = payoffs.auction, payoffs.auction.certificate, payoffs.auction.listed
    using = [finding for finding in claimed if finding["holds"] is True or finding["grade"] == "bounded"]
    bounded = [finding["at_most"] for finding in using if "at_most" in finding]
    missing = not certificate and (bounded or (using and not listed))
    if missing or (certificate and not using) or (listed and "with" in certificate) or ("price" in certificate and bounded):
        reject("D11", "certificate", sorted(certificate), "exactly what the findings rest on")
    if "price" in certificate:
        auction.require_evidence("price")
        _require_price(payoffs, auction.vector(certificate["price"], "certificate.price"))
    elif certificate:
        auction.require_evidence("with", *(["without"] if payoffs.stated else []))
        most = min([*bounded, *([Fraction(0)] if len(bounded) < len(using) else [])])
        for side, quantity, charge in (("with", auction.market.quantity, payoffs.auctioneer), ("without", [0] * len(auction.market.goods), Fraction(0))):
            if side in certificate:
                require_tree(auction, certificate[side], quantity, payoffs.of, charge + most, f"certificate.{side}")


def _require_price(payoffs: Payoffs, price: Sequence[Exact]) -> None:
    """Verifies that nobody gains more at the price than his payoff."""
    above, below = over_common(price)
    for i, payoff in payoffs.of.items():
        gain = Fraction(*payoffs.auction.utilities.gain_at(i, above, below))
        if gain > payoff:
            reject("D8", f"certificate.price, {payoffs.auction.market.bidders[i]!r}", gain, shown(payoff))
    if dot(price, payoffs.auction.market.quantity) > payoffs.auctioneer:
        reject("D8", "certificate.price, auctioneer", dot(price, payoffs.auction.market.quantity), shown(payoffs.auctioneer))
