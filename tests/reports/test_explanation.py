"""Explanations: whole sections with their numbers."""

import pytest

from marketwright import BundleMarket
from marketwright.reports import explanation
from tests.reports.answers import answered, bid, combining, example, section, stopped_early, xor

LOTS = example("lots-of-land.market.json")


def test_winners_of_four_lots_of_land() -> None:
    assert section(explanation(answered(LOTS, "vickrey"), 7), "Who wins") == [
        "  Ada gets Meadow and Orchard for a bid of 20, pays 8 and gains 12.",
        "  Ben gets Pond for a bid of 20, pays 8 and gains 12.",
        "  Cleo gets Wood for a bid of 20, pays 6 and gains 14.",
        "  Together that is worth 60; the payments add up to 22.",
    ]


def test_losers_of_four_lots_of_land() -> None:
    assert section(explanation(answered(LOTS, "vickrey"), 7, 200), "Why not the others") == [
        "  Dora bid 28 for Meadow, Orchard and Pond; in its way: Ada with 20, Ben with 20, together 40, which is 12 more.",
        "  Eli bid 26 for Meadow, Orchard and Wood; in its way: Ada with 20, Cleo with 20, together 40, which is 14 more.",
        "  What bid would have won: `marketwright explain ANSWER --buyer NAME`.",
    ]


def test_absence_of_a_winner_in_four_lots_of_land() -> None:
    lines = section(explanation(answered(LOTS, "vickrey"), 7, 250), "What the absence of a winner would change")
    assert lines[2] == (
        "  Without Cleo the others would have 46; beside Cleo they have 40, so the presence of Cleo takes 6 from them. "
        "Ada would get nothing, Eli would get Meadow, Orchard and Wood."
    )


def test_a_blocking_coalition_shares_its_gain() -> None:
    assert section(explanation(answered(LOTS, "vickrey"), 7, 200), "Who could object") == [
        "  The seller with Cleo and Dora can reach 48 without anybody else; these payoffs give them 36, which is 12 less.",
        "  Shared equally, each of the 3 would gain 4:",
        "    member  goods                     bid  has  would have",
        "    seller                                  22          26",
        "    Cleo    Wood                       20   14          18",
        "    Dora    Meadow, Orchard and Pond   28    0           4",
    ]


def test_a_seller_who_blocks_alone() -> None:
    market = example("reserve-prices.market.json")
    payoffs = {"payoffs": {"Ada": 20, "Ben": 20, "Dora": 0}}
    lines = section(explanation(answered(market, "core-test", input=payoffs), 7), "Who could object")
    assert lines == ["  The seller alone would keep Meadow, Orchard, Pond and Wood for 45.5; these payoffs give 15."]


def test_payoffs_in_the_core_leave_nobody_to_object() -> None:
    payoffs = {"payoffs": {"Ada": 6, "Ben": 6, "Cleo": 8, "Dora": 0, "Eli": 0}}
    assert section(explanation(answered(LOTS, "core-test", input=payoffs), 7), "Who could object") == [
        "  Nobody: the payoffs are in the core. No coalition with the seller could do better on its own."
    ]


def test_the_proof_and_the_work_of_the_checker_are_named() -> None:
    assert section(explanation(answered(LOTS, "efficient"), 7), "How sure this is")[-2:] == [
        "  The bound on the welfare rests on one list of prices.",
        "  marketcheck verified every claim just now, in about 7 steps.",
    ]


def test_ties_are_called_ties() -> None:
    market = BundleMarket(goods=("A",), buyers=(xor("Ada", bid(3, "A")), xor("Ben", bid(3, "A"))))
    lines = section(explanation(answered(market, "vickrey"), 7), "Why not the others")
    assert lines[0] == "  Ben bid 3 for A; in its way: Ada with 3. That is a tie, decided by the tie rule lexicographic."


def test_after_a_limit_improvements_are_not_hidden() -> None:
    text = explanation(stopped_early(LOTS, "vickrey"), 7, 200)
    assert section(text, "Who wins in the best allocation found, which is not proven efficient") == ["  Together that is worth 0."]
    assert section(text, "Why not the others")[0] == (
        "  Dora bid 28 for Meadow, Orchard and Pond; nothing is in its way, so accepting it would improve the allocation found."
    )
    assert section(text, "Who could object") == ["  Not decided: a limit came first."]


def test_several_bids_of_a_winner_are_counted_together() -> None:
    market = BundleMarket(goods=("A", "B"), buyers=(combining("Ada", bid(3, "A"), bid("1/2", "B")), xor("Ben"), xor("Cleo", bid(0, "A"))))
    text = explanation(answered(market, "pay-as-bid"), 7)
    assert section(text, "Who wins")[0] == "  Ada gets A and B for 2 bids of 3.5, pays 3.5 and gains 0."
    assert section(text, "Why not the others") == ["  2 buyers bid nothing above 0."]


def test_losers_who_came_nearest_stand_first_and_the_others_are_counted() -> None:
    market = BundleMarket(goods=("A",), buyers=tuple(xor(f"b{number}", bid(number, "A")) for number in range(1000)))
    lines = section(explanation(answered(market, "efficient", tie_rule="any"), 7), "Why not the others")
    assert lines[0] == "  b998 bid 998 for A; in its way: b999 with 999, which is 1 more."
    assert lines[9] == "  b989 bid 989 for A; in its way: b999 with 999, which is 10 more."
    assert lines[10:] == [
        "  988 more buyers lose; these came nearest.",
        "  1 buyer bid nothing above 0.",
        "  What bid would have won: `marketwright explain ANSWER --buyer NAME`.",
    ]


def test_properties_of_paper_000_example_2() -> None:
    """The buyer who wants both goods is neither submodular nor gross substitutes, and lets the others complement one another."""
    text = explanation(answered(example("paper-000-example-2.market.json"), "properties"), 7, 200)
    assert section(text, "Why not") == [
        "  buyer 1 is not submodular: B adds 0 alone, but 12 when A is there too.",
        "  buyer 1 is not gross substitutes: at the prices (A: 6, B: 6) the demand is A and B; "
        "once the price of A is 7, no demanded bundle contains B any more.",
    ]
    assert section(text, "The market") == [
        "  The seller with buyer 1 is worth 12; with buyer 2 too, 12; with buyer 3 instead, 12; with both, 20. So buyer 2 adds 0, but 8 when buyer 3 is there."
    ]


def test_closed_tables_are_explained() -> None:
    text = explanation(answered(example("value-types/table-with-free-disposal.market.json"), "properties"), 7, 200)
    assert section(text, "Tables that were closed") == ["  small flat: the table was not monotone and is read as its closure: a set is worth its best part"]


@pytest.mark.parametrize("rule", ["efficient", "pay-as-bid", "vickrey"])
def test_no_line_is_wider_than_the_page(rule: str) -> None:
    for width in (60, 80, 100):
        assert [line for line in explanation(answered(LOTS, rule), 7, width).splitlines() if len(line) > width] == []
