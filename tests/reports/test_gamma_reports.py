"""Reports about mechanism Γ: what the answers of the five rules say in words."""

import re

import pytest

from marketwright import RULES, BundleMarket
from marketwright.reports import AnsweredMarket, explanation, summary
from marketwright.reports.by_rule import REPORTS, report_of
from marketwright.reports.explanation import page
from tests.reports.answers import bid, section, xor
from tests.reports.gamma_markets import AT_SIX, EXAMPLE_2, GREEDY, LOTS, ODD, ONE_OBJECT, SERVED, Requests, requests_in, told

WIDE = 200


def findings(text: str) -> dict[str, str]:
    """Each finding's line in the summary, by claim, with single spaces."""
    lines = text.split("\n\n")[-2].split("\n")
    return {line.split()[0]: " ".join(line.split()) for line in lines}


def of_buyer(answered: AnsweredMarket, buyer: str, width: int = WIDE) -> str:
    """The page about one buyer, without the headline."""
    number = [other.name for other in answered.market.buyers].index(buyer)
    told_of = report_of(answered).buyer
    assert told_of is not None
    return page(answered, told_of(answered, number, width), width).split("\n\n", 1)[1]


def test_every_rule_of_the_catalogue_is_told() -> None:
    assert list(REPORTS) == [rule.id for rule in RULES]


def test_a_reply_shows_requests_awards_and_payments() -> None:
    parts = summary(told(EXAMPLE_2, "reply", SERVED)).split("\n\n")
    assert parts[1].split("\n") == [
        "The seller's best reply",
        "  buyer  asks for  at  net  served  gets  pays  payoff",
        "  1      A and B   12    0  no               0       0",
        "  2      A          6    4  yes     A        6       4",
        "  3      B          6    4  yes     B        6       4",
        "  the seller gets 12; surplus 20",
    ]
    assert parts[2].split("\n") == [
        "  best-reply  yes  proved: no reply pays the seller more than 12",
        "  selected    yes  proved: no best reply has a surplus above 20",
    ]


def test_a_reply_is_explained() -> None:
    text = explanation(told(EXAMPLE_2, "reply", GREEDY), 7, WIDE)
    assert section(text, "What the buyers ask for") == [
        "  buyer  asks for  worth  at  net",
        "  1      A             0   0    0",
        "  2      A            10   2    8",
        "  3      B            10   2    8",
        "  Only the net payoff matters: what the goods of a request are worth to the buyer, less the price.",
    ]
    assert section(text, "Whom the seller serves") == [
        "  buyer 1 gets A and B for bids of 12, pays 12 and has 0, as asked.",
        "  Not served: buyers 2 and 3. No reply that serves any of them pays the seller more.",
        "  The seller gets 12: goods worth 12 to those who are served, less the 0 that they ask for.",
    ]
    assert "  The bound on what a reply pays rests on one list of prices." in text.splitlines()


def test_who_takes_the_goods_of_no_marginal_value_is_said_with_odd_names_in_quotes() -> None:
    text = summary(told(ODD, "reply", {"Smith, Ltd": ("Pond", 7), "7": ("", 0), "Ben": ("9", 2)}))
    assert '  "Smith, Ltd"  Pond       7   -2  yes     Pond and Wood     7      -2' in text.splitlines()
    assert '  Of no marginal value is Wood: all goods go to those who are served, so "Smith, Ltd" gets it.' in text.splitlines()


def test_after_a_limit_no_reply_is_called_best() -> None:
    early = told(LOTS, "reply", requests_in("lots-of-land.requests.json"), nodes=0)
    text = summary(early, WIDE)
    assert re.search(r"best-reply  not decided  a limit came first: a best reply pays the seller at least 14, at most [0-9/.]+ proven\n", text)
    assert "\nThe best reply found, not proven to be one\n" in text
    told_apart = text.replace("The best reply found, not proven to be one", "").replace("a best reply pays the seller at least", "")
    assert re.findall(r"[Bb]est reply|marginal|proved", told_apart) == []
    assert "Whom the seller serves in the best reply found, which is not proven to be one" in explanation(early, 7)
    assert "Not served" not in explanation(early, 7)


def test_all_best_replies_of_the_second_example() -> None:
    """Spec gamma 9: {1}, {2,3} in two ways, {1,2,3} in two ways."""
    part = summary(told(EXAMPLE_2, "replies", SERVED)).split("\n\n")[1].split("\n")
    assert part[0] == "Best replies, which pay the seller 12"
    assert sorted(line[5:] for line in part[1:4]) == [
        "buyer 1 with A and B; surplus 12; 1 reply",
        "buyer 2 with A, buyer 3 with B [buyer 1]; surplus 20; 2 replies",
        "buyer 2 with B, buyer 3 with A [buyer 1]; surplus 20; 2 replies",
    ]
    assert part[4:] == ["  3 lines, 5 replies: all of them", "  In brackets: who asks for 0 and may be served too."]


def test_free_goods_are_named_and_counted() -> None:
    """Three members may take the good that nobody wants."""
    text = summary(told(ODD, "replies", {"Smith, Ltd": ("Pond", 1), "7": ("", 1), "Ben": ("9", 1)}), WIDE)
    assert '  1  "Smith, Ltd" with Pond, buyer 7 with "a, b", Ben with good 9; free: Wood; surplus 28/3; 3 replies' in text.splitlines()
    assert "  Free: goods that no accepted bid needs, which go to anybody who is served." in text.splitlines()


def test_the_cap_of_a_list_is_said() -> None:
    text = summary(told(EXAMPLE_2, "replies", SERVED, cap=1), WIDE)
    assert re.search(r"\n  the first 1 line, [12] repl(y|ies): the cap of 1 was reached, there may be others\n", text)
    assert findings(text)["complete"] == "complete not decided the cap of 1 came first: there may be others"


def test_a_reply_that_belongs_to_two_lines_is_not_counted_as_two_without_a_word() -> None:
    """Ada needs the vase or the box; that she gets both belongs to both lines, so there are 4 replies and not 6."""
    market = BundleMarket(goods=("vase", "box"), buyers=(xor("Ada", bid(3, "vase"), bid(3, "box")), xor("Ben")))
    text = summary(told(market, "replies", {"Ada": ("", 0), "Ben": ("", 0)}), WIDE)
    assert "  2 lines, at most 6 replies (some may be counted twice): all of them" in text.splitlines()


def test_after_a_limit_a_list_is_not_called_complete() -> None:
    text = summary(told(LOTS, "replies", requests_in("lots-of-land.requests.json"), nodes=0), WIDE)
    assert "\nA reply that pays the seller 14, not proven to be a best one\n" in text
    assert "whether there are others is not decided, a limit came first" in text
    assert findings(text)["complete"] == "complete not decided a limit came first"


def test_an_equilibrium_is_called_one_and_whom_it_serves() -> None:
    text = summary(told(EXAMPLE_2, "equilibrium", SERVED), WIDE)
    assert text.split("\n\n")[1].split("\n") == [
        "These requests are part of a subgame perfect equilibrium: every buyer who is served asks for exactly the most that he can get, "
        "and nobody else can get more than 0.",
        "Exactly the best replies that serve buyers 2 and 3 support it.",
    ]
    assert text.split("\n\n")[2].split("\n")[:4] == [
        "  buyer  asks for  at  net  limit  served  gets  pays  payoff",
        "  1      A and B   12    0      0  no               0       0",
        "  2      A          6    4      4  yes     A        6       4",
        "  3      B          6    4      4  yes     B        6       4",
    ]
    assert findings(text)["nash-with-threats"] == "nash-with-threats yes proved: a subgame perfect equilibrium needs no threats"


def test_who_gains_by_which_request_is_said() -> None:
    """The request is one that the paper's 0 < epsilon < 8 allows."""
    greedy = told(EXAMPLE_2, "equilibrium", GREEDY)
    text = summary(greedy, WIDE)
    assert text.split("\n\n")[1] == (
        "These requests are not part of a subgame perfect equilibrium: buyer 1 asks for 0 and could ask for A and B at price 8, which leaves a net payoff of 4."
    )
    said = findings(text)
    assert said["subgame-perfect"] == "subgame-perfect no proved: buyer 1 has 0 and could ask for A and B at price 8, which leaves 4: 4 to gain"
    assert said["nash-with-threats"] == (
        "nash-with-threats yes proved: only if the seller threatens to answer other requests with replies that are not best replies"
    )
    reasons = section(explanation(greedy, 7, WIDE), "Is it an equilibrium")
    assert reasons[1:] == ["  Every best reply grants buyer 1 any net payoff below the limit of 8; at the limit the seller is indifferent."]
    assert section(explanation(greedy, 7, WIDE), "Nash with threats")[1] == (
        "  Nash with threats is weaker than subgame perfect: it counts on a seller who may answer another request with a reply that is not a best one."
    )


def test_a_buyer_who_asks_for_too_much_is_told_why() -> None:
    three = BundleMarket(goods=("vase",), buyers=(*ONE_OBJECT.buyers, xor("Cleo", bid(6, "vase"))))
    text = explanation(told(three, "equilibrium", {"Ada": ("vase", 5), "Ben": ("vase", 6), "Cleo": ("vase", 6)}), 7, WIDE)
    assert section(text, "Is it an equilibrium") == [
        "  These requests are not part of a subgame perfect equilibrium: Ada asks for 5, gets 0, and could ask for vase at price 8, "
        "which leaves a net payoff of 2.",
        "  Every best reply grants Ada any net payoff below the limit of 4; at the limit the seller is indifferent.",
        "  But Ada asks for 5, more than that, and is served by no best reply.",
    ]


def test_buyers_who_cannot_all_be_served_are_named() -> None:
    """Ada asks for 8, Ben for 4: the seller is indifferent between them, and each is asking for his limit."""
    text = explanation(told(ONE_OBJECT, "equilibrium", {"Ada": ("vase", 2), "Ben": ("vase", 2)}), 7, WIDE)
    assert section(text, "Is it an equilibrium")[-1] == "  An equilibrium reply would have to serve Ada and Ben; no best reply serves all of them."


def test_asking_for_less_than_nothing_is_no_equilibrium_with_or_without_threats() -> None:
    text = explanation(told(ODD, "equilibrium", {"Smith, Ltd": ("Pond", 7), "7": ("", 0), "Ben": ("9", 2)}), 7, WIDE)
    assert (
        section(text, "Is it an equilibrium")[1] == '  Whoever asks for less than 0 is served in every best reply; "Smith, Ltd" would rather ask for nothing.'
    )
    assert section(text, "Nash with threats")[0] == '  No: "Smith, Ltd" has -2, and asking for nothing gives 0, whatever the seller threatens.'


@pytest.mark.parametrize(("price", "verdict"), [(0, "yes"), (3, "no")])
def test_a_single_buyer_gets_what_he_asks_for(price: int, verdict: str) -> None:
    alone = BundleMarket(goods=("vase",), buyers=(xor("Ada", bid(10, "vase")),))
    answer = told(alone, "equilibrium", {"Ada": ("vase", price)})
    said = findings(summary(answer, WIDE))
    assert [said[claim].split()[1] for claim in ("subgame-perfect", "nash-with-threats")] == [verdict, verdict]
    reasons = section(explanation(answer, 7, WIDE), "Is it an equilibrium")[1:]
    assert reasons == (
        ["  Exactly the best replies that serve Ada support it."]
        if price == 0
        else ["  A single buyer is granted any net payoff up to the worth of all goods."]
    )


def test_after_a_limit_no_verdict_on_equilibrium_is_given() -> None:
    text = summary(told(LOTS, "equilibrium", requests_in("lots-of-land.requests.json"), nodes=0), WIDE)
    assert text.split("\n\n")[1] == "Whether these requests are part of a subgame perfect equilibrium is not decided: a limit came first."
    assert "  No limit is shown where the verdict needs none, or where a limit of time came first." in text.splitlines()
    said = findings(text)
    assert said["subgame-perfect"] == "subgame-perfect not decided a limit came first"
    assert said["nash-with-threats"].startswith("nash-with-threats yes proved: if the seller threatens")


def test_equilibria_of_four_lots_come_from_the_core() -> None:
    text = summary(told(LOTS, "construct"), WIDE)
    assert " ".join(text.split("\n\n")[1].split()) == (
        "The market is not buyers-submodular (Ada adds more to the seller with Dora when Ben is there), so Theorem 6 does not apply. "
        "Equilibria are made from core payoffs at which no buyer can gain without another losing (buyer-Pareto-optimal)."
    )
    tables = [part.split("\n") for part in text.split("\n\n") if part.startswith("Equilibrium ")]
    assert sorted(table[-1] for table in tables) == ["  the seller gets 34; surplus 60", "  the seller gets 46; surplus 60"]
    assert {line.split()[-1] for table in tables for line in table if line.startswith("  Ada")} == {"0", "12"}
    assert "\n2 equilibria; there may be others.\n" in text
    numbers = section(explanation(told(LOTS, "construct"), 7, WIDE), "Why Theorem 6 does not apply")
    assert numbers == ["  The seller with Dora is worth 28; with Ada too, 28; with Ben instead, 28; with both, 40. So Ada adds 0, but 12 when Ben is there."]


def test_theorem_6_is_used_where_it_applies() -> None:
    text = summary(told(ONE_OBJECT, "construct"), WIDE)
    assert text.split("\n\n")[1:4] == [
        "The market is buyers-submodular, so Theorem 6 applies: every efficient allocation is an equilibrium outcome, and all payoffs are Vickrey payoffs.",
        "Equilibrium 1\n"
        "  buyer  asks for  at  served  gets  payoff\n"
        "  Ada    vase       6  yes     vase       4\n"
        "  Ben    nothing    0  no                 0\n"
        "  the seller gets 6; surplus 10",
        "1 equilibrium: one for every efficient allocation, up to goods of no marginal value.",
    ]


def test_of_many_equilibria_the_first_are_shown_and_all_are_counted() -> None:
    alike = BundleMarket(goods=("A", "B", "C"), buyers=(xor("Ada", bid(3, "A"), bid(3, "B"), bid(3, "C")), xor("Ben", bid(2, "A"), bid(2, "B"))))
    text = summary(told(alike, "construct"), WIDE)
    assert re.findall(r"^Equilibrium (\d+)$", text, re.MULTILINE) == ["1", "2", "3"]
    assert "\n4 equilibria, of which the first 3 are shown: one for every efficient allocation, up to goods of no marginal value.\n" in text
    capped = summary(told(alike, "construct", cap=2), WIDE)
    assert "\n2 equilibria; there may be others: the cap of 2 was reached.\n" in capped


def test_after_a_limit_no_equilibrium_is_claimed() -> None:
    text = summary(told(LOTS, "construct", nodes=0), WIDE)
    assert text.split("\n\n")[1].startswith("Whether the market is buyers-submodular is not decided (a limit came first), so Theorem 6 is not used.")
    assert text.split("\n\n")[2] == "No equilibrium was found: a limit came first."
    assert {line.split(" ", 1)[1] for line in findings(text).values()} == {"not decided a limit came first"}


def test_theorems_hold_or_fail_and_are_promised_or_not() -> None:
    """Spec gamma 9: (0, 4, 4) is an equilibrium of the second example; the Vickrey payoffs are (0, 8, 8)."""
    answer = told(EXAMPLE_2, "theorems", SERVED)
    said = findings(summary(answer, WIDE))
    assert list(said) == ["buyers-submodular", "lemma-1", "lemma-2", "lemma-3", "theorem-4", "theorem-6", "lemma-5"]
    assert said["theorem-4"] == (
        "theorem-4 yes proved: the surplus of this equilibrium is what all are worth; not promised here, since the market is not buyers-submodular"
    )
    assert said["theorem-6"] == (
        "theorem-6 no proved: buyer 2 has 4, but the Vickrey payoff is 8; not promised here, since the market is not buyers-submodular"
    )
    text = explanation(answer, 7, WIDE)
    assert section(text, "Payoffs beside Vickrey payoffs") == [
        "  buyer  payoff  Vickrey",
        "  1           0        0",
        "  2           4        8",
        "  3           4        8",
        "  all are worth 20; the surplus is 20",
    ]
    assert section(text, "Why the market is not buyers-submodular") == [
        "  The seller with buyer 1 is worth 12; with buyer 2 too, 12; with buyer 3 instead, 12; with both, 20. So buyer 2 adds 0, but 8 when buyer 3 is there."
    ]


def test_an_inefficient_equilibrium_fails_theorem_4() -> None:
    """Spec gamma 9, beyond the paper (i): surplus 12 where all are worth 20."""
    twice = BundleMarket(
        goods=("A", "B"),
        buyers=(xor("1", bid(12, "A", "B")), xor("2", bid(10, "A")), xor("3", bid(10, "B")), xor("4", bid(12, "A", "B"))),
    )
    requests: Requests = {"1": ("A B", 12), "2": ("A", 0), "3": ("B", 0), "4": ("A B", 12)}
    said = findings(summary(told(twice, "theorems", requests), WIDE))
    assert said["theorem-4"].startswith("theorem-4 no proved: the surplus is 12, but all are worth 20; not promised here")


def test_in_a_submodular_market_the_paper_keeps_its_promises() -> None:
    text = summary(told(ONE_OBJECT, "theorems"), WIDE)
    assert "\nRequests of an equilibrium, since none were given\n" in text
    said = findings(text)
    assert [said[claim].split()[1] for claim in ("theorem-4", "theorem-6", "lemma-5")] == ["yes", "yes", "yes"]
    assert [claim for claim in said if said[claim].endswith("; promised by the paper")] == ["theorem-4", "theorem-6", "lemma-5"]


def test_away_from_equilibrium_the_theorems_say_nothing() -> None:
    text = summary(told(EXAMPLE_2, "theorems", GREEDY), WIDE)
    assert "  These requests with this reply are not part of a subgame perfect equilibrium, so Theorems 4 and 6 and Lemma 5 say nothing of them." in text
    assert list(findings(text)) == ["buyers-submodular", "lemma-1", "lemma-2", "lemma-3"]


def test_one_buyer_sees_what_he_asked_for_got_and_could_have_had() -> None:
    assert of_buyer(told(EXAMPLE_2, "equilibrium", GREEDY), "1") == (
        "What buyer 1 asks for\n"
        "  buyer 1 asks for A at price 0; it is worth 0 to this buyer, so the net payoff is 0.\n\n"
        "What buyer 1 gets\n"
        "  buyer 1 gets A and B for bids of 12, pays 12 and has 0, as asked.\n\n"
        "What buyer 1 could have had\n"
        "  At most 8, which is 8 more: every best reply grants any net payoff below 8.\n"
        "  The limit is the most that a buyer can get by any request, all others unchanged and whatever the seller does when indifferent."
    )
    assert "  The request asks for more than that, so no best reply serves this buyer.\n" in of_buyer(
        told(ONE_OBJECT, "equilibrium", {"Ada": ("vase", 2), "Ben": ("vase", 3)}), "Ada"
    )
    assert "  At most 4, as it is.\n" in of_buyer(told(EXAMPLE_2, "equilibrium", SERVED), "2")


def test_one_buyer_in_lists_of_replies_and_equilibria() -> None:
    assert "  Of the lines of best replies, 3 in all, buyer 1 is served in 1, and may join in 2; there the payoff is 0, as asked, elsewhere 0.\n" in of_buyer(
        told(EXAMPLE_2, "replies", SERVED), "1"
    )
    assert of_buyer(told(LOTS, "construct"), "Ada").startswith("Ada in the equilibria\n  Ada has from 0 to 12 in the 2 equilibria listed.\n  In number ")
    assert "  buyer 1 is not served and has 0: no reply that serves this buyer pays the seller more.\n" in of_buyer(told(EXAMPLE_2, "reply", SERVED), "1")
    assert "  buyer 1 is served and has 0.\n" in of_buyer(told(EXAMPLE_2, "theorems", GREEDY), "1")


LONG = "Telecommunications Company of the Federal State, Northern Branch"
MANY = BundleMarket(
    goods=tuple(f"lot number {number}" for number in range(12)),
    buyers=(
        *(xor(f"bidder {number}", bid(number + 1, f"lot number {number % 12}")) for number in range(30)),
        xor(LONG, bid(40, *(f"lot number {number}" for number in range(9)))),
    ),
)


def asking_nothing(market: BundleMarket) -> Requests:
    return {buyer.name: ("", 0) for buyer in market.buyers}


CASES = {
    "example 2": (EXAMPLE_2, SERVED),
    "lots of land": (LOTS, requests_in("lots-of-land.requests.json")),
    "odd names": (ODD, {"Smith, Ltd": ("Pond", 7), "7": ("", 0), "Ben": ("9", 2)}),
    "many buyers": (MANY, asking_nothing(MANY)),
    "one object": (ONE_OBJECT, AT_SIX),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("rule", ["reply", "replies", "equilibrium", "construct", "theorems"])
def test_no_line_is_wider_than_the_page(rule: str, case: str) -> None:
    market, requests = CASES[case]
    if rule == "theorems" and len(market.buyers) > 8:
        market, requests = EXAMPLE_2, GREEDY
    answer = told(market, rule, None if rule == "construct" else requests, cap=20 if rule in ("replies", "construct") else None)
    for width in (60, 80, 100):
        pages = [summary(answer, width), explanation(answer, 7, width), of_buyer(answer, market.buyers[0].name, width)]
        assert [line for text in pages for line in text.splitlines() if len(line) > width] == []


def test_of_many_buyers_those_who_are_served_have_rows_and_the_others_are_counted() -> None:
    lines = summary(told(MANY, "reply", asking_nothing(MANY))).splitlines()
    rows = [line for line in lines if " yes " in line and not line.startswith("  best-reply") and not line.startswith("  selected")]
    assert len(rows) == len(told(MANY, "reply", asking_nothing(MANY)).document["outcome"]["members"])
    assert "  and 6 more buyers, none of them served" in lines


def test_a_page_too_narrow_for_a_table_has_a_paragraph_for_each_buyer() -> None:
    text = summary(told(LOTS, "reply", requests_in("lots-of-land.requests.json")), 60)
    assert (
        "  Ada: asks for Meadow and Orchard; at 20; net 0; served\n    yes; gets Meadow and Orchard; pays 20; payoff 0\n"
        "  Ben: asks for Pond; at 8; net 12; served yes; gets Pond;\n    pays 8; payoff 12\n"
    ) in text


def test_a_market_of_more_than_eight_buyers_leaves_theorem_6_aside() -> None:
    text = summary(told(MANY, "construct", cap=1), WIDE)
    assert "(the worths of all coalitions are computed for up to 8 buyers), so Theorem 6 is not used." in text
