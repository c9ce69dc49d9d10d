"""How much work a check will be, from sizes alone; a step is one small sum, some 50 nanoseconds."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from marketcheck.bound import Bound
from marketcheck.gamma_theorems import MAX_BUYERS
from marketcheck.market import MAX_TABLE_GOODS, Market
from marketcheck.properties import MAX_GOODS_TO_TEST

WORD = 1024
"""Numbers of so many bits are about as quick as small ones."""


def steps_needed(market: Market, answer: Mapping[str, Any], answer_text: str) -> int:
    """Returns an upper bound, in order of magnitude, on the steps of a check, before anything is verified.

    *Meaning*: characters to read + rows to verify + nodes of trees x (coefficients + atoms + buyers) + tables of values. Long numbers count more:
    one factor for the product of all denominators, one for the longest number and what combining rows adds to it.
    """
    certificate = answer["certificate"]
    atoms, goods, buyers = len(market.atoms), len(market.goods), len(market.buyers)
    takes = [len(atom.takes) for atom in market.atoms]
    listed = sum(len(row.get("clique", ())) for row in certificate["rows"])
    combined = [row["chvatal_gomory"] for row in certificate["rows"] if "chvatal_gomory" in row]
    multipliers: list[Fraction] = [multiplier for terms in combined for _, multiplier in terms]
    coefficients = sum(takes) + listed + len(combined) * atoms
    visits = sum(1 + len(proof.nodes) // 2 for proof in _bounds([part for key, part in certificate.items() if key != "rows"]))
    work: int = len(answer_text) + listed * max(takes, default=0) * (1 + atoms // WORD) + len(multipliers) * atoms
    work += (visits + 1) * (coefficients + atoms + buyers) + len(certificate.get("worths", ())) * buyers**2
    if answer["rule"] in ("properties", "gamma/construct"):
        tables, tests = 2**goods if goods <= MAX_TABLE_GOODS else 0, 2**goods if goods <= MAX_GOODS_TO_TEST else 0
        tables = tests if answer["rule"] == "gamma/construct" else tables
        work += atoms * (4 * goods + 2 * tables) + buyers * (300 * tables + 50 * tests * goods**3)
    lift = goods * (buyers + 1).bit_length()  # of the tie rule `lexicographic`
    if answer["rule"].startswith("gamma/"):
        work, lift = work + _gamma_steps(market, answer), 0
    denominators = set(re.findall("/([0-9]+)", answer_text + market.canonical))
    common = 4 * sum(map(len, denominators)) + lift
    longest = 4 * max(map(len, re.findall("[0-9]+", answer_text)))
    if answer["rule"] == "gamma/reply":  # charges are less by a part whose denominator is D x R + 1
        common = 2 * common + longest
    growth = sum(1 + multiplier.numerator.bit_length() for multiplier in multipliers)
    return work * (1 + common // WORD) * (1 + (longest + growth) // WORD)


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


def _bounds(part: object) -> Iterator[Bound]:
    """Yields the trees in a part of a certificate."""
    if isinstance(part, Bound):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _bounds(inner)
