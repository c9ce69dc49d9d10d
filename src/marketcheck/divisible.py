"""A market of divisible goods (`docs/formats/divisible.md`), with its canonical form and digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketcheck.conditions import Unreadable
from marketcheck.documents import canonical_json, of_type, read
from marketcheck.market import Names, market_digest, name_of
from marketcheck.matrices import Matrix, Vector, applied, identity, inverse, is_definite, plus
from marketcheck.unit_demand import amount

MAX_GOODS = 20
MAX_BIDDERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A bidder's utility as it is stated; `packages` are those in which it counts quantities, `endowment` is what he has before the auction."""

    type: str
    parts: Mapping[str, Any]
    packages: Matrix
    endowment: Vector

    @property
    def S(self) -> Matrix:  # noqa: N802 - the page's letter
        """The matrix of a quadratic or log-cosh utility."""
        matrix: Matrix = self.parts["S"]
        return matrix

    @property
    def theta(self) -> Vector:
        """Marginal utilities at nothing of a quadratic utility."""
        return plus(self.parts["theta"], applied(self.S, self.endowment), -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisibleMarket:
    """Goods, the auctioneer's quantity of each, and bidders."""

    goods: Names
    quantity: Vector
    bidders: Names
    values: Sequence[Values]
    canonical: str

    @property
    def digest(self) -> str:
        """The digest of the canonical form."""
        return market_digest(self.canonical)

    @property
    def numeric(self) -> bool:
        """Whether some bidder's type is."""
        return any(values.type != "quadratic" for values in self.values)

    def require_definite(self) -> None:
        """Verifies that every S is positive definite and that packages are linearly independent, which may be work."""
        for name, values in zip(self.bidders, self.values, strict=True):
            if "S" in values.parts and not is_definite(values.S):
                raise Unreadable("market", f"market.bidders, {name!r}: S is not positive definite")
            if "packages" in values.parts and inverse(values.packages) is None:
                raise Unreadable("market", f"market.bidders, {name!r}: the packages are linearly dependent")


def divisible_market_from(document: object) -> DivisibleMarket:
    """Returns the market of a JSON document; `require_definite` completes its reading."""
    market = read(document, MARKET, "market")
    goods, bidders = Names(market["goods"]), Names(bidder["name"] for bidder in market["bidders"])
    for place, names, most in (("market.goods", goods, MAX_GOODS), ("market.bidders", bidders, MAX_BIDDERS)):
        if not 0 < len(names.numbers) == len(names) <= most:
            raise Unreadable("name", f"{place}: 1 to {most} different names are needed")
    if "auctioneer" in bidders.numbers:
        raise Unreadable("market", 'market.bidders: no bidder may be called "auctioneer"')
    size = len(goods)
    _sized(market["quantity"], size, "market.quantity")
    values = [_checked(bidder["values"], size, f"market.bidders[{i}].values") for i, bidder in enumerate(market["bidders"])]
    if len({_range(one) for one in values}) > 1:
        raise Unreadable("market", "market.bidders: marginal utilities have different ranges")
    for bidder in market["bidders"]:
        if not any(bidder["values"].get("endowment", (1,))):
            del bidder["values"]["endowment"]
    return DivisibleMarket(goods=goods, quantity=market["quantity"], bidders=bidders, values=values, canonical=canonical_json(market))


def _sized(vector: Sequence[object], size: int, place: str) -> None:
    if len(vector) != size:
        raise Unreadable("market", f"{place}: one entry for each good is needed")


def _checked(stated: Mapping[str, Any], size: int, place: str) -> Values:
    for key, part in stated.items():
        for vector in [] if key == "type" else [part, *(row for row in part if isinstance(row, list))]:
            _sized(vector, size, f"{place}.{key}")
    if "S" in stated and any(stated["S"][k][j] != stated["S"][j][k] for k in range(size) for j in range(k)):
        raise Unreadable("market", f"{place}.S: the matrix is not symmetric")
    if any(entry < 0 for entry in stated.get("alpha", ())) or any(entry <= 0 for key in ("beta", "A", "B") for entry in stated.get(key, ())):
        raise Unreadable("number", f"{place}: numbers of alpha are at least 0, those of beta, A and B above 0")
    return Values(type=stated["type"], parts=stated, packages=stated.get("packages", identity(size)), endowment=stated.get("endowment", [0] * size))


def _range(values: Values) -> str:
    """Returns what tells apart the ranges of marginal utilities."""
    if "S" in values.parts:
        return "all"
    return canonical_json([values.type, values.packages, values.parts["A"] if values.type == "logistic" else None])


def _values(value: object, place: str) -> Any:
    kind = read(of_type(value, dict, place).get("type"), set(VALUES), f"{place}.type")
    packages = {} if kind == "quadratic" else {"packages?": [_VECTOR]}
    return read(value, {"type": str, **VALUES[kind], **packages, "endowment?": _VECTOR}, place)


_VECTOR: list[object] = [amount]
VALUES: dict[str, dict[str, Any]] = {
    "quadratic": {"theta": _VECTOR, "S": [_VECTOR]},
    "log-cosh": {"theta": _VECTOR, "S": [_VECTOR], "alpha": _VECTOR, "beta": _VECTOR},
    "exponential": {"A": _VECTOR, "B": _VECTOR},
    "logistic": {"A": _VECTOR, "B": _VECTOR, "C": _VECTOR},
}
MARKET = {
    "format": {"marketwright.market/1"},
    "kind": {"divisible"},
    "title?": str,
    "source?": str,
    "goods": [name_of],
    "quantity": _VECTOR,
    "bidders": [{"name": name_of, "values": _values}],
}
