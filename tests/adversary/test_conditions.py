"""For every condition an answer that breaks it, and is rejected for that condition."""

import pytest

from marketcheck import CONDITIONS

from . import brute, test_alliances, test_bayesian, test_gamma, test_pricing, test_reallocative, test_shop, test_walrasian
from .breaking import broken, code_of, params
from .markets import (
    BLOCKED,
    BLOCKED_WHILE_OPEN,
    BOUNDED,
    BUDGET,
    BY_TREE,
    BY_TYPE,
    BY_WORTHS,
    EFFICIENT,
    EXAMPLE_2,
    IN_CORE,
    NEGATIVE,
    OR_ADDITIVE,
    PROPERTIES,
    TOO_MUCH,
    TOO_MUCH_WHILE_OPEN,
    VICKREY,
    VICKREY_OPEN,
    bids,
    bundle_market,
    of_buyer,
)
from .writer import REMOVED, answer, changed, digest, whole_tree

LARGE = bundle_market(list("ABCDEFGHI"), _1=bids("xor", A=1))
LARGE_PROPERTIES = answer(
    LARGE,
    "properties",
    outcome={"valuations": {"1": {"type": "xor", "atoms": 1}}},
    findings=[
        of_buyer("monotone", "1", True, "recomputed"),
        of_buyer("submodular", "1", True, "recomputed"),
        of_buyer("gross-substitutes", "1", None, "unproven"),
        {"claim": "buyers-submodular", "holds": None, "grade": "unproven"},
    ],
    certificate={"rows": []},
)


def rows(*listed: dict) -> dict:
    return changed(EFFICIENT, "certificate/rows", list(listed))


def nodes(*listed: object) -> dict:
    """Returns the enumerated answer with another tree."""
    return changed(BY_TREE, "certificate/bound/nodes", list(listed))


def gs_witness(key: str, value: object) -> dict:
    return changed(PROPERTIES, f"findings/2/witness/{key}", value)


PRICED = [[0, 10], [1, 10]]
WITHOUT_2 = VICKREY["certificate"]["without"]["2"]
RICH_BUYER_3 = changed(EXAMPLE_2, "buyers/2/values/values/B", 11)
WORTHS = BY_WORTHS["certificate"]["worths"]

BROKEN = [
    ("A1", "another market", changed(EFFICIENT, "market", RICH_BUYER_3)),
    ("A1", "another digest", changed(EFFICIENT, "market_digest", digest(RICH_BUYER_3))),
    ("U1", "an atom too many", changed(EFFICIENT, "certificate/uses", [1, 5])),
    ("U1", "an atom below 0", changed(EFFICIENT, "certificate/uses", [-4, 4])),
    ("U1", "falling", changed(EFFICIENT, "certificate/uses", [4, 1])),
    ("U1", "twice", changed(EFFICIENT, "certificate/uses", [1, 1])),
    ("U2", "a good twice", changed(EFFICIENT, "certificate/uses", [1, 3])),
    ("U2", "a group twice", changed(EFFICIENT, "certificate/uses", [1, 2])),
    ("U3", "buyer 2 without himself", changed(VICKREY, "certificate/without/2/uses", [2])),
    ("U3", "outside the coalition", changed(VICKREY, "certificate/core/uses", [1])),
    ("R1", "an atom too many", rows({"clique": [0, 5]})),
    ("R1", "falling", rows({"clique": [1, 0]})),
    ("R1", "twice", rows({"clique": [0, 0]})),
    ("R2", "atoms of two buyers and goods", rows({"clique": [0, 1, 4]})),
    ("R3", "a row of itself", rows({"chvatal_gomory": [[0, "1/2"], [2, "1/2"]]})),
    ("R3", "a later row", rows({"chvatal_gomory": [[3, 1]]}, {"clique": [0, 1]})),
    ("R3", "a row below 0", rows({"chvatal_gomory": [[-1, 1]]})),
    ("R3", "multiplier 0", rows({"chvatal_gomory": [[0, 0]]})),
    ("R3", "multiplier below 0", rows({"chvatal_gomory": [[0, 1], [1, "-1/2"]]})),
    ("B1", "unit 0", changed(EFFICIENT, "certificate/bound/unit", 0)),
    ("B1", "unit below 0", changed(EFFICIENT, "certificate/bound/unit", -1)),
    ("B2", "no node", nodes()),
    ("B2", "a missing leaf", nodes(0, [])),
    ("B2", "a trailing leaf", nodes(0, [], PRICED, PRICED)),
    ("B2", "a trailing branching", nodes(0, [], PRICED, 1)),
    ("B3", "branching twice on the way down unused", nodes(0, [], 0, PRICED, PRICED)),
    ("B3", "branching twice on the way down used", nodes(0, 0, [], [], PRICED)),
    ("B3", "on an atom removed by its good", nodes(0, 1, [], [], PRICED)),
    ("B3", "on an atom removed by its group", nodes(1, 2, [], PRICED, PRICED)),
    ("B3", "on no atom", nodes(5, [], PRICED)),
    ("B3", "on an atom below 0", nodes(-1, [], PRICED)),
    (
        "B3",
        "outside the coalition",
        changed(VICKREY, "certificate/without/2/bound/nodes", [1, [], [[3, 12]]]),
    ),
    ("B4", "a row too many", nodes(0, [], [[0, 10], [2, 10]])),
    ("B4", "a row below 0", nodes(0, [], [[-1, 10], [1, 10]])),
    ("B4", "falling", nodes(0, [], [[1, 10], [0, 10]])),
    ("B4", "twice", nodes(0, [], [[0, 10], [0, 10]])),
    ("B4", "price 0", nodes(0, [], [[0, 10], [1, 0]])),
    ("B4", "price below 0", nodes(0, [], [[0, 30], [1, -10]])),
    ("B5", "no prices", changed(EFFICIENT, "certificate/bound/nodes", [[]])),
    ("B5", "one weak leaf of two", nodes(0, [], [[0, 10]])),
    (
        "B5",
        "a bound of exactly V + 1/D",
        changed(EFFICIENT, "certificate/bound", {"unit": 2, "nodes": [[[0, 21], [1, 21]]]}),
    ),
    ("B5", "below the bound by less than 1/D", changed(BOUNDED, "findings/0/at_most", "67/3")),
    (
        "B5",
        "below the bound by one price unit",
        changed(changed(BOUNDED, "findings/0/at_most", 22), "certificate/bound/nodes", [[[0, 44], [1, 45]]]),
    ),
    ("O1", "another good", changed(EFFICIENT, "outcome/allocation/2", ["B"])),
    ("O1", "a good more", changed(EFFICIENT, "outcome/allocation/1", ["A"])),
    ("O2", "more", changed(EFFICIENT, "outcome/welfare", 21)),
    ("O3", "more", changed(VICKREY, "outcome/payments/2", 3)),
    ("O4", "more", changed(VICKREY, "outcome/payoffs/seller", 5)),
    ("O4", "not the input's", changed(IN_CORE, "outcome/payoffs/2", 5)),
    ("O5", "more", changed(VICKREY, "outcome/revenue", 5)),
    ("O6", "another type", changed(PROPERTIES, "outcome/valuations/2/type", "additive")),
    ("O6", "more atoms", changed(PROPERTIES, "outcome/valuations/2/atoms", 3)),
    ("O7", "nobody's table was closed", EFFICIENT | {"closed": ["1"]}),
    ("O7", "an empty list", EFFICIENT | {"closed": []}),
    ("F1", "none", changed(EFFICIENT, "findings", [])),
    ("F1", "twice", changed(EFFICIENT, "findings", EFFICIENT["findings"] * 2)),
    (
        "F1",
        "selected, without the tie rule",
        changed(
            EFFICIENT,
            "findings",
            [*EFFICIENT["findings"], {"claim": "selected", "holds": True, "grade": "proved"}],
        ),
    ),
    ("F1", "another claim", changed(EFFICIENT, "findings/0/claim", "core")),
    ("F1", "in another order", changed(VICKREY, "findings", VICKREY["findings"][::-1])),
    ("F1", "a buyer left out", changed(PROPERTIES, "findings", PROPERTIES["findings"][3:])),
    ("F2", "inefficient", changed(EFFICIENT, "findings/0/holds", False)),
    ("F2", "not monotone", changed(PROPERTIES, "findings/0/holds", False)),
    ("F2", "vickrey refuted", changed(VICKREY_OPEN, "findings/1/holds", False)),
    ("F2", "core without payoffs", changed(VICKREY_OPEN, "findings/2/holds", True)),
    (
        "F2",
        "payments by a limit",
        VICKREY
        | {
            "findings": [*BOUNDED["findings"], *VICKREY["findings"][1:]],
            "certificate": VICKREY["certificate"] | {"bound": {"unit": 4, "nodes": [[[0, 45], [1, 45]]]}},
        },
    ),
    ("F3", "a tree is not a short proof", changed(BY_TREE, "findings/0/grade", "proved")),
    ("F3", "a short proof is not a tree", changed(EFFICIENT, "findings/0/grade", "enumerated")),
    (
        "F3",
        "the worst grade is left out",
        changed(VICKREY, "certificate/bound/nodes", [0, [], PRICED]),
    ),
    ("F3", "the worst grade of a worth without a winner is left out", changed(VICKREY, "certificate/without/2/bound/nodes", [0, [], [[3, 12]]])),
    ("F4", "another worth", changed(VICKREY, "findings/2/witness/worth_at_least", 13)),
    ("F4", "another sum", changed(VICKREY, "findings/2/witness/payoffs", 3)),
    ("F4", "another gain", changed(VICKREY, "findings/2/witness/gain", 9)),
    ("F4", "another negative payoff", changed(NEGATIVE, "findings/1/witness/payoff", -2)),
    ("F4", "another reason", changed(BY_TYPE, "findings/6/because", "submodular")),
    ("V1", "a winner left out", changed(VICKREY, "certificate/without/2", REMOVED)),
    ("V1", "a loser put in", changed(VICKREY, "certificate/without/1", WITHOUT_2)),
    ("C1", "twice", changed(BLOCKED, "findings/1/witness/coalition", ["1", "1"])),
    ("C1", "falling", changed(PROPERTIES, "findings/9/witness/buyers", ["3", "2"])),
    ("C1", "goods falling", changed(PROPERTIES, "findings/1/witness/goods", ["B", "A"])),
    ("C2", "as much as the payoffs", changed(VICKREY, "findings/2/witness/coalition", ["1", "2"])),
    ("C3", "a payoff of 0", changed(NEGATIVE, "findings/1/witness/buyer", "3")),
    (
        "C4",
        "exactly the welfare",
        changed(changed(TOO_MUCH, "input/payoffs/seller", 4), "outcome/payoffs/seller", 4),
    ),
    (
        "C4",
        "above the welfare found but not above what it may be",
        changed(changed(TOO_MUCH_WHILE_OPEN, "input/payoffs/seller", 6), "outcome/payoffs/seller", 6),
    ),
    (
        "C5",
        "a payoff of -1",
        IN_CORE
        | {
            "input": IN_CORE["input"] | {"payoffs": {"1": -1, "2": 4, "3": 4, "seller": 13}},
            "outcome": IN_CORE["outcome"] | {"payoffs": {"1": -1, "2": 4, "3": 4, "seller": 13}},
        },
    ),
    (
        "C5",
        "money left",
        IN_CORE
        | {
            "input": IN_CORE["input"] | {"payoffs": {"1": 0, "2": 4, "3": 3, "seller": 12}},
            "outcome": IN_CORE["outcome"] | {"payoffs": {"1": 0, "2": 4, "3": 3, "seller": 12}},
        },
    ),
    (
        "C6",
        "the seller's payoff is open",
        changed(BLOCKED_WHILE_OPEN, "input/payoffs/seller", REMOVED),
    ),
    ("P1", "nine goods", LARGE_PROPERTIES),
    (
        "P2",
        "buyer 1",
        changed(PROPERTIES, "findings/1", of_buyer("submodular", "1", True, "recomputed")),
    ),
    (
        "P3",
        "buyer 1",
        changed(PROPERTIES, "findings/2", of_buyer("gross-substitutes", "1", True, "recomputed")),
    ),
    ("P3", "a budget", changed(BUDGET, "findings/2", of_buyer("gross-substitutes", "1", True, "recomputed"))),
    (
        "P4",
        "equality",
        changed(OR_ADDITIVE, "findings/1", of_buyer("submodular", "1", False, "proved", witness={"bundle": ["C"], "goods": ["A", "B"]})),
    ),
    ("P4", "a good of the bundle", changed(PROPERTIES, "findings/1/witness/bundle", ["A"])),
    ("P4", "one good", changed(PROPERTIES, "findings/1/witness/goods", ["A"])),
    (
        "P4",
        "no violation",
        changed(
            PROPERTIES,
            "findings/4",
            of_buyer("submodular", "2", False, "proved", witness={"bundle": [], "goods": ["A", "B"]}),
        ),
    ),
    ("P5", "a price that falls", gs_witness("raised/A", 5)),
    ("P5", "a price below 0", changed(gs_witness("prices", {"A": 13, "B": -1}), "findings/2/witness/raised/A", 13)),
    ("P6", "too dear", changed(gs_witness("prices/B", 7), "findings/2/witness/raised/B", 7)),
    ("P6", "another bundle", gs_witness("bundle", ["A"])),
    ("P7", "nothing raised", gs_witness("raised/A", 6)),
    ("P7", "all raised", gs_witness("raised", {"A": 7, "B": 7})),
    (
        "P8",
        "not of buyer 1",
        BY_TYPE
        | {
            "findings": [
                *BY_TYPE["findings"][:2],
                of_buyer("gross-substitutes", "1", None, "unproven"),
                *BY_TYPE["findings"][3:],
            ]
        },
    ),
    ("P9", "a coalition left out", changed(BY_WORTHS, "certificate/worths", WORTHS[1:])),
    ("P9", "a coalition twice", changed(BY_WORTHS, "certificate/worths", [*WORTHS, WORTHS[0]])),
    (
        "P9",
        "one twice, one left out",
        changed(BY_WORTHS, "certificate/worths", [*WORTHS[:3], WORTHS[0]]),
    ),
    (
        "P11",
        "a buyer of the coalition",
        changed(PROPERTIES, "findings/9/witness/buyers", ["1", "2"]),
    ),
    ("P11", "one buyer", changed(PROPERTIES, "findings/9/witness/buyers", ["2"])),
    ("P11", "as much", changed(PROPERTIES, "certificate/violation/upper_worths", [12, 20])),
    ("P11", "the lists attain less", changed(PROPERTIES, "certificate/violation/lower", [[1], []])),
]


ELSEWHERE = {
    "D": test_reallocative.BROKEN,
    "E": test_pricing.BROKEN,
    "G": test_gamma.BROKEN,
    "Q": test_alliances.BROKEN,
    "S": test_shop.BROKEN,
    "T": test_bayesian.BROKEN,
    "W": test_walrasian.BROKEN,
}
"""The letters of conditions that are broken in test files of their own, and the cases there."""


def test_worths_that_are_not_submodular_are_rejected_for_it():
    worths = [
        {
            "coalition": list(coalition),
            "uses": brute.best(EXAMPLE_2, set(coalition))[1],
            "bound": whole_tree(EXAMPLE_2, set(coalition)),
        }
        for coalition in brute.coalitions(EXAMPLE_2)
    ]
    finding = {"claim": "buyers-submodular", "holds": True, "grade": "enumerated"}
    claimed = PROPERTIES | {
        "findings": [*PROPERTIES["findings"][:-1], finding],
        "certificate": {"rows": [], "worths": worths},
    }
    assert code_of(claimed) == "P10"


@pytest.mark.parametrize(("code", "document"), params(BROKEN))
def test_a_broken_answer_is_rejected_for_the_broken_condition(code, document):
    assert code_of(document) == code


def test_every_condition_is_broken_above():
    elsewhere = [broken(cases, letter) for letter, cases in ELSEWHERE.items()]
    assert {code for code, _, _ in BROKEN}.union({"P10"}, *elsewhere) == {*CONDITIONS}
