"""A market whose buyers get at most one good each (`docs/formats/unit-demand.md`), with its canonical form and digest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketcheck.conditions import Unreadable
from marketcheck.documents import canonical_json, keys, of_type, read
from marketcheck.lines import Exact, Line, common, increasing, largest
from marketcheck.market import MAX_NAMES, MAX_PART, Names, exact, market_digest, name_of
from marketcheck.preferences import ByCost, ByLevels, Income, Preference
from marketcheck.smooth import QuadraticCost, SinhCost, Tanh

MAX_PAIRS = 25_000_000
MAX_SINH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMarket:
    """Goods, buyers with their preferences, the seller's values and reserve prices of all goods, and the entry fee."""

    goods: Names
    buyers: Names
    preferences: Sequence[Preference]
    seller_values: Sequence[Exact]
    reserve_prices: Sequence[Exact]
    fee: Exact
    canonical: str

    @property
    def digest(self) -> str:
        """The digest of the canonical form."""
        return market_digest(self.canonical)

    @property
    def smooth(self) -> bool:
        """Whether some preference is."""
        return any(preference.smooth for preference in self.preferences)

    @property
    def pairs(self) -> int:
        """The number of pairs of a buyer and a good that he may have."""
        return sum(len(preference.goods) for preference in self.preferences)


def unit_market_from(document: object) -> UnitMarket:
    """Returns the market of a JSON document."""
    market = read(document, MARKET, "market")
    goods, buyers = Names(market["goods"]), Names(buyer["name"] for buyer in market["buyers"])
    for place, names in (("market.goods", goods), ("market.buyers", buyers)):
        if not len(names.numbers) == len(names) <= MAX_NAMES:
            raise Unreadable("name", f"{place}: at most {MAX_NAMES} different names are needed")
    if "seller" in buyers.numbers or len(goods) * len(buyers) > MAX_PAIRS:
        raise Unreadable("market", f'market: no buyer may be called "seller", and there are at most {MAX_PAIRS} pairs of a buyer and a good')
    least = {key: _of_goods(market, key, goods) for key in ("seller_values", "reserve_prices")}
    seller_values = [least["seller_values"].get(good, 0) for good in goods]
    reserves = [least["reserve_prices"].get(good, value) for good, value in zip(goods, seller_values, strict=True)]
    fee: Exact = market.get("entry_fee", 0)
    preferences = [preference_of(buyer["preference"], _permitted(buyer, goods, i), goods, f"market.buyers[{i}]") for i, buyer in enumerate(market["buyers"])]
    for i, preference in enumerate(preferences):
        if isinstance(preference, SinhCost) and largest((*preference.values, *seller_values, *reserves, fee)) * preference.k > MAX_SINH:
            raise Unreadable("market", f"market.buyers[{i}]: k times an amount is outside -{MAX_SINH} to {MAX_SINH}")
    require_common([*seller_values, *reserves, fee], preferences)
    for part in (market, *market["buyers"]):
        for key in ("seller_values", "reserve_prices", "entry_fee", "forbidden"):
            if key in part and not part[key]:
                del part[key]
    parts: dict[str, Any] = {"goods": goods, "buyers": buyers, "preferences": preferences, "seller_values": seller_values, "reserve_prices": reserves}
    return UnitMarket(fee=fee, canonical=canonical_json(market), **parts)


def require_common(numbers: Sequence[Exact], preferences: Sequence[Preference]) -> None:
    """Verifies that these numbers and those of the preferences have a common denominator of at most 100 digits."""
    common([*numbers, *(Fraction(1, preference.denominator) for preference in preferences)])


def _of_goods(market: Mapping[str, Any], key: str, goods: Names) -> Mapping[str, Exact]:
    stated: Mapping[str, Exact] = market.get(key, {})
    if unknown := stated.keys() - goods.numbers.keys():
        raise Unreadable("market", f"market.{key}: {sorted(unknown)} are not goods of the market")
    return stated


def _permitted(buyer: dict[str, Any], goods: Names, i: int) -> Sequence[int]:
    """Returns the goods that the buyer may have, and brings the others into market order."""
    if not buyer.get("forbidden"):
        return range(len(goods))
    forbidden = {goods.numbers.get(good, -1) for good in buyer["forbidden"]}
    if len(forbidden) < len(buyer["forbidden"]) or -1 in forbidden:
        raise Unreadable("market", f"market.buyers[{i}].forbidden: different goods of the market are needed")
    buyer["forbidden"] = [goods[good] for good in sorted(forbidden)]
    return [good for good in range(len(goods)) if good not in forbidden]


def preference_of(stated: Mapping[str, Any], permitted: Sequence[int], goods: Names, place: str) -> Preference:
    """Returns the preference that is stated, for exactly these goods."""
    kind = stated["type"]
    (key,) = stated.keys() & {"values", "quality", "levels"}
    table, names = stated[key], goods if isinstance(permitted, range) else [goods[good] for good in permitted]
    if len(table) != len(names) or not all(map(table.__contains__, names)):
        raise Unreadable("market", f"{place}.preference.{key}: exactly the goods that the buyer may have are needed")
    amounts = [*map(table.__getitem__, names)]
    match kind:
        case "quasilinear":
            return ByCost(permitted, amounts)
        case "borrowing":
            return ByCost(permitted, amounts, stated["cash"], 1 + stated["rate"])
        case "soft-budget":
            return ByCost(permitted, amounts, stated["budget"], stated["steepness"])
        case "income":
            if stated["cap"] >= stated["wealth"]:
                raise Unreadable("market", f"{place}.preference.cap: an amount below the wealth is needed")
            return Income(permitted, amounts, stated["wealth"], stated["cap"])
        case "levels":
            return ByLevels(permitted, [_line(part, f"{place}.preference.levels") for part in amounts])
        case "quadratic-cost":
            return QuadraticCost(permitted, amounts, stated["rho"])
        case "sinh-cost":
            return SinhCost(permitted, amounts, stated["k"])
    if stated["alpha"].keys() != table.keys() or any(abs(alpha) >= stated["beta"] for alpha in stated["alpha"].values()):
        raise Unreadable("market", f"{place}.preference.alpha: exactly the goods of values are needed, and numbers below beta")
    return Tanh(permitted, amounts, [stated["alpha"][name] for name in names], stated["beta"])


def _line(stated: Mapping[str, Any], place: str) -> Line:
    xs, ys = [x for x, _ in stated["points"]], [y for _, y in stated["points"]]
    if not xs or (len(xs) > 1 and not (increasing(xs) and increasing(ys))):
        raise Unreadable("market", f"{place}: one or more points are needed, both coordinates strictly increasing")
    return Line(xs, ys, stated["left"], stated["right"])


def amount(value: object, place: str) -> Exact:
    """Returns a number of any sign; a JSON number has been read as an integer or a fraction."""
    if type(value) is int and -MAX_PART <= value <= MAX_PART:
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction | str):
        raise Unreadable("type", f"{place}: a number is needed here")
    found = exact(value, place) if isinstance(value, str) else value
    numerator, denominator = found.as_integer_ratio()
    if not -MAX_PART <= numerator <= MAX_PART or denominator > MAX_PART:
        raise Unreadable("number", f"{place}: the parts of a number are at most 10^30")
    return numerator if denominator == 1 else found


def _at_least(least: int, *, above: bool = False) -> Callable[[object, str], Exact]:
    """Returns the form of a number of at least so much, or of more."""

    def form(value: object, place: str) -> Exact:
        found = amount(value, place)
        if found < least or (above and found == least):
            raise Unreadable("number", f"{place}: a number {'above' if above else 'of at least'} {least} is needed here")
        return found

    return form


def amounts_of(value: object, place: str) -> dict[str, Exact]:
    """Returns the numbers of goods."""
    table: dict[str, Any] = of_type(value, dict, place)
    if {*map(type, table.values())} == {int} and max(map(abs, table.values())) <= MAX_PART:  # the long tables, at once
        return table
    return {good: amount(part, place) for good, part in table.items()}


def _factors(value: object, place: str) -> dict[str, Exact]:
    table = amounts_of(value, place)
    if table and min(table.values()) <= 1:
        raise Unreadable("number", f"{place}: numbers above 1 are needed here")
    return table


def _lines(value: object, place: str) -> dict[str, Any]:
    """Returns the maps of goods."""
    table, found = of_type(value, dict, place), dict[str, Any]()
    for good, part in table.items():
        stated = keys(part, place, _LINE)
        points = [[amount(x, place), amount(y, place)] for x, y in read(stated["points"], [_point], place)]
        found[good] = {"points": points, "left": _POSITIVE(stated["left"], place), "right": _POSITIVE(stated["right"], place)}
    return found


def _point(value: object, place: str) -> list[object]:
    point: list[object] = of_type(value, list, place)
    if len(point) != 2:
        raise Unreadable("type", f"{place}: a list of 2 is needed here")
    return point


_LINE = ("points", "left", "right")
_ANY, _NOT_NEGATIVE, _POSITIVE = amount, _at_least(0), _at_least(0, above=True)
EXACT: dict[str, dict[str, object]] = {
    "quasilinear": {"values": amounts_of},
    "borrowing": {"values": amounts_of, "cash": _NOT_NEGATIVE, "rate": _NOT_NEGATIVE},
    "soft-budget": {"values": amounts_of, "budget": _NOT_NEGATIVE, "steepness": _at_least(1)},
    "income": {"wealth": _ANY, "quality": _factors, "cap": _ANY},
    "levels": {"levels": _lines},
}
SMOOTH: dict[str, dict[str, object]] = {
    "quadratic-cost": {"values": amounts_of, "rho": _POSITIVE},
    "sinh-cost": {"values": amounts_of, "k": _POSITIVE},
    "tanh": {"values": amounts_of, "alpha": amounts_of, "beta": _POSITIVE},
}


def exact_preference(value: object, place: str, types: Mapping[str, Mapping[str, object]] = EXACT) -> Any:
    """Returns the stated preference, which is of an exact type."""
    kind = read(of_type(value, dict, place).get("type"), set(types), f"{place}.type")
    return read(value, {"type": str, **types[kind]}, place)


def _preference(value: object, place: str) -> Any:
    return exact_preference(value, place, EXACT | SMOOTH)


MARKET = {
    "format": {"marketwright.market/1"},
    "kind": {"unit-demand"},
    "title?": str,
    "source?": str,
    "goods": [name_of],
    "buyers": [{"name": name_of, "preference": _preference, "forbidden?": [str]}],
    "seller_values?": {str: _NOT_NEGATIVE},
    "reserve_prices?": {str: _NOT_NEGATIVE},
    "entry_fee?": amount,
}
