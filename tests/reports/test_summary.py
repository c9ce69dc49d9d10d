"""Summaries: the words that a proof allows, and lists that stay short."""

import re

import pytest

from marketwright import BundleMarket
from marketwright.reports import AnsweredMarket, summary
from marketwright.reports.findings import finding_lines
from tests.reports.answers import answered, bid, example, stopped_early, xor

LOTS = example("lots-of-land.market.json")


@pytest.mark.parametrize("rule", ["efficient", "pay-as-bid", "vickrey"])
def test_after_a_limit_no_word_claims_what_is_not_proved(rule: str) -> None:
    text = summary(stopped_early(LOTS, rule))
    lines = [line for line in text.splitlines() if "not decided" not in line]
    assert "Best allocation found, not proven efficient" in lines
    rest = " ".join(lines).replace("not proven efficient", "").replace(f"rule {rule}", "")
    assert re.findall(r"efficient|optimal|vickrey|core", rest, re.IGNORECASE) == []
    assert re.search(r"efficient +not decided +a limit came first: the best welfare is at least 0, at most [0-9/.]+( |\n)+proven", text)


def test_the_size_of_a_proof_by_cases_and_the_gap_of_a_bound_are_said() -> None:
    found = answered(LOTS, "vickrey")
    leaf: list[object] = []
    proof = {"unit": 1, "nodes": [0, leaf, 1, leaf, leaf]}
    certificate = {**found.document["certificate"], "bound": proof}
    efficient = {"claim": "efficient", "holds": True, "grade": "enumerated"}
    vickrey = {"claim": "vickrey", "holds": True, "grade": "enumerated"}
    cases = AnsweredMarket(market=LOTS, document={**found.document, "certificate": certificate, "findings": [efficient, vickrey]})
    assert finding_lines(cases) == [
        "  efficient  yes  proved by 3 cases: no allocation is worth more than 60",
        "  vickrey    yes  proved by 6 cases: each payoff is the worth of all less the worth of all others",
    ]
    bounded = {"claim": "efficient", "holds": None, "grade": "bounded", "at_most": 64}
    early = AnsweredMarket(market=LOTS, document={**found.document, "findings": [bounded]})
    said = "  efficient  not decided  a limit came first: the best welfare is at least 60, at most 64 proven, a gap of ≈6.67 %"
    assert finding_lines(early, 200) == [said]


def test_long_lists_end_with_a_count() -> None:
    goods = tuple(f"good {number}" for number in range(30))
    market = BundleMarket(goods=goods, buyers=tuple(xor(f"buyer {number}", bid(number, good)) for number, good in enumerate(goods)))
    lines = summary(answered(market, "pay-as-bid")).splitlines()
    assert "  and 4 more, who get 4 goods" in lines
    assert "  1 other buyer gets nothing and pays nothing" in lines
    assert "  unsold: good 0" in lines


def test_many_goods_of_one_buyer_end_with_a_count() -> None:
    goods = tuple(f"good {number}" for number in range(30))
    market = BundleMarket(goods=goods, buyers=(xor("Ada", bid(3, *goods)),))
    assert "  Ada    good 0, good 1, good 2, good 3, good 4 and 25 more    3" in summary(answered(market, "efficient")).splitlines()


def test_long_names_stay_different() -> None:
    long = "Telecommunications Company of the Federal State, Northern Branch"
    market = BundleMarket(goods=("A", "B"), buyers=(xor(f"{long} (Holding)", bid(3, "A")), xor(f"The other {long} (Holding)", bid(2, "B"))))
    text = summary(answered(market, "efficient"))
    assert '"Telecommunications...rn Branch (Holding)"' in text
    assert '"The other Telecomm...rn Branch (Holding)"' in text
    names = [f"The Telecommunications Company Number {number} of the Federal State" for number in (1, 2)]
    twins = BundleMarket(goods=("A", "B"), buyers=(xor(names[0], bid(3, "A")), xor(names[1], bid(2, "B"))))
    text = summary(answered(twins, "efficient"))
    assert "  The Telecommunications Company ... #1  A        3\n  The Telecommunications Company ... #2  B        2\n" in text


def test_a_title_stays_on_its_line() -> None:
    market = BundleMarket(goods=("A",), buyers=(xor("Ada", bid(1, "A")),), title="two\nlines " + "x" * 200)
    first, second = summary(answered(market, "efficient")).splitlines()[:2]
    assert (first, second) == ("two lines " + "x" * 87 + "...", "1 buyer, 1 good, 1 bid; rule efficient, tie rule lexicographic")


def test_wide_characters_keep_columns_in_line() -> None:
    market = BundleMarket(goods=("池",), buyers=(xor("家族", bid(1, "池")), xor("Ben")))
    lines = summary(answered(market, "efficient")).splitlines()
    assert lines[4:6] == ["  buyer  goods  bid", "  家族   池       1"]


def test_payoffs_below_zero_are_an_objection() -> None:
    payoffs = {"payoffs": {"Ada": "-1/3", "Ben": 0, "Cleo": 0, "Dora": 0, "Eli": 0}}
    assert "core       no   proved: Ada has a payoff of -1/3, below 0" in summary(answered(LOTS, "core-test", input=payoffs))


def test_payoffs_that_nobody_can_pay_are_an_objection() -> None:
    payoffs = {"payoffs": {"Ada": 20, "Ben": 20, "Cleo": 20, "Dora": 0, "Eli": 0, "seller": 1}}
    assert "core       no   proved: the payoffs add up to 61, more than all are worth" in summary(answered(LOTS, "core-test", input=payoffs))


def test_closed_tables_are_marked() -> None:
    text = summary(answered(example("value-types/table-with-free-disposal.market.json"), "properties"))
    assert "  small flat  table     3  yes, closed  yes         yes" in text


def test_what_is_beyond_tabulation_is_said() -> None:
    text = summary(answered(example("published/hard0000.txt"), "properties"))
    assert "\n  with more than 8 goods, values are not tabulated: only the type decides\n" in text
    assert "  submodular                      not decided: 93 buyers\n" in text
    assert "  buyers-submodular  not decided  the worths of all coalitions are computed for up to 8 buyers\n" in text
