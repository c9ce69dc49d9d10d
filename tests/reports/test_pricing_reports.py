"""What people read about answers of the rules on prices."""

import pytest

from marketwright.reports.explanation import explanation
from marketwright.reports.summary import summary
from tests.papers.pricing_cases import ERRATUM_1, ERRATUM_2, EXAMPLE_1, EXAMPLE_2, market, xor
from tests.reports.answers import answered, section, stopped_early


def told(economy, rule, **given):
    return summary(answered(economy, f"prices/{rule}", input=given or None))


def explained(economy, rule, **given):
    return explanation(answered(economy, f"prices/{rule}", input=given or None), 100)


def test_item_prices_that_do_not_exist_are_refused_with_shares_and_a_remedy():
    assert told(EXAMPLE_2, "good").split("\n\n")[1].split("\n") == [
        "Item prices: none",
        "  buyer  gets",
        "  1      A",
        "  2      B",
        "  3      nothing",
        "  If goods could be shared, these shares would be worth 8.5, more than 8; item prices would have to",
        "    pay for them:",
        "    buyer  of       share",
        "    1      A          0.5",
        "    1      B          0.5",
        "    3      A and B    0.5",
        "  What to do instead: Package prices may exist (prices/eff). Let buyers join into alliances",
        "    (prices/alliances); or post prices of single packages (prices/any) and enforce one package for",
        "    each buyer.",
    ]


def test_package_prices_that_do_not_exist_are_refused_with_the_conditions_that_contradict_one_another():
    assert section(explained(EXAMPLE_2, "eff"), "Why there are no package prices") == [
        "  No prices satisfy these conditions together (1 efficient allocation looked at; this is the first):",
        "    the package of buyer 1 must cost at most as much as the package of buyer 2; otherwise buyer 1",
        "      would rather have the package of buyer 2.",
        "    the package of buyer 2 must cost at most 3; otherwise buyer 2 would rather have nothing.",
        "    the packages of buyers 1 and 2 must cost at least 7; otherwise buyer 3 would rather have the",
        "      packages of buyers 1 and 2.",
        "  What to do instead: Let buyers join into alliances (prices/alliances); or post prices of single",
        "    packages (prices/any) and enforce one package for each buyer.",
    ]


def test_prices_are_shown_with_their_range_and_margin():
    assert section(explained(EXAMPLE_1, "eff"), "The prices") == [
        "  package of  goods    price  least  greatest",
        "  1           A and B    2.5      2         3",
        "  the seller gets 2.5 of the welfare 3; supporting prices add up to 2 to 3",
        "  Some prices are strict: everybody prefers his own goods to anything else by 0.5 or more, so no tie",
        "    can go wrong.",
    ]


def test_lows_that_do_not_go_together_are_called_so():
    assert "  The least prices are possible one by one, not all together." in told(ERRATUM_1, "eff").split("\n")


def test_vickrey_payments_stand_beside_the_least_prices():
    text = told(ERRATUM_2, "vickrey")
    assert "  1           A and B        8               4            4" in text.split("\n")
    assert "vickrey-least     no   proved: the package of buyer 1 may cost 4 instead of 8" in text


def test_goods_of_no_marginal_value_have_a_holder():
    economy = market("AB", xor(A=3))
    assert "  B is of no marginal value, and held by buyer 1, because every good needs an owner." in told(economy, "good").split("\n")


def test_rounds_are_told_as_sentences():
    assert section(explained(EXAMPLE_2, "alliances"), "How the alliances formed") == [
        "  Rounds end as soon as there are prices at which no alliance wants other packages.",
        "  1. At 6 for the packages of buyers 1 and 2, buyer 3 would rather have them and gain 1: buyers 1",
        "    and 2 join.",
    ]
    assert section(explained(EXAMPLE_2, "alliances"), "Prices for each member")[:3] == [
        "  member  A  B  A and B",
        "  1       5  5        5",
        "  2       0  3        3",
    ]


def test_a_split_that_is_not_possible_names_the_member():
    text = told(EXAMPLE_2, "alliances", split="equal")
    assert "  An equal split is not possible; choose the split proportional or egalitarian-capped." in text.split("\n")
    assert "split          no   recomputed by the checker: buyer 2 would pay 4 for goods worth 3 to him" in text


def test_no_alliances_are_called_so():
    assert told(EXAMPLE_1, "alliances").split("\n\n")[1].split("\n")[0] == "No alliances needed"


@pytest.mark.parametrize("rule", ["good", "eff", "any", "vickrey", "alliances"])
def test_what_a_limit_left_open_is_called_not_decided(rule):
    values = [xor(AB=10, BC=9, CD=10), xor(BC=10, AD=9), xor(AC=11, BD=10), xor(ABC=14, BCD=13)]
    early = stopped_early(market("ABCD", *values), f"prices/{rule}")
    assert early.finding("efficient")["holds"] is not None or "not decided" in summary(early)
    assert explanation(early, 100)
