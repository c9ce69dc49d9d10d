"""How much work a check will be, from sizes alone; a step is one small sum, some 50 nanoseconds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, TypeVar

from marketcheck.bound import Bound
from marketcheck.gamma_theorems import MAX_BUYERS
from marketcheck.market import MAX_TABLE_GOODS, Market
from marketcheck.pricing import MAX_OPTIONS
from marketcheck.properties import MAX_GOODS_TO_TEST
from marketcheck.shop import shop_steps

Kind = TypeVar("Kind")
WORD = 1024
"""Numbers of so many bits are about as quick as small ones."""


def steps_needed(market: Market, answer: Mapping[str, Any], answer_text: str) -> int:
    """Returns an upper bound, in order of magnitude, on the steps of a check, before anything is verified.

    *Meaning*: characters to read + rows to verify + nodes of trees x (coefficients + atoms + buyers) + tables of values. Long numbers count more:
    one factor for the product of all denominators, one for the longest number and what combining rows adds to it.
    """
    certificate = answer["certificate"]
    atoms, goods, buyers = len(market.atoms), len(market.goods), len(market.buyers)
    trees = [part for key, part in certificate.items() if key not in ("rows", "reduced")]
    takes = [len(atom.takes) for atom in market.atoms]
    work, growth = _tree_steps(certificate["rows"], trees, buyers, atoms, sum(takes), max(takes, default=0))
    work += len(answer_text) + len(certificate.get("worths", ())) * buyers**2
    if answer["rule"] in ("properties", "gamma/construct"):
        tables, tests = 2**goods if goods <= MAX_TABLE_GOODS else 0, 2**goods if goods <= MAX_GOODS_TO_TEST else 0
        tables = tests if answer["rule"] == "gamma/construct" else tables
        work += atoms * (4 * goods + 2 * tables) + buyers * (1500 * tables + 50 * tests * goods**3)
    lift = goods * (buyers + 1).bit_length()  # of the tie rule `lexicographic`
    if answer["rule"].startswith("gamma/"):
        work, lift = work + _gamma_steps(market, answer), 0
    if answer["rule"].startswith("prices/"):
        more, growths = _pricing_steps(market, answer)
        work, growth, lift = work + more + shop_steps(market, answer), growth + growths, 0
    denominators = set(re.findall("/([0-9]+)", answer_text + market.canonical))
    common = 4 * sum(map(len, denominators)) + lift
    longest = 4 * max(map(len, re.findall("[0-9]+", answer_text)))
    if answer["rule"] == "gamma/reply":  # charges are less by a part whose denominator is D x R + 1
        common = 2 * common + longest
    return work * (1 + common // WORD) * (1 + (longest + growth) // WORD)


def _tree_steps(rows: Sequence[Mapping[str, Any]], trees: object, buyers: int, atoms: int, takes: int, widest: int) -> tuple[int, int]:
    """Returns what rows and trees take, and by how many bits combined rows lengthen numbers; `takes` are goods and groups of all atoms, `widest` of one."""
    listed = sum(len(row.get("clique", ())) for row in rows)
    combined = [row["chvatal_gomory"] for row in rows if "chvatal_gomory" in row]
    multipliers: list[Fraction] = [multiplier for terms in combined for _, multiplier in terms]
    coefficients = takes + listed + len(combined) * atoms
    visits = sum(1 + len(proof.nodes) // 2 for proof in parts_of(trees, Bound))
    work = listed * widest * (1 + atoms // WORD) + len(multipliers) * atoms + (visits + 1) * (coefficients + atoms + buyers)
    return work, sum(1 + multiplier.numerator.bit_length() for multiplier in multipliers)


def _pricing_steps(market: Market, answer: Mapping[str, Any]) -> tuple[int, int]:
    """Returns what options, allocations, conditions and the reduced market take, and by how many bits its combined rows lengthen numbers."""
    certificate, goods, buyers = answer["certificate"], len(market.goods), len(market.buyers)
    sizes = [[len(bids) for bids in valuation.groups] for valuation in market.valuations]
    counts = [sum(size) if len(size) < 2 else min(MAX_OPTIONS, prod(1 + n for n in size[:12])) for size in sizes]
    listed = [[len(bundle) for bids in valuation.groups for bundle, _ in bids] for valuation in market.valuations]
    widths = [goods if len(size) > 1 else max(most, default=0) + goods // 64 for size, most in zip(sizes, listed, strict=True)]
    scan = sum(count * (4 + width) for count, width in zip(counts, widths, strict=True)) + buyers * (goods + 1)
    found, reduced = certificate.get("none", ()), certificate.get("reduced")
    leaves = certificate["listing"].nodes.count(None) if "listing" in certificate else 0
    terms = sum(1 for _ in parts_of([certificate, answer["outcome"], answer["findings"]], dict))  # conditions among them
    work = 40 * (sum(count * sum(size) for count, size in zip(counts, sizes, strict=True)) + (len(certificate.get("points", ())) + len(found) + 8) * scan)
    work += 40 * terms * (max(counts) * (1 + goods // WORD) + goods + buyers) + leaves * (len(found) + 10) * (goods + buyers)
    if answer["rule"] == "prices/alliances":
        more, growth = _alliance_steps(market, answer, dict(zip(market.buyers, counts, strict=True)), terms)
        return work + more, growth
    if reduced is None:
        return work, 0
    more, growth = _tree_steps(reduced["rows"], reduced["without"], buyers, sum(counts), scan, 1 + max(widths))
    return work + more, growth


def _alliance_steps(market: Market, answer: Mapping[str, Any], counts: Mapping[str, int], terms: int) -> tuple[int, int]:
    """Returns what partitions, the options of alliances and bounds for large ones take, and by how many bits combined rows lengthen numbers."""
    certificate, goods, buyers = answer["certificate"], len(market.goods), len(market.buyers)
    merged = [[1 + counts.get(name, 0) for name in entry["merged"]] for entry in answer["outcome"].get("rounds", ())]
    most = [min(MAX_OPTIONS, prod(some[:12])) for some in merged]
    pairs = sum(len(some) * (MAX_OPTIONS if len(some) > 2 else min(MAX_OPTIONS, max(some))) * max(some) for some in merged if some)
    listed, stages = sum(counts.values()) + sum(most), 1 + len(merged)
    packages = min(goods, buyers)
    steps = 40 * (pairs + stages * (listed * (goods + 8) + 8 * packages**2 + packages**3 // 8) + terms * max([*most, *counts.values()], default=0))
    growth = 0
    takes = sum(len(atom.takes) for atom in market.atoms) + 2 * goods
    for proof in certificate.get("support", {}).values():
        more, growths = _tree_steps(proof["rows"], proof["bound"], buyers, len(market.atoms) + goods, takes, 1 + goods)
        steps, growth = steps + more, growth + growths
    return steps, growth


def _gamma_steps(market: Market, answer: Mapping[str, Any]) -> int:
    """Returns what use lists, entries and tables of mechanism Γ take besides their bounds: entries are compared in pairs and their replies counted."""
    certificate, goods, buyers = answer["certificate"], len(market.goods), len(market.buyers)
    profiles, equilibria, entries = (len(certificate.get(key, ())) for key in ("profiles", "equilibria", "listed"))
    lists = 2 + sum(len(certificate.get(key, ())) for key in ("values", "without", "outsiders", "worths"))
    lists += equilibria + entries + sum(len(profile["without"]) for profile in certificate.get("profiles", ()))
    leaves = certificate["listing"].nodes.count(None) if "listing" in certificate else 0
    count = (1 + goods * (buyers + 1).bit_length() // WORD) ** 2 + buyers * (1 + buyers // WORD)
    work = 10 * (lists + leaves) * (goods + buyers) + (entries + equilibria + leaves) ** 2 * (goods + buyers) + profiles * (equilibria + buyers)
    work += entries * (buyers + 1) * count
    return work + (40 * buyers * 3**buyers if answer["rule"] == "gamma/theorems" and buyers <= MAX_BUYERS else 0)


def parts_of(part: object, kind: type[Kind]) -> Iterator[Kind]:
    """Yields what is of this kind in a part of an answer."""
    if isinstance(part, kind):
        yield part
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from parts_of(inner, kind)
