"""The rules `reallocative/vickrey` and `reallocative/core` on markets with bidders of a numeric type: what holds whatever the rounding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from operator import itemgetter
from typing import Any

from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys
from marketcheck.lines import Exact
from marketcheck.market import Names
from marketcheck.reallocative import VICKREY, Auction, written
from marketcheck.utilities import Bounds, Utility, added, certainly_near, scaled
from marketcheck.walrasian import of_all, open_findings

USUAL_TOLERANCE = Fraction(1, 10**7)
MOST_WORTHS = 8


@dataclass(frozen=True)
class Approximation:
    """An answer, its residual, and bidders' utilities."""

    auction: Auction
    residual: Fraction

    @cached_property
    def utilities(self) -> dict[int, Utility]:
        """The participants' utilities."""
        return {i: Utility(self.auction.market.values[i]) for i in self.auction.participants}

    def of_members(self, stated: Mapping[str, Any], members: Sequence[int], place: str) -> list[Any]:
        """Returns what is stated of exactly these bidders."""
        return of_all(stated, Names(self.auction.names(members)), place)

    def require_near(self, stated: Exact, bounds: Bounds, code: str, place: str) -> None:
        """Verifies that a number certainly is no further from what it should be than the residual."""
        if not certainly_near(bounds, stated, self.residual):
            reject(code, place, shown(stated), f"a number certainly within {shown(self.residual)}")

    def worth(self, part: Mapping[str, Any], members: Sequence[int], place: str) -> Bounds:
        """Returns bounds of the worth of a worth part."""
        auction = self.auction
        price, bundles = (
            auction.vector(part["price"], f"{place}.price"),
            [auction.vector(bundle, f"{place}.allocation") for bundle in self.of_members(part["allocation"], members, f"{place}.allocation")],
        )
        if [sum(column) for column in zip(*bundles, strict=True)] != [*auction.market.quantity]:
            reject("D33", f"{place}.allocation", "bundles of another sum", "the quantity")
        for i, bundle in zip(members, bundles, strict=True):
            for stated, bounds in zip(price, self.utilities[i].marginal(bundle), strict=True):
                self.require_near(stated, bounds, "D33", f"{place}, marginal utility of {auction.market.bidders[i]!r}")
        return added(*(self.utilities[i].of(bundle) for i, bundle in zip(members, bundles, strict=True)))


def check_numeric(auction: Auction) -> None:
    """Verifies an answer of one of the two rules."""
    auction.require_parameters(tolerance=USUAL_TOLERANCE)
    claims, bidders = ["efficient", "vickrey"], auction.participants
    of_core = auction.rule == "core"
    if not auction.outcome:
        auction.require_evidence()
        auction.finish({}, open_findings(*claims, *(["bidder-core", "core"] if of_core else [])))
        return
    if of_core:
        auction.require_few(MOST_WORTHS)
    outcome = keys(auction.outcome, "outcome", [*VICKREY, *(["blocking"] if of_core else [])])
    claimed = auction.finding("efficient")
    found = Approximation(auction, keys(claimed, "findings.efficient", ["residual"], claimed)["residual"])
    whole = found.worth(outcome, bidders, "outcome")
    worths = _worths(found) if of_core else _without(found)
    _require_payoffs(found, whole, worths)
    good = found.residual <= auction.parameters["tolerance"]
    findings = [verdict(claim, True if good else None, "numeric", residual=found.residual) for claim in claims]
    if of_core:
        if not good:
            reject("D35", "findings.efficient.residual", shown(found.residual), f"at most {shown(auction.parameters['tolerance'])}, or no outcome")
        findings += _core(found, {**worths, tuple(bidders): whole})
    auction.finish(outcome, findings)


def _without(found: Approximation) -> dict[tuple[int, ...], Bounds]:
    """Returns worths of all participants but one, by the certificate."""
    auction, bidders = found.auction, found.auction.participants
    auction.require_evidence("without")
    parts = found.of_members(auction.certificate["without"], bidders, "certificate.without")
    sets = [tuple(j for j in bidders if j != i) for i in bidders]
    return {some: found.worth(part, some, "certificate.without") for some, part in zip(sets, parts, strict=True)}


def _worths(found: Approximation) -> dict[tuple[int, ...], Bounds]:
    """Returns worths of all sets but that of all participants, by the certificate."""
    auction, bidders = found.auction, found.auction.participants
    auction.require_evidence("worths")
    sets = [some for size in range(1, len(bidders)) for some in combinations(bidders, size)]
    parts = auction.certificate["worths"]
    if [part["coalition"] for part in parts] != [*map(auction.names, sets)]:
        reject("D33", "certificate.worths", f"{len(parts)} sets", "all but that of all participants, in order")
    return {some: found.worth(part, some, f"certificate.worths[{k}]") for k, (some, part) in enumerate(zip(sets, parts, strict=True))}


def _require_payoffs(found: Approximation, whole: Bounds, worths: Mapping[tuple[int, ...], Bounds]) -> None:
    """Verifies welfare, payoffs, payments and revenue."""
    auction, outcome, bidders = found.auction, found.auction.outcome, found.auction.participants
    payments, payoffs = found.of_members(outcome["payments"], bidders, "outcome.payments"), _payoffs(found)
    found.require_near(outcome["welfare"], whole, "D34", "outcome.welfare")
    for k, i in enumerate(bidders):
        others = worths[tuple(j for j in bidders if j != i)]
        bundle = auction.vector(outcome["allocation"][auction.market.bidders[i]], "outcome.allocation")
        found.require_near(payoffs[k], added(whole, scaled(-1, others)), "D34", f"outcome.payoffs, {auction.market.bidders[i]!r}")
        due = added(found.utilities[i].of(bundle), (-payoffs[k], -payoffs[k]))
        found.require_near(payments[k], due, "D34", f"outcome.payments, {auction.market.bidders[i]!r}")
    if not sum(payments) == outcome["revenue"] == payoffs[-1]:
        reject("D34", "outcome.revenue", shown(outcome["revenue"]), "the sum of payments, and the auctioneer's payoff")


def _payoffs(found: Approximation) -> list[Fraction]:
    """Returns the payoffs of the participants and of the auctioneer."""
    names = Names([*found.auction.names(found.auction.participants), "auctioneer"])
    return of_all(found.auction.outcome["payoffs"], names, "outcome.payoffs")


def _core(found: Approximation, worths: Mapping[tuple[int, ...], Bounds]) -> list[Finding]:
    """Returns the findings on the core that are due, once the list of blocking sets is verified."""
    auction, most, listed = found.auction, found.auction.parameters["tolerance"], found.auction.outcome["blocking"]
    *paid, share = _payoffs(found)
    payoffs, waiting = dict(zip(auction.participants, paid, strict=True)), [*listed]
    sets: list[tuple[int, ...]] = [(), *sorted(worths, key=lambda some: (len(some), some))]
    for some in sets:
        worth: Bounds = worths.get(some, (Fraction(0), Fraction(0)))
        total = sum((payoffs[i] for i in some), share)
        deficit, names = added(worth, (-total, -total)), auction.names(some)
        if waiting and waiting[0]["coalition"] == names:
            entry = waiting.pop(0)
            if not entry["auctioneer"] or deficit[0] <= most or entry.get("payoffs", total) != total:
                reject("D35", f"outcome.blocking, {names}", "no certain block", "the auctioneer and a set that block by more than the tolerance")
            found.require_near(keys(entry, "outcome.blocking", ["worth", "payoffs", "deficit"], entry)["worth"], worth, "D35", f"outcome.blocking, {names}")
            found.require_near(entry["deficit"], deficit, "D35", f"outcome.blocking, {names}")
        elif deficit[1] > most:
            reject("D35", f"outcome.blocking, {names}", "not listed", "an entry, or a deficit certainly of at most the tolerance")
    if waiting:
        reject("D35", "outcome.blocking", waiting[0]["coalition"], "sets in order, each once")
    findings = []
    for claim, entries in (("bidder-core", [entry for entry in listed if entry["coalition"]]), ("core", listed)):
        if entries:
            findings.append(verdict(claim, False, "numeric", witness=written(max(entries, key=itemgetter("deficit")))))
        else:
            findings.append(verdict(claim, True, "numeric"))
    return findings
