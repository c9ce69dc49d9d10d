"""A bundle market read as atoms (`docs/formats/market.md`), with its canonical form and digest."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketcheck.documents import canonical_json, keys, listing, parse, text, written
from marketcheck.verdicts import Unreadable

MAX_DIGITS = 64
MAX_PART = 10**30
MAX_NAMES = 100_000
MAX_ATOMS = 1_000_000
MAX_TABLE_GOODS = 16
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+|/[1-9][0-9]*)?")
_LIST_OF = {"xor": "bids", "or": "bids", "or-of-xor": "groups", "table": "bids"} | {"additive": "values", "unit-demand": "values", "assignment": "positions"}

Bid = tuple[frozenset[int], Fraction]


@dataclass(frozen=True, slots=True)
class Atom:
    """One bid, of which at most one in a group is accepted; `bundle` are numbers of goods."""

    owner: int
    group: int
    bundle: frozenset[int]
    value: Fraction

    def clashes(self, other: "Atom") -> bool:
        """Returns whether the two share a good or a group."""
        return self.group == other.group or not self.bundle.isdisjoint(other.bundle)


@dataclass(frozen=True, slots=True)
class Valuation:
    """A buyer's groups of bids; `closed` says that closing changed his table."""

    type: str
    groups: Sequence[Sequence[Bid]]
    closed: bool
    canonical: Mapping[str, object]


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

    @property
    def digest(self) -> str:
        """The digest of the canonical form."""
        return "sha256:" + hashlib.sha256(self.canonical.encode()).hexdigest()


def market_from_text(market_text: str) -> Market:
    """Returns the market of a JSON text."""
    if market_text.lstrip()[:1] != "{":
        other = "marketcheck reads no CATS and no CSV files"
        raise Unreadable("market", f"the market is no JSON document: {other}")
    return market_from(parse(market_text, _json_number, _json_number))


def market_from(document: object) -> Market:
    """Returns the market of a JSON document."""
    optional = ("title", "source", "reserve_prices")
    top = keys(document, "market", ("format", "kind", "goods", "buyers"), optional)
    if (top["format"], top["kind"]) != ("marketwright.market/1", "bundle"):
        raise Unreadable("format", 'market: only "marketwright.market/1", kind "bundle", is read')
    for key in ("title", "source"):
        text(top.get(key, ""), f"market.{key}")
    listed = _names(listing(top["goods"], "market.goods"), "market.goods")
    goods = {name: number for number, name in enumerate(listed)}
    buyers = [keys(raw, f"market.buyers[{i}]", ("name", "values")) for i, raw in enumerate(listing(top["buyers"], "market.buyers"))]
    names = _names([buyer["name"] for buyer in buyers], "market.buyers")
    if "seller" in names:
        raise Unreadable("market", 'market.buyers: no buyer may be called "seller"')
    valuations = [_valuation(buyer["values"], f"market.buyers[{i}].values", goods) for i, buyer in enumerate(buyers)]
    canonical = top | {"buyers": [{"name": name, "values": v.canonical} for name, v in zip(names, valuations, strict=True)]}
    reserves: list[Bid] = []
    if "reserve_prices" in top:
        place = "market.reserve_prices"
        reserves, canonical["reserve_prices"] = _singles(top["reserve_prices"], place, goods)
        if not reserves:
            raise Unreadable("market", f"{place}: one or more goods are needed")
    owned = [*(valuation.groups for valuation in valuations), [[reserve] for reserve in reserves]]
    groups = [(owner, group) for owner, theirs in enumerate(owned) for group in theirs]
    atoms = tuple(Atom(owner, number, bundle, value) for number, (owner, group) in enumerate(groups) for bundle, value in group)
    if len(atoms) > MAX_ATOMS:
        raise Unreadable("size", f"market: there are at most {MAX_ATOMS} bids")
    return Market(goods=tuple(goods), buyers=tuple(names), valuations=tuple(valuations), atoms=atoms, canonical=canonical_json(canonical))


def _valuation(raw: object, place: str, goods: Mapping[str, int]) -> Valuation:
    kind = text(raw.get("type") if isinstance(raw, dict) else None, f"{place}.type")
    if kind not in _LIST_OF:
        raise Unreadable("market", f"{place}.type: {kind!r} is no type of values")
    key = _LIST_OF[kind]
    entry = keys(raw, place, ("type", key), ("free_disposal",) if kind == "table" else ())
    place = f"{place}.{key}"
    read = _bids if key in ("bids", "groups") else _singles
    several = key in ("groups", "positions")
    parts = [read(each, place, goods) for each in (listing(entry[key], place) if several else [entry[key]])]
    groups, forms = [bids for bids, _ in parts], [form for _, form in parts]
    canonical = {**entry, key: forms if several else forms[0]}
    if kind == "table":
        closed = _closed(groups[0], len(goods), entry.get("free_disposal"), place)
        return Valuation(kind, [[bid for bid in groups[0] if bid[0]]], closed, canonical)
    if (several and [] in groups) or any(not bundle for group in groups for bundle, _ in group):
        raise Unreadable("market", f"{place}: an empty list may not stand here")
    one_each = kind in ("or", "additive")
    return Valuation(kind, [[bid] for bid in groups[0]] if one_each else groups, False, canonical)


def _closed(bids: Sequence[Bid], goods: int, free_disposal: object, place: str) -> bool:
    """Returns whether closing changes the table, which is complete and may then be closed."""
    if free_disposal not in (None, True) or type(free_disposal) is int:
        raise Unreadable("type", f"{place}: free_disposal is true or left out")
    worth = {sum(1 << good for good in bundle): value for bundle, value in bids}
    complete = goods <= MAX_TABLE_GOODS and len(worth.keys() | {0}) == 2**goods
    if not complete or len(worth) < len(bids) or worth.setdefault(0, Fraction(0)):
        raise Unreadable("market", f"{place}: a table has every bundle once, the empty one worth 0")
    monotone = all(worth[s] >= worth[s & ~(1 << g)] for s in worth for g in range(goods))
    if not monotone and not free_disposal:
        raise Unreadable("market", f"{place}: more goods are worth less")
    return not monotone


def _bids(raw: object, place: str, goods: Mapping[str, int]) -> tuple[list[Bid], object]:
    """Returns the bids, as data and as canonical JSON."""
    bids: list[Bid] = []
    listed = []
    for i, each in enumerate(listing(raw, place)):
        bid = keys(each, f"{place}[{i}]", ("bundle", "value"))
        bundle = {text(good, place): 0 for good in listing(bid["bundle"], place)}
        if len(bundle) < len(listing(bid["bundle"], place)) or not bundle.keys() <= goods.keys():
            raise Unreadable("market", f"{place}[{i}].bundle: different goods are needed")
        value = _number(bid["value"], f"{place}[{i}].value")
        order = sorted(bundle, key=goods.__getitem__)
        bids.append((frozenset(goods[good] for good in order), value))
        listed.append({"bundle": order, "value": written(value)})
    return bids, listed


def _singles(raw: object, place: str, goods: Mapping[str, int]) -> tuple[list[Bid], object]:
    """Returns one bid for each good of `{good: value}` in market order, as data and as JSON."""
    table = keys(raw, place, (), goods)
    values = {good: _number(table[good], place) for good in sorted(table, key=goods.__getitem__)}
    bids: list[Bid] = [(frozenset([goods[good]]), value) for good, value in values.items()]
    return bids, {good: written(value) for good, value in values.items()}


def _names(raw: Sequence[object], place: str) -> list[str]:
    names = [text(name, place) for name in raw]
    for name in names:
        controls = any(unicodedata.category(character) == "Cc" for character in name)
        if not 0 < len(name) <= 200 or name != name.strip() or controls:
            raise Unreadable("name", f"{place}: {name[:200]!r} is not a name")
    if not 0 < len(set(names)) == len(names) <= MAX_NAMES:
        raise Unreadable("name", f"{place}: 1 to {MAX_NAMES} different names are needed")
    return names


def _json_number(numeral: str) -> Fraction:
    return _fraction(numeral, "market")


def _number(value: object, place: str) -> Fraction:
    """Returns the value at least 0; a JSON number has been read as an integer or a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | str):
        raise Unreadable("type", f"{place}: a number is needed here")
    found = _fraction(value, place) if isinstance(value, str) else Fraction(value)
    if found < 0 or max(found.numerator, found.denominator) > MAX_PART:
        raise Unreadable("number", f"{place}: a number is at least 0, its parts at most 10^30")
    return found


def _fraction(numeral: str, place: str) -> Fraction:
    if len(numeral) > MAX_DIGITS or not _NUMBER.fullmatch(numeral):
        raise Unreadable("number", f"{place}: {numeral[:MAX_DIGITS]} is not a number")
    return Fraction(numeral)
