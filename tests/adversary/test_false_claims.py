"""Claims that are false in a way a careless checker would miss."""

from fractions import Fraction

import pytest

from marketcheck import Accepted, Rejected, Unreadable, check

from . import brute
from .breaking import code_of
from .markets import (
    EFFICIENT,
    EXAMPLE_2,
    HONEST,
    IN_CORE,
    ONE_GOOD,
    PROPERTIES,
    TRIANGLE,
    bids,
    bundle_market,
    singles,
)
from .writer import answer, changed, core_test, digest, efficient, num, nums, text


def efficient_claim(market: dict, uses: list[int], bound: dict, rows: list | None = None) -> dict:
    """Returns the claim that these bids are efficient, whether they are or not."""
    listed = brute.bids_of(market)
    grade = "proved" if len(bound["nodes"]) == 1 else "enumerated"
    return answer(
        market,
        "efficient",
        outcome={
            "allocation": brute.allocation(market, uses),
            "welfare": num(sum((listed[j].value for j in uses), Fraction(0))),
        },
        findings=[{"claim": "efficient", "holds": True, "grade": grade}],
        certificate={"rows": rows or [], "uses": uses, "bound": bound},
    )


def core_claim(market: dict, payoffs: dict[str, Fraction], bound: dict) -> dict:
    """Returns the claim that these payoffs are in the core, whether they are or not."""
    base = efficient(market)
    return base | {
        "rule": "core-test",
        "input": {"format": "marketwright.input/1", "payoffs": nums(payoffs)},
        "outcome": base["outcome"] | {"payoffs": nums(payoffs)},
        "findings": [*base["findings"], {"claim": "core", "holds": True, "grade": "proved"}],
        "certificate": base["certificate"] | {"core": {"bound": bound}},
    }


def test_charges_with_a_denominator_of_their_own_leave_less_room_than_the_values():
    # coalition {2} is worth 10 > 19/2; with the denominators of the values alone 10 < 19/2 + 1
    payoffs = {"1": Fraction(1, 2), "2": Fraction(0), "seller": Fraction(19, 2)}
    assert not brute.in_core(ONE_GOOD, payoffs)
    claim = core_claim(ONE_GOOD, payoffs, {"unit": 1, "nodes": [[[0, 10]]]})
    assert code_of(claim) == "B5"


def test_charges_with_a_denominator_of_their_own_count_beside_a_whole_target():
    # coalition {2} leaves 10 - 1/2 > 9; with the denominators of values and target 19/2 < 9 + 1
    payoffs = {"1": Fraction(1, 2), "2": Fraction(1, 2), "seller": Fraction(9)}
    assert not brute.in_core(ONE_GOOD, payoffs)
    claim = core_claim(ONE_GOOD, payoffs, {"unit": 2, "nodes": [[[0, 19]]]})
    assert code_of(claim) == "B5"


def test_a_target_with_a_denominator_of_its_own_leaves_less_room_than_the_values():
    # worth({2}) is 10: 19/2 is false, although 10 < 19/2 + 1
    market = bundle_market(["A"], _1=bids("xor", A=10), _2=bids("xor", A=10), _3=bids("xor", A=1))
    base = PROPERTIES | {
        "market": market,
        "market_digest": digest(market),
        "outcome": {"valuations": {n: {"type": "xor", "atoms": 1} for n in "123"}},
        "findings": [
            *({"claim": claim, "buyer": n, "holds": True, "grade": "recomputed"} for n in "123" for claim in ("monotone", "submodular", "gross-substitutes")),
            {
                "claim": "buyers-submodular",
                "holds": False,
                "grade": "proved",
                "witness": {"coalition": [], "buyers": ["1", "2"]},
            },
        ],
        "certificate": {
            "rows": [],
            "violation": {
                "upper": [{"unit": 1, "nodes": [[[0, 10]]]}] * 2,
                "upper_worths": ["9/2", "9/2"],
                "lower": [[0], []],
            },
        },
    }
    assert code_of(base) == "B5"
    nearly = changed(base, "certificate/violation/upper_worths", ["19/2", 0])
    assert code_of(nearly) == "B5"


def test_core_payoffs_that_add_up_to_too_much_are_not_in_the_core():
    payoffs = {"1": 0, "2": 10, "3": 10, "seller": 12}
    claim = IN_CORE | {
        "input": IN_CORE["input"] | {"payoffs": payoffs},
        "outcome": IN_CORE["outcome"] | {"payoffs": payoffs},
    }
    assert code_of(claim) == "C5"


def test_an_or_bidder_is_worth_more_than_his_best_single_bid():
    market = bundle_market(["A", "B"], _1=bids("or", A=5, B=5))
    assert brute.best(market, {"1"})[0] == 10
    assert code_of(efficient_claim(market, [0], {"unit": 1, "nodes": [[]]})) == "B5"
    assert isinstance(check(text(efficient_claim(market, [0, 1], {"unit": 1, "nodes": [[]]}))), Accepted)


def test_the_best_bid_of_a_group_counts_and_not_the_last():
    market = bundle_market(["A", "B"], _1=bids("xor", A=5, B=3))
    assert code_of(efficient_claim(market, [1], {"unit": 1, "nodes": [[]]})) == "B5"


def test_a_bid_below_its_prices_takes_nothing_from_the_bound():
    market = bundle_market(["A", "B"], _1=bids("or", A=5, B=1))
    assert code_of(efficient_claim(market, [1], {"unit": 1, "nodes": [[[1, 9]]]})) == "B5"
    assert code_of(efficient_claim(market, [0], {"unit": 1, "nodes": [[[1, 1]]]})) == "B5"


def test_a_charge_is_due_once_for_a_buyer_and_not_for_each_of_his_bids():
    # seller and buyer 1 are worth 12 - 3 > 6; charged for both bids it would be 12 - 6 = 6
    market = bundle_market(["A", "B", "C"], _1=bids("or", A=6, B=6), _2=bids("xor", C=2))
    payoffs = {"1": Fraction(3), "2": Fraction(5), "seller": Fraction(6)}
    assert brute.blocking(market, payoffs) == [("1",)]
    assert code_of(core_claim(market, payoffs, {"unit": 1, "nodes": [[]]})) == "B5"
    used = {"unit": 1, "nodes": [0, 1, [], [], 1, [], []]}
    claim = changed(core_claim(market, payoffs, used), "findings/1/grade", "enumerated")
    assert code_of(claim) == "B5"


TRIANGLE_CLIQUE = {"clique": [0, 1, 2]}
HALVES = {"chvatal_gomory": [[0, "1/2"], [1, "1/2"], [2, "1/2"]]}


@pytest.mark.parametrize("row", [TRIANGLE_CLIQUE, HALVES], ids=["clique", "halves of the goods"])
def test_a_derived_row_proves_what_goods_alone_cannot(row):
    honest = efficient_claim(TRIANGLE, [0], {"unit": 1, "nodes": [[[3, 10]]]}, [row])
    assert isinstance(check(text(honest)), Accepted)
    goods_alone = {"unit": 1, "nodes": [[[0, 5], [1, 5], [2, 5]]]}
    assert code_of(efficient_claim(TRIANGLE, [0], goods_alone)) == "B5"


@pytest.mark.parametrize("row", [TRIANGLE_CLIQUE, HALVES], ids=["clique", "halves of the goods"])
def test_a_derived_row_has_no_negative_price(row):
    # without the check of signs the bound would be 3 x 10 - 25 = 5
    bound = {"unit": 1, "nodes": [[[0, 10], [1, 10], [2, 10], [3, -25]]]}
    assert code_of(efficient_claim(TRIANGLE, [], bound, [row])) == "B4"


CHAIN = bundle_market(["A", "B", "C"], _1=bids("xor", A=4), _2=bids("xor", AB=5), _3=bids("xor", B=4))


def test_a_clique_that_holds_only_below_a_branch_is_no_row():
    # atoms 0 and 2 share nothing; once atom 1 is used they are both removed
    local = {"clique": [0, 1, 2]}
    bound = {"unit": 1, "nodes": [1, [], [[3, 4]]]}
    assert brute.best(CHAIN, {"1", "2", "3"})[0] == 8
    assert code_of(efficient_claim(CHAIN, [1], bound, [local])) == "R2"


def test_a_rounded_row_from_a_row_below_a_branch_is_refused():
    local = {"clique": [0, 2]}
    rounded = {"chvatal_gomory": [[3, "1/2"], [0, "1/2"], [1, "1/2"]]}
    bound = {"unit": 1, "nodes": [1, [], [[4, 4]]]}
    assert code_of(efficient_claim(CHAIN, [1], bound, [local, rounded])) == "R2"
    from_later = [{"chvatal_gomory": [[4, 1]]}, {"chvatal_gomory": [[0, 1]]}]
    assert code_of(efficient_claim(CHAIN, [1], bound, from_later)) == "R3"


def test_a_bound_cannot_bring_rows_of_its_own():
    bound = {"unit": 1, "nodes": [[[3, 4]]], "rows": [{"clique": [0, 1, 2]}]}
    with pytest.raises(Unreadable, match=r"certificate\.bound: the key 'rows' is unknown here"):
        check(text(efficient_claim(CHAIN, [1], bound)))


def test_a_rounded_row_rounds_down_and_not_up():
    # 1/2 A + 1/2 B has coefficient 1 only for AB; the row says nothing of atoms 0 and 2
    half = {"chvatal_gomory": [[0, "1/2"], [1, "1/2"]]}
    bound = {"unit": 1, "nodes": [[[3, 5]]]}
    assert code_of(efficient_claim(CHAIN, [1], bound, [half])) == "B5"


def test_a_coefficient_of_three_halves_is_one_and_not_two():
    # 1/2 A + 1/2 B + 1/2 C: coefficient 1 for ABC and for AB, right side 1; at 2 x 6 ABC would be too dear
    market = bundle_market(["A", "B", "C"], _1=bids("xor", ABC=10), _2=bids("xor", AB=6))
    bound = {"unit": 1, "nodes": [[[3, 6]]]}
    assert code_of(efficient_claim(market, [1], bound, [HALVES])) == "B5"


def test_the_upper_worths_of_a_violation_are_those_with_one_buyer_more():
    claim = PROPERTIES | {
        "market": ONE_GOOD,
        "market_digest": digest(ONE_GOOD),
        "outcome": {"valuations": {n: {"type": "unit-demand", "atoms": 1} for n in "12"}},
        "findings": [
            *({"claim": c, "buyer": n, "holds": True, "grade": "recomputed"} for n in "12" for c in ("monotone", "submodular", "gross-substitutes")),
            {"claim": "buyers-submodular", "holds": False, "grade": "proved", "witness": {"coalition": [], "buyers": ["1", "2"]}},
        ],
        "certificate": {"rows": [], "violation": {"upper": [{"unit": 1, "nodes": [[]]}] * 2, "upper_worths": [0, 0], "lower": [[0], []]}},
    }
    assert code_of(claim) == "B5"


def test_a_buyer_without_a_bid_in_the_coalition_still_brings_his_negative_charge():
    # payoff -1 is negative: no proof can hide it behind a bound
    market = bundle_market(["A"], _1=bids("xor", A=3), _2=bids("xor", A=0))
    payoffs = {"1": Fraction(0), "2": Fraction(-1), "seller": Fraction(4)}
    assert code_of(core_claim(market, payoffs, {"unit": 1, "nodes": [[[0, 3]]]})) == "C5"


def test_reserves_belong_to_every_coalition():
    market = bundle_market(["A", "B"], _1=bids("xor", A=3)) | {"reserve_prices": {"B": 2}}
    assert brute.best(market, set())[0] == 2
    claim = efficient_claim(market, [0], {"unit": 1, "nodes": [[]]})
    assert code_of(claim) == "B5"
    assert isinstance(check(text(efficient_claim(market, [0, 1], {"unit": 1, "nodes": [[]]}))), Accepted)


def test_the_seller_keeps_several_goods_at_once():
    market = bundle_market(["A", "B"], _1=bids("xor", A=1)) | {"reserve_prices": {"A": 2, "B": 3}}
    no_prices = {"unit": 1, "nodes": [[[0, 2]]]}
    assert code_of(efficient_claim(market, [2], no_prices)) == "B5"
    kept = efficient_claim(market, [1, 2], no_prices)
    assert kept["outcome"] == {"allocation": {"1": []}, "welfare": 5}
    assert isinstance(check(text(kept)), Accepted)


def test_the_tie_rule_selects_one_of_two_efficient_allocations():
    honest = efficient(EXAMPLE_2, "lexicographic")
    assert honest["outcome"]["allocation"] == {"1": [], "2": ["A"], "3": ["B"]}
    assert isinstance(check(text(honest)), Accepted)
    other = honest | {
        "outcome": honest["outcome"] | {"allocation": {"1": [], "2": ["B"], "3": ["A"]}},
        "certificate": honest["certificate"] | {"uses": [2, 3]},
    }
    assert code_of(other) == "B5"


def test_an_answer_of_example_2_is_none_of_a_market_of_other_values():
    # read as the market's own, every answer would fail or hold by chance: the digest comes first
    market = changed(EXAMPLE_2, "buyers/0/values/bids/0/value", 13)
    for name, document in HONEST.items():
        if document["market"] is EXAMPLE_2:
            assert code_of(document | {"market": market}) == "A1", name
    assert sum(document["market"] is EXAMPLE_2 for document in HONEST.values()) == 14


def test_an_answer_offered_for_another_market_with_its_digest_is_judged_by_that_market():
    market = changed(EXAMPLE_2, "buyers/0/values/bids/0/value", 21)
    assert code_of(EFFICIENT | {"market": market, "market_digest": digest(market)}) == "B5"


def test_two_markets_given_for_one_answer_have_to_agree():
    other = changed(EXAMPLE_2, "buyers/0/values/bids/0/value", 13)
    verdict = check(text(EFFICIENT), text(other))
    assert isinstance(verdict, Rejected)
    assert (verdict.code, verdict.place) == ("A1", "market file")
    assert isinstance(check(text(EFFICIENT), text(EXAMPLE_2)), Accepted)


@pytest.mark.parametrize(
    ("values", "payoffs"),
    [
        (singles("additive", A=5, B=7), {"1": 2, "2": 3, "seller": 7}),
        (bids("or", A=5, B=7), {"1": 2, "2": 3, "seller": 7}),
    ],
    ids=["additive", "or"],
)
def test_a_bidder_of_many_groups_is_charged_in_every_coalition(values, payoffs):
    market = bundle_market(["A", "B"], _1=values, _2=bids("xor", AB=10))
    exact = {name: Fraction(amount) for name, amount in payoffs.items()}
    assert brute.blocking(market, exact) == [("1",)]
    claim = core_claim(market, exact, {"unit": 1, "nodes": [[[0, 3], [1, 4]]]})
    assert code_of(claim) == "B5"
    assert isinstance(check(text(core_test(market, exact))), Accepted)
