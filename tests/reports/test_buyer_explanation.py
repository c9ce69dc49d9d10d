"""One buyer's view, from thresholds that are given."""

from fractions import Fraction

from marketwright import BundleMarket
from marketwright.coalitions.thresholds import Threshold
from marketwright.reports import AbsentBuyer, BuyerCase, buyer_explanation
from tests.reports.answers import answered, bid, example, xor

LOTS = example("lots-of-land.market.json")


def threshold(atom: int, at_least: object, at_most: object) -> Threshold:
    return Threshold(atom=atom, at_least=Fraction(str(at_least)), at_most=Fraction(str(at_most)), beside=())


def page(market: BundleMarket, rule: str, case: BuyerCase) -> list[str]:
    return buyer_explanation(answered(market, rule), case, 200).split("\n\n")[1:-1]


def test_a_winner_sees_what_the_others_lose() -> None:
    case = BuyerCase(buyer=2, thresholds=(threshold(2, 6, 6),), left_out=0, absence=AbsentBuyer(uses=(1, 4), exact=True))
    assert page(LOTS, "vickrey", case) == [
        "Cleo wins\n"
        "  Wood for bids of 20, pays 6.\n"
        "  Without Cleo the others would have 46; beside Cleo they have 40, so the presence of Cleo takes 6 from them. "
        "Ada would get nothing, Eli would get Meadow, Orchard and Wood.\n"
        "  That is the payment: lower bids could not have won the same for less.",
        "Which lower bids would still win, all others unchanged\n"
        "  Wood: the bid is 20; it wins with anything above 6; at 6 there is a tie, decided by the tie rule lexicographic.",
    ]


def test_a_winner_who_pays_more_sees_what_could_have_been_saved() -> None:
    case = BuyerCase(buyer=2, thresholds=(), left_out=0, absence=AbsentBuyer(uses=(1, 4), exact=True))
    assert page(LOTS, "pay-as-bid", case)[0].endswith("\n  Bids below 6 in total could not have won the same, so at most 14 could have been saved.")


def test_a_limit_leaves_open_what_the_others_lose() -> None:
    case = BuyerCase(buyer=2, thresholds=(threshold(2, 0, 31),), left_out=0, absence=AbsentBuyer(uses=(), exact=False))
    assert page(LOTS, "vickrey", case) == [
        "Cleo wins\n  Wood for bids of 20, pays 6.\n  What the others would do otherwise is not decided: a limit came first.",
        "Which lower bids would still win, all others unchanged\n"
        "  Wood: the bid is 20; the value above which it wins is at least 0, at most 31 proven (a limit came first).",
    ]


def test_bids_nearest_to_winning_stand_first_and_the_rest_is_counted() -> None:
    market = BundleMarket(goods=("A", "B"), buyers=(xor("Ada", bid(9, "A"), bid(9, "B")), xor("Ben", bid(1, "A"), bid(5, "A", "B")), xor("Cleo", bid(8, "B"))))
    case = BuyerCase(buyer=1, thresholds=(threshold(2, 9, 9), threshold(3, 9, 9)), left_out=3, absence=None)
    head, body = page(market, "efficient", case)
    assert head == "Ben wins nothing"
    assert [line for line in body.split("\n") if not line.startswith("    ")] == [
        "Why not, and what bid would have won, all others unchanged",
        "  A and B: the bid is 5; it would have won with anything above 9, 4 more; at 9 there is a tie, decided by the tie rule lexicographic.",
        "  A: the bid is 1; it would have won with anything above 9, 8 more; at 9 there is a tie, decided by the tie rule lexicographic.",
        "  3 bids more, farther from winning",
    ]


def test_a_tie_is_called_a_tie_on_both_sides() -> None:
    market = BundleMarket(goods=("A",), buyers=(xor("Ada", bid(3, "A")), xor("Ben", bid(3, "A"))))
    loser = page(market, "efficient", BuyerCase(buyer=1, thresholds=(threshold(1, 3, 3),), left_out=0, absence=None))
    assert loser[1].split("\n")[1] == "  A: the bid is 3; at 3 there is a tie, decided by the tie rule lexicographic for another; any more would have won."
    winner = page(market, "efficient", BuyerCase(buyer=0, thresholds=(threshold(0, 3, 3),), left_out=0, absence=AbsentBuyer(uses=(1,), exact=True)))
    assert winner[1].split("\n")[1] == "  A: the bid is 3; at 3 there is a tie, decided by the tie rule lexicographic; any more wins."


def test_a_buyer_without_bids() -> None:
    market = BundleMarket(goods=("A",), buyers=(xor("Ada", bid(3, "A")), xor("Ben")))
    assert page(market, "efficient", BuyerCase(buyer=1, thresholds=(), left_out=0, absence=None)) == ["Ben wins nothing and made no bid."]
