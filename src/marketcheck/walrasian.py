"""What the rules of the room `walrasian` share (`docs/formats/walrasian.md`): their form, prices, allocations, and what pointers prove of them."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from marketcheck.case import PARTS, Claims, verdict
from marketcheck.conditions import Unreadable, reject
from marketcheck.documents import canonical_json, number, of_type
from marketcheck.lines import Exact
from marketcheck.market import Names
from marketcheck.preferences import Paid, paid
from marketcheck.unit_demand import UnitMarket

CODES = {"prices": "W3", "allocation": "W2", "payments": "O3", "revenue": "O5", "allocations": "W10", "net_revenue": "W11", "levels": "W11", "demands": "W11"}
CODES |= dict.fromkeys(("bundles", "shares"), "W12") | {"menus": "W20"} | dict.fromkeys(("honest", "reports", "buyer", "report", "bundle", "gain"), "W22")
CODES |= dict.fromkeys(("good", "case", "market", "dominating"), "W23")


def position(value: object, place: str) -> str | None:
    """Returns the name of a good, or nothing."""
    return None if value is None else of_type(value, str, place)


def positive(value: object, place: str) -> Fraction:
    """Returns a number above 0."""
    found = number(value, place)
    if found <= 0:
        raise Unreadable("number", f"{place}: a number above 0 is needed here")
    return found


def not_negative(value: object, place: str) -> Fraction:
    """Returns a number of at least 0."""
    found = number(value, place)
    if found < 0:
        raise Unreadable("number", f"{place}: a number of at least 0 is needed here")
    return found


AMOUNTS, ALLOCATION, POINTERS = {str: number}, {str: position}, {str: position}
BUNDLE = {"good": position, "payment": number}
PART = {"prices": AMOUNTS, "allocation": ALLOCATION, "pointers": POINTERS}
DUALS = {"buyers": AMOUNTS, "goods": AMOUNTS}
GRADES = {"proved", "recomputed", "numeric", "unproven"}
FINDING = {key: form for key, form in PARTS["findings"][0].items() if key in ("claim", "holds")} | {"grade": GRADES}
PAYMENTS = {"prices?": AMOUNTS, "allocation?": ALLOCATION, "payments?": AMOUNTS, "revenue?": number, "levels?": AMOUNTS}


def form(outcome: Mapping[str, Any], certificate: Mapping[str, Any], **details: Any) -> dict[str, Any]:
    """Returns the form of a rule's answers; `details` are what a finding may have besides."""
    optional = {f"{key}?": part for key, part in details.items()}
    return {"versions": PARTS["versions"], "outcome": dict(outcome), "findings": [FINDING | optional], "certificate": dict(certificate)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale(Claims):
    """An answer about a unit-demand market."""

    market: UnitMarket

    def by_buyer(self, parts: Iterable[Any]) -> dict[str, Any]:
        """Returns the parts keyed by the buyers' names."""
        return dict(zip(self.market.buyers, parts, strict=True))

    def require_exact(self) -> None:
        """Verifies that no preference is smooth."""
        if self.market.smooth:
            reject("W1", "market", "a smooth preference", "none, for this rule")


def number_of(name: str | None, names: Names, place: str) -> int:
    """Returns the number of a buyer or of a position; nothing comes after the goods."""
    if name is None:
        return len(names)
    if name not in names.numbers:
        raise Unreadable("name", f"{place}: {name!r} is not a name of the market here")
    return names.numbers[name]


def named(number: int, names: Names) -> str | None:
    """Returns the name of a buyer or of a position."""
    return names[number] if number < len(names) else None


def of_all(stated: Mapping[str, Any], names: Names, place: str) -> list[Any]:
    """Returns what is stated of every name, in market order."""
    if len(stated) != len(names) or not all(map(stated.__contains__, names)):
        raise Unreadable("keys", f"{place}: exactly the names {canonical_json(names[:10])} and so on are needed")
    return [*map(stated.__getitem__, names)]


def allocation_of(market: UnitMarket, stated: Mapping[str, str | None], place: str) -> list[int]:
    """Returns every buyer's position, which he may have and nobody else has."""
    taken, null = set[int](), len(market.goods)
    found = [number_of(good, market.goods, place) for good in of_all(stated, market.buyers, place)]
    for name, good, preference in zip(market.buyers, found, market.preferences, strict=True):
        if good != null and (good in taken or preference.number(good) < 0):
            reject("W2", f"{place}.{name}", named(good, market.goods), "a good that he may have, and nobody else has")
        taken.add(good)
    return found


@dataclass(frozen=True)
class Priced:
    """A market with prices of its goods."""

    market: UnitMarket
    prices: Sequence[Exact]

    @property
    def null(self) -> int:
        """The position without a good."""
        return len(self.market.goods)

    @cached_property
    def paid(self) -> Paid:
        """What buyers pay."""
        return paid(self.prices, self.market.fee)

    @cached_property
    def demands(self) -> list[list[int]]:
        """Every buyer's demand."""
        return [preference.demand(self.paid, self.null) for preference in self.market.preferences]

    def wants(self, buyer: int, good: int) -> bool:
        """Returns whether the buyer demands the position; demands are in order."""
        demand = self.demands[buyer]
        k = bisect_left(demand, good)
        return k < len(demand) and demand[k] == good

    @cached_property
    def competitive(self) -> list[bool]:
        """Whether the good costs more than its reserve price."""
        return [price > reserve for price, reserve in zip(self.prices, self.market.reserve_prices, strict=True)]

    def amount(self, good: int) -> Exact:
        """Returns what is paid at the position."""
        return self.market.fee if good == self.null else self.paid.amounts[good]

    def level(self, buyer: int, good: int) -> Exact:
        """Returns the buyer's level at the position."""
        return self.market.fee if good == self.null else self.market.preferences[buyer].level(good, self.paid.amounts[good])


@dataclass(frozen=True)
class Equilibrium(Priced):
    """Prices and an allocation, as far as they are verified: every buyer's position, and the holder of each good, -1 where it is unsold."""

    held: Sequence[int]

    @cached_property
    def holders(self) -> list[int]:
        """The holder of each good."""
        found = [-1] * self.null
        for buyer, good in enumerate(self.held):
            if good != self.null:
                found[good] = buyer
        return found

    @property
    def payments(self) -> list[Exact]:
        """What every buyer pays."""
        return [self.amount(good) for good in self.held]

    @property
    def levels(self) -> list[Exact]:
        """Every buyer's level."""
        return [self.level(buyer, good) for buyer, good in enumerate(self.held)]

    @property
    def bundles(self) -> list[dict[str, Any]]:
        """Every buyer's good and payment."""
        return [{"good": named(good, self.market.goods), "payment": payment} for good, payment in zip(self.held, self.payments, strict=True)]


def open_findings(*claims: str) -> list[dict[str, Any]]:
    """Returns the findings that are due where a limit came first."""
    return [verdict(claim, None, "unproven") for claim in claims]
