"""Answers of the rules reallocative/... in words: whole pages about the examples of paper 001, with the numbers of spec reallocative 12."""

from marketwright.reports import explanation, summary
from tests.reports.answers import answered, example, section

CHECKED = "\n\n  checked by marketcheck: accepted"
EXAMPLE_1 = "paper 001, Example 1\n3 bidders, 1 good; rule reallocative/"
EXAMPLE_2 = "paper 001, Example 2\n3 bidders, 2 goods; rule reallocative/"
VICKREY_1 = (
    "  bidder  water         pays  payoff\n"
    "  1       buys 1        2.75    0.75\n"
    "  2       buys 1        2.75    0.75\n"
    "  3       sells 1  gets 3.25    0.75\n"
    "  The auctioneer sells 1 of water; the bidders' surplus is 4.5.\n"
    "  The revenue is 2.25; at the clearing price 3 it would be 3.\n"
)
VICKREY_2 = (
    "  bidder  A         B            pays  payoff\n"
    "  1       buys 3/7  buys 3/7  237/392    9/56\n"
    "  2       buys 2/7  buys 2/7  104/245    3/35\n"
    "  3       buys 2/7  buys 2/7  104/245    3/35\n"
    "  The auctioneer sells 1 of A and 1 of B; the bidders' surplus is 25/14.\n"
    "  The revenue is 407/280; at the clearing prices 11/14 for A and 11/14 for B it would be 11/7.\n"
)
FOUND = (
    "  efficient     yes  proved: all marginal utilities are equal, so no other allocation is worth more\n"
    "  vickrey       yes  proved: each payoff is the surplus of all less that of all others\n"
)
CERTIFIED = (
    "  substitutes              yes  proved: the packages are substitutes for every bidder\n"
    "  nonnegative-allocations  yes  proved by all 7 coalitions: whichever of these bidders take part,\n"
    "                                nobody sells any of the packages\n"
    "  nonnegative-prices       yes  proved by all 7 coalitions: whichever of these bidders take part, no\n"
    "                                package has a price below 0\n"
    "  bidder-core-always       yes  proved by Theorem 1: whichever of these bidders take part, no\n"
    "                                coalition but possibly the auctioneer alone could do better\n"
    "  core-always              yes  proved by Theorem 1: whichever of these bidders take part, no\n"
    "                                coalition could do better"
)


def market(name):
    return example(f"paper-001-{name}.market.json")


def told(name, rule, **given):
    return summary(answered(market(name), f"reallocative/{rule}", input=given or None))


def explained(name, rule, **given):
    return explanation(answered(market(name), f"reallocative/{rule}", input=given or None), 7)


def said(name, rule, **given):
    """The summary without its line breaks."""
    return " ".join(told(name, rule, **given).split())


def test_example_1_is_blocked_by_the_auctioneer_and_a_buyer():
    assert told("example-1", "core") == (
        EXAMPLE_1 + "core\n"
        "\n"
        "The Vickrey outcome, which is blocked: its revenue is not competitive\n" + VICKREY_1 + "\n"
        "Who could do better\n"
        "  The auctioneer and bidder 1 could do better by 0.5 together: 3.5 instead of 3.\n"
        "  The auctioneer and bidder 2 could do better by 0.5 together: 3.5 instead of 3.\n"
        "\n" + FOUND + "  bidder-core   no   proved: the auctioneer and bidder 1 could do better by 0.5 together: 3.5\n"
        "                     instead of 3\n"
        "  core          no   proved: for the same reason\n"
        "  all-blocking  yes  proved by enumeration: exactly 2 coalitions could do better" + CHECKED
    )


def test_the_explanation_shares_the_gain_and_points_to_packages():
    text = explained("example-1", "core")
    assert section(text, "How the coalition with the largest deficit could share its gain") == [
        "  The auctioneer and bidder 1: shared equally, each of the 2 would gain 0.25.",
        "    member       has  would have",
        "    auctioneer  2.25         2.5",
        "    1           0.75           1",
    ]
    assert "`marketwright solve MARKET --rule reallocative/advise`" in text


def test_payments_are_what_the_others_lose():
    assert section(explained("example-1", "vickrey"), "How the payments come about") == [
        "  Without bidder 1 the others would have 3.75, beside bidder 1 they have 1: the presence of bidder 1",
        "    costs them 2.75, and bidder 1 pays 2.75.",
        "  Without bidder 2 the others would have 3.75, beside bidder 2 they have 1: the presence of bidder 2",
        "    costs them 2.75, and bidder 2 pays 2.75.",
        "  Without bidder 3 the others would have 3.75, beside bidder 3 they have 7: the presence of bidder 3",
        "    brings them 3.25, and bidder 3 gets 3.25.",
    ]


def test_example_1_at_a_uniform_price_shows_bids_and_what_is_lost():
    assert told("example-1", "uniform") == (
        EXAMPLE_1 + "uniform\n"
        "\n"
        "The uniform-price auction in equilibrium\n"
        "  bidder  water          pays  payoff\n"
        "  1       buys 2/3       16/9     2/3\n"
        "  2       buys 2/3       16/9     2/3\n"
        "  3       sells 1/3  gets 8/9     1/6\n"
        "  The auctioneer sells 1 of water at the price 8/3: revenue 8/3. The bidders' surplus is 25/6.\n"
        "\n"
        "What everybody bids\n"
        "  Bidder 1 bids the price 4 - 2 q for the quantity q.\n"
        "  Bidder 2 bids the price 4 - 2 q for the quantity q.\n"
        "  Bidder 3 bids the price 2 - 2 q for the quantity q.\n"
        "  Marginal utilities are the same at 0, but bids fall 2 times as fast: with 3 bidders everybody\n"
        "    shades his bid.\n"
        "\n"
        "  equilibrium  yes  proved: nobody does better by another bid, whatever the others' valuations are\n"
        "  efficient    no   proved: bidders 1 and 3 have different marginal utilities, so they could both\n"
        "                    gain by trading" + CHECKED
    )


def test_example_2_is_offered_packages_by_the_goods_names():
    assert told("example-2", "advise") == (
        EXAMPLE_2 + "advise\n"
        "\n"
        "The Vickrey auction as it is\n" + VICKREY_2 + "  No coalition of the auctioneer with bidders could do better.\n"
        "\n"
        "What to offer. Packages that work: they are worth as much together as apart, to every bidder\n"
        "  package 1: 1 of A with 1 of B, bought together; quantity 1\n"
        "  package 2: switching: give up 1 of B for 1 of A; quantity 0\n"
        "\n"
        "Who buys and who sells packages\n"
        "  bidder  package 1  package 2\n"
        "  1       buys 3/7   -\n"
        "  2       buys 2/7   -\n"
        "  3       buys 2/7   -\n"
        "\n"
        "How different the bidders are\n"
        "  The first unit of every good is worth the same to all.\n"
        "  They agree on packages whose values do not depend on one another.\n"
        "\n"
        "  equal-theta              yes  proved: to all bidders the first unit of every good is worth the\n"
        "                                same\n"
        "  commuting                yes  proved: the matrices S commute, so there are packages whose values\n"
        "                                do not depend on one another for any bidder\n"
        "  bidder-core              yes  proved by all 7 coalitions: no coalition but possibly the auctioneer\n"
        "                                alone could do better, so the revenue is competitive\n"
        "  core                     yes  proved by all 8 coalitions: no coalition could do better, nor the\n"
        "                                auctioneer alone\n" + CERTIFIED + CHECKED
    )


def test_stated_packages_are_tested_in_the_order_in_which_they_are_stated():
    packages = [{"A": 1, "B": 1}, {"A": -1, "B": 1}]
    assert told("example-2", "packages", packages=packages) == (
        EXAMPLE_2 + "packages\n"
        "\n"
        "Packages that were tested\n"
        "  package 1: 1 of A with 1 of B, bought together; quantity 1\n"
        "  package 2: switching: give up 1 of A for 1 of B; quantity 0\n"
        "\n" + CERTIFIED + CHECKED
    )


def test_goods_that_are_complements_to_a_bidder_certify_nothing():
    text = said("example-2", "packages", packages=[{"A": 1, "B": 0}, {"A": 0, "B": 1}])
    assert " substitutes no proved: to bidder 1 packages 1 and 2 are complements (2/3) " in text
    assert " bidder-core-always not decided not certified by these packages: the conditions are sufficient, not necessary " in text


def test_the_small_block_of_example_3_is_told_exactly():
    lines = told("example-3", "core").splitlines()
    assert lines[3:11] == [
        "The Vickrey outcome, which is blocked: its revenue is not competitive",
        "  bidder  A                B                      pays       payoff",
        "  1       buys ≈0.820248   buys ≈0.0311686    ≈7.81508    ≈0.609402",
        "  2       buys ≈0.0363765  buys ≈0.0348773   ≈0.696981  ≈0.00819222",
        "  3       buys ≈0.143376   sells ≈0.0660459  ≈0.752787   ≈0.0120653",
        "  The auctioneer sells 1 of A; the bidders' surplus is ≈9.89451.",
        "  The revenue is ≈9.26485; at the clearing prices ≈9.78902 for A and ≈9.79771 for B it would be",
        "    ≈9.78902.",
    ]
    assert " The auctioneer and bidder 1 could do better by 8581/11449400 (≈0.000749472) together: 9.875 instead of ≈9.87425. " in said("example-3", "core")


def test_example_3_has_no_packages_for_a_reason():
    assert " packages-exist no proved: no packages do, because those in which nobody sells (what bidder " in said("example-3", "packages")
    assert " are complements to bidder 1 " in said("example-3", "packages")


def test_example_1_has_no_packages_because_allocations_cancel():
    assert (
        "no packages do, because what bidder 1 gets when bidder 1 takes part and 2 times what bidder 3 gets when bidders 1 and 3 take part "
        "add up to nothing: whatever the packages, somebody sells one"
    ) in said("example-1", "packages")


def test_a_revenue_below_0_is_blocked_by_the_auctioneer_alone():
    text = told("theorem-2", "core")
    assert "\nThe Vickrey outcome, which is in the bidder-core, not in the core: its revenue is competitive\n" in text
    assert "\n  The auctioneer alone could do better by 0.15: 0 instead of -0.15.\n" in text


def test_stated_payoffs_are_told_without_payments():
    half = {"1": "1/2", "2": "1/2", "3": "1/2"}
    assert told("example-1", "core", payoffs=half) == (
        EXAMPLE_1 + "core\n"
        "\n"
        "The efficient allocation, and stated payoffs, which are in the core\n"
        "  bidder  water    payoff\n"
        "  1       buys 1      0.5\n"
        "  2       buys 1      0.5\n"
        "  3       sells 1     0.5\n"
        "  The auctioneer sells 1 of water and would have 3.\n"
        "  The bidders' surplus is 4.5.\n"
        "\n"
        "  feasible      yes  proved: the payoffs add up to the surplus\n"
        "  bidder-core   yes  proved: no coalition but possibly the auctioneer alone could do better\n"
        "  core          yes  proved: no coalition could do better, nor the auctioneer alone\n"
        "  all-blocking  yes  proved by enumeration: no coalition could do better" + CHECKED
    )
    assert "stated payoffs, which do not add up to the surplus" in told("example-1", "core", payoffs=half | {"auctioneer": 1})


def test_questions_about_all_sets_of_bidders_are_their_findings():
    assert told("example-1", "monotone") == (
        EXAMPLE_1 + "monotone\n\n  revenue-monotone  no  proved: bidders 1 and 2 bring 3.25; with bidder 3 the revenue falls to 2.25" + CHECKED
    )
    assert "bidder 1 gains 0.25 by bidding as bidders 1 and 3: a payoff of 0.5 instead of 0.25" in said("example-1", "shills")
    assert "when bidders 1, 2 and 3 take part, the auctioneer and bidder 1 could do better by 0.5 core-always no proved: for" in said("example-1", "always")
    assert section(explained("example-1", "monotone"), "What this means") == ["  To keep a bidder out can raise the revenue."]
    assert "proved by Theorem 2: whichever of these bidders take part, no coalition could do better" in said("example-2", "always")


def test_quantities_from_four_units_on_certify_example_1():
    assert section(told("example-1", "quantity"), "Quantities at which nobody sells a package, whichever of these bidders take part") == [
        "  4 times the market's quantity (1 of water), or more.",
        "  Below that bidder 3 sells some of package 1 when bidders 1, 2 and 3 take part.",
    ]


def test_sides_kept_apart_pay_less_and_lie():
    assert told("split", "split", forward=["Ann", "Bob"]) == (
        "buyers and sellers of one good\n4 bidders, 1 good; rule reallocative/split\n"
        "\n"
        "Two sides kept apart: the same trades, other payments\n"
        "  bidder  water       side     pays  in one auction  payoff\n"
        "  Ann     buys 2   forward        6            22/3       4\n"
        "  Bob     buys 2   forward        6            22/3       4\n"
        "  Cid     sells 2    other  gets 10       gets 26/3       4\n"
        "  Dee     sells 2    other  gets 10       gets 26/3       4\n"
        "  Clearing price 4. The revenue is -8; in one Vickrey auction of all it is -8/3.\n"
        "\n"
        "Who gains by a misreport while all others are honest\n"
        "  Ann buys 4 of water by saying that the first unit is worth 26/3 instead of 6, and gains 4/3: the\n"
        "    best misreport.\n"
        "  Bob buys 4 of water by saying that the first unit is worth 26/3 instead of 6, and gains 4/3: the\n"
        "    best misreport.\n"
        "  Cid sells 4 of water by saying that the first unit is worth -2/3 instead of 2, and gains 4/3: the\n"
        "    best misreport.\n"
        "  Dee sells 4 of water by saying that the first unit is worth -2/3 instead of 2, and gains 4/3: the\n"
        "    best misreport.\n"
        "\n"
        "  truthful            no   proved: Ann gains by a misreport\n"
        "  payments-no-higher  yes  proved: nobody pays more than in the joint auction" + CHECKED
    )


def test_revenues_are_compared_by_heterogeneity_and_threshold():
    prior = {"values": [{"theta": {"water": 2}, "probability": "1/2"}, {"theta": {"water": 4}, "probability": "1/2"}]}
    assert told("example-1", "revenue", prior=prior) == (
        EXAMPLE_1 + "revenue\n"
        "\n"
        "Expected revenue from 3 bidders with independent valuations\n"
        "  auction        expected revenue\n"
        "  Vickrey                   25/12\n"
        "  uniform price               7/3\n"
        "  expected surplus 23/6\n"
        "\n"
        "The uniform-price auction brings more\n"
        "  Heterogeneity 1 is above the threshold 0.5. Valuations differ so much that Vickrey discounts cost\n"
        "    more than shading costs the uniform-price auction.\n"
        "  The threshold falls with the number of bidders, and rises with the square of the quantity.\n"
        "\n"
        "  expected-revenue  yes  proved: these are the formulas of Theorem 3\n"
        "  enumeration       yes  recomputed by the checker: the revenues of all 8 profiles, weighted, are\n"
        "                         the same numbers" + CHECKED
    )


def test_auctions_of_packages_apart_are_told_one_by_one():
    text = told("example-2", "independent")
    assert section(text, "Auction of package 1: 1 of A with 1 of B, bought together") == [
        "  bidder  package      pays",
        "  1       buys 3/7  237/392",
        "  2       buys 2/7  104/245",
        "  3       buys 2/7  104/245",
        "  quantity 1, clearing price 11/7, revenue 407/280",
    ]
    assert section(text, "All auctions together")[-1] == "  revenue 407/280"


def test_goods_that_touch_are_not_sold_apart_without_a_difference():
    text = said("example-3", "independent", packages=[{"A": 1, "B": 0}, {"A": 0, "B": 1}])
    assert " separable no proved: to bidder 1 packages 1 and 2 change one another's value (0.19) " in text
    assert " same-as-joint no proved: bidder 1 pays ≈7.90114, in one auction of all goods ≈7.81508 " in text


def test_breaking_says_what_was_changed_and_who_blocks():
    text = told("example-1", "break", proposition=3)
    assert section(text, "What was changed") == [
        "  All bidders take part.",
        "  Bidder 2 has 1 of water more than before, so that the first unit is worth 3 instead of 4.",
        "  The quantity is the same.",
    ]
    assert section(text, "Who could do better there than by the Vickrey outcome") == ["  The auctioneer and bidder 1 could do better by 1/12."]
    other = said("example-1", "break", proposition=4, bidders=["2", "1", "3"])
    assert " the auctioneer neither buys nor sells, where before the auctioneer sells 1 of water. " in other
    assert " The auctioneer and bidder 2 could do better by 1/3. " in other
    assert " the auctioneer sells 1 of A, as before. " in said("example-3", "break", proposition=5, bidders=["2", "3", "1"])
