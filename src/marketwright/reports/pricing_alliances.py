"""Alliances: who joined and why, what their packages cost, what each member pays."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.gamma_requests import Cell, goods_table
from marketwright.reports.pricing_claims import packages_text
from marketwright.reports.pricing_prices import allocation_table, payment_table
from marketwright.reports.words import WIDTH, Section, counted, number, wrapped

MOST_ROUNDS = 12
MOST_ALLIANCES = 25
MOST_GOODS_IN_LISTS = 3
STOPS = {
    "exists": "Rounds end as soon as there are prices at which no alliance wants other packages.",
    "paper": "Rounds end when no alliance wants other packages at the greatest prices of single packages; there may have been prices before.",
    "vickrey": "Rounds end when no alliance wants other packages at the alliances' Vickrey payments.",
}
SPLITS = {
    "proportional": "Members share the price in proportion to what their goods are worth to them.",
    "equal": "All members of an alliance pay the same.",
    "egalitarian-capped": "All members of an alliance pay the same, but nobody more than his goods are worth to him.",
}


def alliances_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The last partition, and what its members pay."""
    outcome = answered.document["outcome"]
    if "alliances" not in outcome:
        return ["Alliances: not decided", *allocation_table(answered, width)]
    rounds = counted(len(outcome["rounds"]), "round")
    return [f"Alliances after {rounds}" if outcome["rounds"] else "No alliances needed", *alliance_table(answered, width), "", *_payments(answered, width)]


def alliance_table(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Every alliance that holds something or has several members, with its package and price."""
    outcome = answered.document["outcome"]
    shown = [entry for entry in outcome["alliances"] if entry["package"] or len(entry["members"]) > 1]
    rows: list[list[Cell]] = [
        [answered.buyers(entry["members"]), entry["package"], number(Fraction(entry["utility"])), number(Fraction(entry["price"]))]
        for entry in shown[:MOST_ALLIANCES]
    ]
    lines = goods_table(answered, ["buys as one", "package", "worth", "price"], rows, [2, 3], width)
    if len(shown) > MOST_ALLIANCES:
        lines.append(f"  and {len(shown) - MOST_ALLIANCES} more packages")
    left = len(outcome["alliances"]) - len(shown)
    if left:
        lines.append(f"  {counted(left, 'buyer')} without goods")
    return lines + wrapped(f"the seller gets {number(answered.amount('revenue'))} of the welfare {number(answered.amount('welfare'))}", width)


def _payments(answered: AnsweredMarket, width: int) -> list[str]:
    if "payments" not in answered.document["outcome"]:
        return wrapped("An equal split is not possible; choose the split proportional or egalitarian-capped.", width)
    return payment_table(answered, width)


def round_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Each round: what somebody would rather have, and who joins therefore."""
    rounds = answered.document["outcome"]["rounds"]
    lines = wrapped(STOPS[answered.document["parameters"]["stop"]], width)
    for place, entry in enumerate(rounds[:MOST_ROUNDS], start=1):
        lines += wrapped(f"{place}. {round_sentence(answered, entry)}", width)
    if len(rounds) > MOST_ROUNDS:
        lines.append(f"  and {counted(len(rounds) - MOST_ROUNDS, 'more round')}")
    return lines


def round_sentence(answered: AnsweredMarket, entry: Mapping[str, Any]) -> str:
    """One round."""
    cost = sum((Fraction(entry["prices"][holder]) for holder in entry["union"]), Fraction(0))
    who, union, gain = answered.buyer(entry["violator"]), packages_text(answered, entry["union"]), number(Fraction(entry["gain"]))
    it = "them" if len(entry["union"]) > 1 else "it"
    return f"At {number(cost)} for {union}, {who} would rather have {it} and gain {gain}: {answered.buyers(entry['merged'])} join."


def individual_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The own price lists of members, where they are short."""
    listed = answered.document["outcome"].get("individual", {})
    if not listed or len(answered.bundles.goods) > MOST_GOODS_IN_LISTS:
        return []
    bundles = [entry["bundle"] for entry in next(iter(listed.values()))]
    rows: list[list[Cell]] = [[answered.cell(member), *(number(Fraction(entry["price"])) for entry in entries)] for member, entries in listed.items()]
    header = ["member", *(answered.bundle_cell(bundle) for bundle in bundles)]
    meaning = "A member who faced these prices of his own alone would choose his goods; they differ from member to member and cannot be posted for all."
    return [*goods_table(answered, header, rows, range(1, 1 + len(bundles)), width), *wrapped(meaning, width)]


def alliances_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """Rounds, packages, payments, price lists, and what has to be enforced."""
    if "alliances" not in answered.document["outcome"]:
        return [("Who gets what", allocation_table(answered, width))]
    split = wrapped(SPLITS[answered.document["parameters"]["split"]], width)
    enforced = (
        "Every buyer or alliance may take any packages, as wholes, at the sum of their prices. Members have to buy together: alone some would do better, "
        "and what they pay inside the alliance is their own affair."
    )
    return [
        ("How the alliances formed", round_lines(answered, width)),
        ("The packages", alliance_table(answered, width)),
        ("Who pays what", [*split, *_payments(answered, width)]),
        ("Prices for each member", individual_lines(answered, width)),
        ("What has to be enforced", wrapped(enforced, width)),
    ]
