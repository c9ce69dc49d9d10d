"""What the rules of the room `reallocative` share (`docs/formats/reallocative.md`): their form, participants, the Vickrey part; and `reallocative/vickrey`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from marketcheck.case import PARTS, Claims, Finding, positions, verdict
from marketcheck.conditions import Meter, Unreadable, reject
from marketcheck.divisible import DivisibleMarket
from marketcheck.documents import is_short, number
from marketcheck.lines import Exact
from marketcheck.matrices import Vector, applied, dot, plus, quadratic
from marketcheck.surplus import Coalition, Utilities, total, utilities
from marketcheck.walrasian import not_negative, of_all, positive

CODES = dict.fromkeys(("price", "allocation", "payments", "payoffs", "revenue", "welfare", "residual_supply"), "D4") | {"blocking": "D6"}
VECTOR, AMOUNTS = [number], {str: number}
ALLOCATION = {str: AMOUNTS}
VICKREY = {"price": AMOUNTS, "allocation": ALLOCATION, "payments": AMOUNTS, "payoffs": AMOUNTS, "revenue": number, "welfare": number}
ENTRY = {"coalition": [str], "auctioneer": {True, False}, "worth?": number, "payoffs?": number, "deficit?": number}
WORTH_PART = {"price": AMOUNTS, "allocation": ALLOCATION}
PARTICIPANTS = {"participants?": [str]}
TOLERANCE = {"tolerance?": positive}
FINDING = {"claim": str, "holds": {True, False, None}, "grade": {"proved", "recomputed", "enumerated", "bounded", "numeric", "unproven"}}
MOST_LISTED, MOST_ENTRIES = 15, 1 << 22
"""So many bidders, and entries of matrices to eliminate, have all their sets looked at."""
EVIDENCE_OF: Mapping[bool, Mapping[str, set[str]]] = {
    False: {"core": {"price", "with", "without"}, "advise": {"price", "with", "without"}},
    True: {"vickrey": {"without"}, "core": {"worths"}},
}
"""What may stand in the certificates of the rules that have some, on numeric markets and on others."""


def is_listed(bidders: int, goods: int) -> bool:
    """Returns whether all sets of so many bidders are looked at."""
    return bidders <= MOST_LISTED and goods**3 << bidders <= MOST_ENTRIES


def require_kind(market: DivisibleMarket, answer: Mapping[str, Any]) -> None:
    """Verifies that market, input and certificate are of one kind, numeric or not, and that the rule answers it."""
    rule, stated, found = answer["rule"].partition("/")[2], {*answer.get("input", {})}, {*answer["certificate"]}
    if market.numeric and (rule not in EVIDENCE_OF[True] or "tolerance" not in answer["parameters"] or {"payoffs", "cap"} & stated):
        reject("D1", "market", "a bidder of a numeric type", "the rules vickrey and core, a tolerance, no payoffs and no cap")
    if not market.numeric and "tolerance" in {*stated, *answer["parameters"]}:
        reject("D1", "parameters", "a tolerance", "none with quadratic utilities")
    if not found <= (allowed := EVIDENCE_OF[market.numeric].get(rule, set())):
        reject("D11", "certificate", sorted(found), f"no other than {sorted(allowed)}")


def form(outcome: Mapping[str, Any], certificate: Mapping[str, Any] | None = None, **details: Any) -> dict[str, Any]:
    """Returns the form of a rule's answers: what may stand in an outcome and in a certificate, and what a finding may have besides."""
    optional = {f"{key}?": part for key, part in details.items()}
    stated = {f"{key.removesuffix('?')}?": part for key, part in outcome.items()}
    return {"versions": PARTS["versions"], "outcome": stated, "findings": [FINDING | optional], "certificate": dict(certificate or {})}


VICKREY_FORM = form(VICKREY | {"residual_supply": {str: {"first": AMOUNTS, "last": AMOUNTS}}}, {"without?": {str: WORTH_PART}}, residual=not_negative)
VICKREY_INPUT = PARTICIPANTS | TOLERANCE


@dataclass(frozen=True, kw_only=True)
class Auction(Claims):
    """An answer about a divisible market; bidders are numbers in market order."""

    market: DivisibleMarket
    rule: str
    meter: Meter

    @cached_property
    def participants(self) -> list[int]:
        """The bidders who take part."""
        named = self.input.get("participants", self.market.bidders)
        return sorted(self.bidder(name, "input.participants") for name in named)

    @cached_property
    def utilities(self) -> Utilities:
        """The bidders' utilities, which are quadratic."""
        values = self.market.values
        return utilities([one.theta for one in values], [one.S for one in values], self.market.quantity)

    @cached_property
    def everyone(self) -> Coalition:
        """All participants."""
        return self.utilities.coalition(self.participants)

    def require_participants(self) -> None:
        """Verifies that two or more different bidders take part."""
        found = self.participants
        if len(found) < 2 or len({*found}) < len(found):
            reject("D2", "input.participants", f"{len(found)} names, {len({*found})} different", "two or more different ones")

    @property
    def listed(self) -> bool:
        """Whether all sets of participants are looked at."""
        return is_listed(len(self.participants), len(self.market.goods))

    def require_listed(self) -> None:
        """Verifies that all sets are looked at."""
        if not self.listed:
            reject("D3", "market.bidders", f"{len(self.participants)} with {len(self.market.goods)} goods", "a listed market")

    def require_few(self, most: int, count: int | None = None) -> None:
        """Verifies that there are at most so many participants."""
        found = len(self.participants) if count is None else count
        if found > most:
            reject("D3", "market.bidders", found, f"at most {most}")

    def bidder(self, name: str, place: str) -> int:
        """Returns the number of a bidder."""
        if name not in self.market.bidders.numbers:
            raise Unreadable("name", f"{place}: {name!r} is not a name of the market here")
        return self.market.bidders.numbers[name]

    def participant(self, name: str, place: str) -> int:
        """Returns the number of a participant."""
        found = self.bidder(name, place)
        if found not in self.participants:
            reject("D2", place, name, "a participant")
        return found

    def members(self, names: Sequence[str], place: str) -> list[int]:
        """Returns a set of participants."""
        positions(names, self.market.bidders, place)
        return [self.participant(name, place) for name in names]

    def bidders(self, names: Sequence[str], place: str) -> list[int]:
        """Returns a set of bidders of the market."""
        return positions(names, self.market.bidders, place)

    def vector(self, stated: Mapping[str, Any], place: str) -> list[Exact]:
        """Returns a bundle, prices or a package."""
        return of_all(stated, self.market.goods, place)

    def bundle(self, vector: Vector) -> dict[str, Exact]:
        """Returns a vector by goods."""
        return dict(zip(self.market.goods, vector, strict=True))

    def named(self, found: Mapping[int, Any]) -> dict[str, Any]:
        """Returns what is keyed by bidders, keyed by their names."""
        return {self.market.bidders[i]: part for i, part in found.items()}

    def names(self, members: Sequence[int]) -> list[str]:
        """Returns the names of bidders."""
        return [self.market.bidders[i] for i in members]

    def require_evidence(self, *required: str) -> None:
        """Verifies that the certificate has exactly these keys."""
        if sorted(self.certificate) != sorted(required):
            reject("D11", "certificate", sorted(self.certificate), sorted(required))

    def finish(self, outcome: Mapping[str, object], findings: Sequence[Finding], codes: Mapping[str, str] = CODES) -> None:
        """Verifies that exactly this is claimed; numbers that are too long for an answer are left out."""
        self.conclude(written(outcome), written(findings), codes)


def written(part: Any) -> Any:
    """Returns what is due without numbers of objects that are too long to be written."""
    if isinstance(part, Mapping):
        return {key: written(inner) for key, inner in part.items() if not isinstance(inner, int | Fraction) or is_short(inner)}
    return [written(inner) for inner in part] if isinstance(part, list) else part


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A Vickrey outcome of some bidders, by their numbers."""

    price: list[Fraction]
    allocation: dict[int, list[Fraction]]
    payments: dict[int, Fraction]
    payoffs: dict[int, Fraction]
    revenue: Fraction
    welfare: Fraction


def vickrey(found: Utilities, bidders: Sequence[int]) -> Outcome:
    """Returns the Vickrey outcome of two or more bidders."""
    everyone = found.coalition(bidders)
    allocation = {i: everyone.bundle(i) for i in bidders}
    payoffs = {i: everyone.worth - everyone.without(i).worth for i in bidders}
    payments = {i: found.utility(i, allocation[i]) - payoffs[i] for i in bidders}
    revenue = total([everyone.worth, *(-payoff for payoff in payoffs.values())])
    return Outcome(price=everyone.price, allocation=allocation, payments=payments, payoffs=payoffs, revenue=revenue, welfare=everyone.worth)


def vickrey_part(auction: Auction, found: Outcome) -> dict[str, Any]:
    """Returns the Vickrey part that is due."""
    payoffs = {**auction.named(found.payoffs), "auctioneer": found.revenue}
    part = {"price": auction.bundle(found.price), "allocation": auction.named({i: auction.bundle(q) for i, q in found.allocation.items()})}
    return part | {"payments": auction.named(found.payments), "payoffs": payoffs, "revenue": found.revenue, "welfare": found.welfare}


def check_vickrey(auction: Auction) -> None:
    """Verifies an answer of the rule `reallocative/vickrey` on a quadratic market."""
    found, supply = vickrey(auction.utilities, auction.participants), {}
    for i, bundle in found.allocation.items():
        others = auction.everyone.without(i)
        supply[i] = {"first": auction.bundle(others.price), "last": auction.bundle(plus(others.price, applied(others.slope, bundle)))}
    outcome = vickrey_part(auction, found) | {"residual_supply": auction.named(supply)}
    auction.require_evidence()
    auction.finish(outcome, [verdict("efficient", True, "proved"), verdict("vickrey", True, "proved")])


def side_payment(price: Vector, bundle: Vector, slope: Sequence[Vector]) -> Fraction:
    """Returns `p . q - q'Hq / 2`."""
    return dot(price, bundle) - quadratic(bundle, slope) / 2
