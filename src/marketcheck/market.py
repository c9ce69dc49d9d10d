"""A bundle market read as atoms (`docs/formats/market.md`), with its canonical form and digest."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from marketcheck.conditions import Unreadable
from marketcheck.documents import canonical_json, of_type, parse, read

MAX_DIGITS = 64
MAX_PART = 10**30
MAX_NAMES = 100_000
MAX_ATOMS = 1_000_000
MAX_TABLE_GOODS = 16
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+|/[1-9][0-9]*)?")

Bid = tuple[frozenset[int], Fraction]


class Names(tuple[str, ...]):
    """Names of goods or buyers, in market order."""

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each name."""
        return {name: number for number, name in enumerate(self)}


@dataclass(frozen=True, slots=True)
class Atom:
    """One bid, of which at most one in a group is accepted; `bundle` are numbers of goods.

    No two accepted atoms share anything in `takes`: the goods, and the group as a number below 0.
    """

    owner: int
    group: int
    bundle: frozenset[int]
    value: Fraction
    takes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Valuation:
    """A buyer's groups of bids; `closed` says that closing changed his table."""

    type: str
    groups: Sequence[Sequence[Bid]]
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Goods, buyers, and the numbered atoms; the seller's are the last, owned by `seller`."""

    goods: tuple[str, ...]
    buyers: tuple[str, ...]
    valuations: tuple[Valuation, ...]
    atoms: tuple[Atom, ...]
    canonical: str

    @property
    def seller(self) -> int:
        """The owner number of the seller's atoms."""
        return len(self.buyers)

    def names(self, goods: Iterable[int]) -> list[str]:
        """Returns the names of goods, in market order."""
        return [self.goods[g] for g in sorted(goods)]

    @property
    def digest(self) -> str:
        """The digest of the canonical form."""
        return market_digest(self.canonical)


def market_digest(canonical: str) -> str:
    """Returns the digest of a canonical form."""
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def document_from(market_text: str) -> object:
    """Returns the document of a market's JSON text."""
    if market_text.lstrip()[:1] != "{":
        raise Unreadable("market", "the market is no JSON document: marketcheck reads no CATS and no CSV files")
    return parse(market_text, numeral)


def market_from_text(market_text: str) -> Market:
    """Returns the market of a JSON text."""
    return market_from(document_from(market_text))


def market_from(document: object) -> Market:
    """Returns the market of a JSON document."""
    market = read(document, MARKET, "market")
    buyers = [buyer["name"] for buyer in market["buyers"]]
    for place, names in (("market.goods", market["goods"]), ("market.buyers", buyers)):
        if not 0 < len(set(names)) == len(names) <= MAX_NAMES:
            raise Unreadable("name", f"{place}: 1 to {MAX_NAMES} different names are needed")
    if "seller" in buyers:
        raise Unreadable("market", 'market.buyers: no buyer may be called "seller"')
    goods = {name: number for number, name in enumerate(market["goods"])}
    valuations = [_valuation(buyer["values"], goods, f"market.buyers[{i}].values") for i, buyer in enumerate(market["buyers"])]
    reserves = _bids(market.get("reserve_prices", {}), goods, "market.reserve_prices")
    if "reserve_prices" in market and not reserves:
        raise Unreadable("market", "market.reserve_prices: one or more goods are needed")
    owned = [*(valuation.groups for valuation in valuations), [[reserve] for reserve in reserves]]
    groups = [(owner, bids) for owner, theirs in enumerate(owned) for bids in theirs]
    atoms = [Atom(owner, group, bundle, value, (*bundle, ~group)) for group, (owner, bids) in enumerate(groups) for bundle, value in bids]
    if len(atoms) > MAX_ATOMS:
        raise Unreadable("size", f"market: there are at most {MAX_ATOMS} bids")
    return Market(goods=Names(goods), buyers=Names(buyers), valuations=tuple(valuations), atoms=tuple(atoms), canonical=canonical_json(market))


def _valuation(values: Mapping[str, Any], goods: Mapping[str, int], place: str) -> Valuation:
    kind = values["type"]
    (key,) = values.keys() - {"type", "free_disposal"}
    several = key in ("groups", "positions")
    groups = [_bids(part, goods, f"{place}.{key}") for part in (values[key] if several else [values[key]])]
    if kind == "table":
        return Valuation(kind, [[bid for bid in groups[0] if bid[0]]], _closed(groups[0], len(goods), "free_disposal" in values, place))
    if (several and [] in groups) or any(not bundle for bids in groups for bundle, _ in bids):
        raise Unreadable("market", f"{place}.{key}: an empty list may not stand here")
    return Valuation(kind, [[bid] for bid in groups[0]] if kind in ("or", "additive") else groups, False)


def _bids(listed: Any, goods: Mapping[str, int], place: str) -> list[Bid]:
    """Returns the bids of a list, or of `{good: value}` in market order; puts the bundles of a list into canonical order."""
    if isinstance(listed, dict):
        if unknown := listed.keys() - goods.keys():
            raise Unreadable("market", f"{place}: {sorted(unknown)} are not goods of the market")
        listed = [{"bundle": [good], "value": listed[good]} for good in sorted(listed, key=goods.__getitem__)]
    bids = []
    for i, bid in enumerate(listed):
        bundle = frozenset(goods[good] for good in bid["bundle"] if good in goods)
        if len(bundle) < len(bid["bundle"]):
            raise Unreadable("market", f"{place}: {bid['bundle']} (number {i}) are not different goods of the market")
        bid["bundle"].sort(key=goods.__getitem__)
        bids.append((bundle, bid["value"]))
    return bids


def _closed(bids: Sequence[Bid], goods: int, free_disposal: bool, place: str) -> bool:
    """Returns whether closing changes the table, which is complete and, without free disposal, monotone."""
    worth = {sum(1 << good for good in bundle): value for bundle, value in bids}
    complete = goods <= MAX_TABLE_GOODS and len(worth.keys() | {0}) == 2**goods
    if not complete or len(worth) < len(bids) or worth.setdefault(0, Fraction(0)):
        raise Unreadable("market", f"{place}: a table has every bundle once, the empty one worth 0")
    monotone = all(worth[s] >= worth[s & ~(1 << g)] for s in worth for g in range(goods))
    if not monotone and not free_disposal:
        raise Unreadable("market", f"{place}: more goods are worth less")
    return not monotone


def name_of(value: object, place: str) -> str:
    """Returns the name of a good or a buyer."""
    name: str = of_type(value, str, place)
    if not 0 < len(name) <= 200 or name != name.strip() or any(unicodedata.category(character) == "Cc" for character in name):
        raise Unreadable("name", f"{place}: {name[:200]!r} is not a name")
    return name


def _amount(value: object, place: str) -> Fraction:
    """Returns the value at least 0; a JSON number has been read as an integer or a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | str):
        raise Unreadable("type", f"{place}: a number is needed here")
    found = exact(value, place) if isinstance(value, str) else Fraction(value)
    if found < 0 or max(found.numerator, found.denominator) > MAX_PART:
        raise Unreadable("number", f"{place}: a number is at least 0, its parts at most 10^30")
    return found


def exact(text: str, place: str = "market") -> Fraction:
    """Returns the number of a text."""
    if len(text) > MAX_DIGITS or not _NUMBER.fullmatch(text):
        raise Unreadable("number", f"{place}: {text[:MAX_DIGITS]} is not a number")
    numerator, _, denominator = text.partition("/")
    return Fraction(int(numerator), int(denominator)) if denominator else Fraction(text)


def numeral(text: str) -> int | Fraction:
    """Returns the number of a JSON number."""
    return int(text) if len(text) <= MAX_DIGITS and text.removeprefix("-").isdecimal() else exact(text)


def _values(value: object, place: str) -> Any:
    kind = read(of_type(value, dict, place).get("type"), set(VALUES), f"{place}.type")
    return read(value, {"type": str} | VALUES[kind], place)


_BIDS = [{"bundle": [str], "value": _amount}]
_SINGLES = {str: _amount}
VALUES: dict[str, dict[str, object]] = {
    "xor": {"bids": _BIDS},
    "or": {"bids": _BIDS},
    "or-of-xor": {"groups": [_BIDS]},
    "table": {"bids": _BIDS, "free_disposal?": {True}},
    "additive": {"values": _SINGLES},
    "unit-demand": {"values": _SINGLES},
    "assignment": {"positions": [_SINGLES]},
}
MARKET = {
    "format": {"marketwright.market/1"},
    "kind": {"bundle"},
    "title?": str,
    "source?": str,
    "goods": [name_of],
    "buyers": [{"name": name_of, "values": _values}],
    "reserve_prices?": _SINGLES,
}
