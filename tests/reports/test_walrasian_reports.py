"""Answers of the rules walrasian/... in words: whole pages of small markets, and sentences for what they do not show."""

from fractions import Fraction

import pytest

from marketwright.markets import market_from_document
from marketwright.reports import AnsweredMarket, explanation, summary
from marketwright.reports.explanation import page
from marketwright.reports.walrasian_buyer import unit_demand_buyer_sections
from marketwright.reports.walrasian_rules import report_words
from tests.reports.answers import answered, example

CHECKED = "\n\n  checked by marketcheck: accepted"
FLATS = "Four flats on Mill Street\n5 buyers, 4 goods; rule walrasian/"


def economy(goods, buyers, **more):
    """A market of the kind unit-demand; a buyer is a dictionary of values, or a preference with a type."""
    named = [{"name": name, "preference": stated if "type" in stated else {"type": "quasilinear", "values": stated}} for name, stated in buyers.items()]
    return market_from_document({"format": "marketwright.market/1", "kind": "unit-demand", "goods": list(goods), "buyers": named, **more})


def told(market, rule, **given):
    return summary(answered(market, f"walrasian/{rule}", input=given or None))


def of_buyer(market, rule, buyer, **given):
    found = answered(market, f"walrasian/{rule}", input=given or None)
    return page(found, unit_demand_buyer_sections(found, buyer, 100))


def flats():
    return example("rooms-and-budgets.market.json")


def bundles(**held):
    return {name: {"good": good, "payment": payment} for name, (good, payment) in held.items()}


def test_least_prices_name_who_holds_them_up():
    assert told(flats(), "minimum") == (
        FLATS + "minimum, tie rule lexicographic\n"
        "\n"
        "Least equilibrium prices\n"
        "  buyer  gets    pays  as good as no good and\n"
        "  Ada    Loft     780  getting 120\n"
        "  Ben    Garden   700  getting 150\n"
        "  Dora   Attic    500  getting 75\n"
        "  Cleo and Eli get nothing and pay nothing\n"
        "\n"
        "  good    reserve price  price  goes to\n"
        "  Attic             300    500  Dora\n"
        "  Garden            400    700  Ben\n"
        "  Loft              400    780  Ada\n"
        "  Studio            480    480  nobody\n"
        "  revenue 1980; unsold: Studio\n"
        "\n"
        "Why no price is lower\n"
        "  Attic costs 500 because Cleo, who gets nothing, would take it at any lower price.\n"
        "  Garden costs 700 because Dora, who has Attic at 500, would take it at any lower price.\n"
        "  Loft costs 780 because Dora, who has Attic at 500, would take it at any lower price.\n"
        "\n"
        "  equilibrium    yes  proved: nobody would rather have anything else at these prices, and unsold\n"
        "                      goods cost their reserve price\n"
        "  minimum-price  yes  proved: no equilibrium prices are lower anywhere\n"
        "  selected       yes  recomputed by the checker: of all allocations that fit these prices the tie\n"
        "                      rule lexicographic selects this one" + CHECKED
    )


def test_greatest_prices_name_what_owners_would_rather_have():
    lines = told(flats(), "maximum").splitlines()
    assert lines[3] == "Greatest equilibrium prices"
    at = lines.index("Why no price is greater")
    assert lines[at + 1 : at + 4] == [
        "  Attic costs no more than 560 because Dora would rather have nothing at any greater price.",
        "  Garden costs no more than 800 because Ben would rather have Attic at 560 at any greater price.",
        "  Loft costs no more than 900 because Ada would rather have nothing at any greater price.",
    ]
    assert "  maximum-price  yes  proved: no equilibrium prices are greater anywhere" in lines


def test_an_explanation_says_what_everybody_has_and_how_sure_that_is():
    lines = explanation(answered(flats(), "walrasian/minimum"), 7).splitlines()
    assert lines[3:9] == [
        "Who gets what",
        "  Ada gets Loft and pays 780: as good as getting 120 and having no good, a payoff of 120.",
        "  Ben gets Garden and pays 700: as good as getting 150 and having no good.",
        "  Cleo gets nothing.",
        "  Dora gets Attic and pays 500: as good as getting 75 and having no good.",
        "  Eli gets nothing.",
    ]
    assert lines[-1] == "  marketcheck verified every claim just now, in about 7 steps."


def test_one_buyer_sees_all_choices_sorted_with_ties():
    assert of_buyer(flats(), "minimum", 1) == (
        FLATS + "minimum, tie rule lexicographic\n"
        "\n"
        "Ben has Garden and pays 700\n"
        "  That is as good as getting 150 and having no good.\n"
        "\n"
        "All choices at these prices, best first\n"
        "  good     price  as good as no good and  would switch below\n"
        "  Garden     700  getting 150                                 has\n"
        "  Loft       780  getting 150                            780  tie\n"
        "  Attic      500  getting 100                            450\n"
        "  nothing         paying nothing\n"
        "  Studio     480  paying 30                              300\n"
        "  Nothing would be better; 1 choice would be as good.\n"
        "\n"
        "Prices that this buyer has to do with\n"
        "  Garden costs 700 because Dora, who has Attic at 500, would take it at any lower price."
    )


def test_prices_that_are_too_low_have_an_over_demanded_set():
    prices = {"Attic": 450, "Garden": 700, "Loft": 780, "Studio": 480}
    assert told(flats(), "test", prices=prices) == (
        FLATS + "test\n"
        "\n"
        "Prices that were tested\n"
        "  good    reserve price  price  buyers who want it\n"
        "  Attic             300    450                   3\n"
        "  Garden            400    700                   1\n"
        "  Loft              400    780                   2\n"
        "  Studio            480    480                   0\n"
        "\n"
        "What everybody wants at these prices\n"
        "  buyer  wants                  as good as no good and\n"
        "  Ada    Loft                   getting 120\n"
        "  Ben    Attic, Garden or Loft  getting 150\n"
        "  Cleo   Attic                  getting 200\n"
        "  Dora   Attic                  getting 137.5\n"
        "  Eli    nothing                paying nothing\n"
        "\n"
        "  reserves-met               yes  proved: no price is below its reserve price\n"
        "  over-demanded-set          yes  proved: 2 buyers (Cleo and Dora) want nothing but Attic: more\n"
        "                                  buyers than goods, so a price is too low\n"
        "  under-demanded-set         no   proved: no goods above their reserve prices lack buyers who want\n"
        "                                  them\n"
        "  weakly-under-demanded-set  yes  proved: 2 buyers (Ada and Ben) want any of Garden and Loft: no\n"
        "                                  more buyers than goods, so their prices can fall together\n"
        "  equilibrium-prices         no   proved: no allocation fits these prices, for the reason above\n"
        "  minimum-prices             no   proved: they are not even equilibrium prices" + CHECKED
    )


def test_an_allocation_that_does_not_fit_is_told_by_somebody_who_would_rather_have_another_good():
    prices = {"Attic": 520, "Garden": 700, "Loft": 780, "Studio": 400}
    held = {"Ada": "Loft", "Ben": "Garden", "Cleo": None, "Dora": "Attic", "Eli": None}
    said = " ".join(told(flats(), "test", prices=prices, allocation=held).split())
    assert "reserves-met no proved: Studio costs 400, below its reserve price 480" in said
    assert "want nothing but Garden or Loft: more buyers than goods" in said
    assert "nobody wants Attic, which costs more than its reserve price: fewer buyers than goods, so a price is too high" in said
    assert " equilibrium no proved: " in said
    assert "  2 choices would be better than what Dora has." in of_buyer(flats(), "test", 3, prices=prices, allocation=held).splitlines()


def test_wasteful_bundles_have_better_ones_beside_them():
    stated = bundles(Ada=("Loft", 780), Ben=("Garden", 700), Cleo=(None, 0), Dora=("Attic", 500), Eli=(None, 0))
    shares = {"Attic": 500, "Garden": 700, "Loft": 780, "Studio": 0}
    assert told(flats(), "efficient", bundles=stated, shares=shares) == (
        FLATS + "efficient\n"
        "\n"
        "Bundles that were tested\n"
        "  buyer  has      pays  as good as no good and\n"
        "  Ada    Loft      780  getting 120\n"
        "  Ben    Garden    700  getting 150\n"
        "  Cleo   nothing     0  paying nothing\n"
        "  Dora   Attic     500  getting 75\n"
        "  Eli    nothing     0  paying nothing\n"
        "  net revenue 1980: the payments less what the sold goods are worth to the seller\n"
        "\n"
        "What would be better: no buyer is worse off, and the seller has more\n"
        "  buyer  has      pays  could have  and pay\n"
        "  Cleo   nothing     0  Studio        462.5\n"
        "  nothing changes for Ada, Ben, Dora and Eli\n"
        "  net revenue 2442.5 instead of 1980\n"
        "\n"
        "What the sellers get\n"
        "  seller of  gets  could get\n"
        "  Attic       500    615.625\n"
        "  Garden      700    815.625\n"
        "  Loft        780    895.625\n"
        "  Studio        0    115.625\n"
        "\n"
        "  efficient               no  proved: by other bundles the seller has 2442.5 net, and no buyer is\n"
        "                              worse off\n"
        "  multi-seller-efficient  no  proved: by other bundles every seller has more, and no buyer is worse\n"
        "                              off" + CHECKED
    )


def test_properties_are_a_table_with_menus():
    lines = told(economy("ab", {"Ada": {"a": 5, "b": 3}, "Ben": {"a": 4, "b": -1}}), "properties").splitlines()
    at = lines.index("Menus: the least price at which each buyer can get each good, whatever he says of the others")
    assert lines[at + 1 : at + 3] == ["  Ada: a 4, b 0 (taken)", "  Ben: a 2 (taken), b 0"]
    said = " ".join(" ".join(lines[at + 3 :]).split())
    assert "classical no proved: to Ben b is not always better than nothing" in said
    assert "strategy-proof yes proved: nobody gains by a misreport; each pays the least price at which he could have got his good" in said
    assert "group-strategy-proof yes proved: no group of buyers has a misreport by which each of them gains" in said


def test_a_misreport_is_a_story_of_what_was_and_what_would_be():
    lines = told(economy("a", {"Ada": {"a": 10}, "Ben": {"a": 4}}), "manipulate", against="pay-as-bid").splitlines()
    assert lines[3:7] == [
        "What everybody gets when all are honest and they pay as they bid",
        "  buyer  gets     pays  as good as no good and",
        "  Ada    a          10  paying nothing",
        "  Ben    nothing     0  paying nothing",
    ]
    assert lines[8] == "A misreport that gains"
    assert lines[9] == "  Honest, Ada gets a and pays 10, as good as paying nothing and having no good."
    assert lines[10].startswith("  Instead Ada says: the goods are worth a ")


def test_at_least_prices_nobody_gains():
    said = " ".join(told(economy("a", {"Ada": {"a": 10}, "Ben": {"a": 4}}), "manipulate", against="minimum").split())
    assert "manipulable no proved: at the least equilibrium prices nobody gains by a misreport, whatever the others say" in said


@pytest.mark.parametrize(
    ("reserve", "value", "why"),
    [
        (1, 5, "the reserve price of a is below what it is worth to the seller, so it is sold for less than that"),
        (5, 1, "the reserve price of a is above what it is worth to the seller, so it stays unsold although a buyer would pay more than that"),
    ],
)
def test_a_counterexample_says_what_goes_wrong(reserve, value, why):
    market = economy("a", {"Ada": {"a": 10}, "Ben": {"a": 4}}, reserve_prices={"a": reserve}, seller_values={"a": value})
    said = " ".join(told(market, "counterexample").split())
    assert "A market made to show it: the same goods and reserve prices, and buyers who all value alike" in said
    assert f"What goes wrong there: {why}." in said
    assert ("which is worth 5 to the seller" in said) == (reserve < value)


def test_without_a_difference_nothing_goes_wrong():
    assert told(economy("a", {"Ada": {"a": 10}}), "counterexample").splitlines()[3] == (
        "No market goes wrong: the reserve prices are the seller's values, or there are no buyers"
    )


def test_an_entry_fee_is_paid_by_losers_too():
    lines = told(economy("a", {"Ada": {"a": 10}, "Ben": {"a": 4}}, entry_fee=2), "minimum").splitlines()
    assert lines[5:7] == ["  Ada    a        6  getting 4", "  Ben gets nothing and pays the entry fee 2"]
    assert "  revenue 8 (with the entry fee of 2 for everybody); everything is sold" in lines


def test_large_markets_are_cut_with_a_count():
    goods = [f"lot {number}" for number in range(1, 51)]
    market = economy(goods, {f"firm {number}": {good: 60 + (place * number) % 7 for place, good in enumerate(goods)} for number in range(1, 60)})
    found = told(market, "minimum")
    assert "\n  and 10 more who get a good\n" in found
    assert "\n  and 10 more goods\n" in found
    assert " more prices are held in the same way (the certificate lists them).\n" in found
    assert max(map(len, found.splitlines())) <= 120


def test_numbers_that_are_not_exact_are_never_called_an_equilibrium_without_saying_how_near():
    market = economy("a", {"Ada": {"type": "quadratic-cost", "values": {"a": 7}, "rho": "1/10"}, "Ben": {"a": 4}})
    findings = [{"claim": claim, "holds": True, "grade": "numeric", "residual": "1/40000000000"} for claim in ("equilibrium", "minimum-price")]
    document = {
        "rule": "walrasian/minimum",
        "parameters": {"tie_rule": "any", "tolerance": "1/1000000000"},
        "outcome": {"prices": {"a": 4}, "allocation": {"Ada": "a", "Ben": None}, "payments": {"Ada": 4, "Ben": 0}, "revenue": 4},
        "findings": findings,
        "certificate": {"pointers": {"a": "Ben"}},
        "checked": "accepted",
    }
    found = AnsweredMarket(market=market, document=document)
    lines = [*summary(found).splitlines(), *page(found, unit_demand_buyer_sections(found, 0, 100)).splitlines()]
    assert lines[3] == "Least equilibrium prices (numerically, within 10^-10)"
    assert [line for line in lines if ("equilibrium" in line or "lower" in line) and "within 10^-10" not in line] == [
        "  a costs 4 because Ben, who gets nothing, would take it at any price that is noticeably lower.",
        "  a costs 4 because Ben, who gets nothing, would take it at any price that is noticeably lower.",
    ]
    assert [line for line in lines if line.startswith(("Why no price", "Prices that"))] == [
        "Why no price is lower (numerically, within 10^-10)",
        "Prices that this buyer has to do with (numerically, within 10^-10)",
    ]
    opened = [finding | {"holds": None, "residual": "1/10"} for finding in findings]
    said = summary(AnsweredMarket(market=market, document=document | {"findings": opened}))
    lines = said.splitlines()
    assert lines[3] == "Prices that are not confirmed, not even numerically"
    assert "equilibrium not decided numerically not within the tolerance 10^-9: levels are off by up to 0.1" in " ".join(said.split())
    assert "Why no price" not in said


def test_every_type_of_report_has_words():
    market = AnsweredMarket(market=economy("a", {"Ada": {"a": 1}}), document={})
    values = {"values": {"a": Fraction(7, 2)}}
    assert [
        report_words(market, report)
        for report in (
            {"type": "quasilinear", **values},
            {"type": "borrowing", **values, "cash": 3, "rate": "1/4"},
            {"type": "soft-budget", **values, "budget": 3, "steepness": 9},
            {"type": "income", "wealth": 9, "quality": {"a": 2}, "cap": 8},
            {"type": "levels", "levels": {"a": {"points": [[0, -6], [4, -1]], "left": 1, "right": 1}}},
        )
    ] == [
        "the goods are worth a 3.5",
        "the goods are worth a 3.5, and money beyond 3 costs interest at the rate 0.25",
        "the goods are worth a 3.5, and money beyond 3 hurts 9 times as much",
        "of a wealth of 9 what is left is worth more with a good, times a 2",
        "paying so much with a good is as bad as paying so much without: a 0 as -6, 4 as -1",
    ]


def test_names_too_long_for_a_table_are_told_in_paragraphs():
    garden, attic = "the flat with the garden and the terrace", "the flat under the roof, without a lift"
    buyers = {f"a family with a dog, two cats and no. {number}": {garden: 12 + number, attic: Fraction(10**12, 7)} for number in range(3)}
    found = told(economy([garden, attic], {buyer: {good: str(value) for good, value in values.items()} for buyer, values in buyers.items()}), "properties")
    assert max(map(len, found.splitlines())) <= 100
    assert "; goes to " in " ".join(found.split())
