"""What the canonical document of a divisible market says beyond format, kind, texts and goods.

*Source.* `docs/formats/divisible.md`.
"""

from marketwright.exact import canonical_number
from marketwright.markets.divisible import (
    DivisibleMarket,
    DivisibleValues,
    ExponentialValues,
    LogCoshValues,
    LogisticValues,
    Matrix,
    QuadraticValues,
    Vector,
)
from marketwright.markets.strict_json import JsonValue


def divisible_entries(market: DivisibleMarket) -> dict[str, JsonValue]:
    """The keys after `goods`."""
    bidders: list[JsonValue] = [{"name": bidder.name, "values": _values(bidder.values)} for bidder in market.bidders]
    return {"quantity": _vector(market.quantity), "bidders": bidders}


def _values(values: DivisibleValues) -> dict[str, JsonValue]:
    match values:
        case QuadraticValues(theta=theta, matrix=matrix):
            found: dict[str, JsonValue] = {"type": "quadratic", "theta": _vector(theta), "S": _matrix(matrix)}
        case LogCoshValues(theta=theta, matrix=matrix, alpha=alpha, beta=beta):
            found = {"type": "log-cosh", "theta": _vector(theta), "S": _matrix(matrix), "alpha": _vector(alpha), "beta": _vector(beta)}
        case ExponentialValues(scale=scale, rate=rate):
            found = {"type": "exponential", "A": _vector(scale), "B": _vector(rate)}
        case LogisticValues(scale=scale, rate=rate, offset=offset):
            found = {"type": "logistic", "A": _vector(scale), "B": _vector(rate), "C": _vector(offset)}
    if not isinstance(values, QuadraticValues) and values.packages is not None:
        found["packages"] = _matrix(values.packages)
    if values.endowment is not None:
        found["endowment"] = _vector(values.endowment)
    return found


def _vector(vector: Vector) -> list[JsonValue]:
    return [canonical_number(number) for number in vector]


def _matrix(matrix: Matrix) -> list[JsonValue]:
    return [_vector(row) for row in matrix]
