"""The seller's reply to requests: who is served with what, what everybody asks for, pays and has."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.gamma_requests import Cell, goods_table, goods_text, requests_of, shown_buyers
from marketwright.reports.words import WIDTH, Section, number, wrapped

MOST_SENTENCES = 25


def proved_best(answered: AnsweredMarket) -> bool:
    """Whether the reply is proved to be a best one."""
    best = answered.finding("best-reply")
    return best is not None and best["holds"] is True


def reply_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The reply as a table with its totals."""
    title = "The seller's best reply" if proved_best(answered) else "The best reply found, not proven to be one"
    return [title, *profile_lines(answered, width)]


def profile_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What each buyer asks for, the most he can get (where that was asked), what he gets and pays; what the seller gets; goods of no marginal value."""
    outcome, requests = answered.document["outcome"], requests_of(answered)
    buyers, rest = shown_buyers(answered, outcome["members"])
    header = ["buyer", "asks for", "at", "net", "served", "gets", "pays", "payoff"]
    limits: Mapping[str, Any] | None = outcome.get("deviations")
    if limits is not None:
        header.insert(4, "limit")
    rows = []
    for buyer in buyers:
        served = buyer in outcome["members"]
        row: list[Cell] = [answered.cell(buyer), requests[buyer]["bundle"], number(Fraction(requests[buyer]["price"])), _amount(outcome["net"], buyer)]
        if limits is not None:
            row.append(_amount(limits, buyer))
        row += ["yes" if served else "no", outcome["allocation"][buyer] if served else ""]
        rows.append([*row, _amount(outcome["payments"], buyer), _amount(outcome["payoffs"], buyer)])
    right = [place for place, title in enumerate(header) if title in ("at", "net", "limit", "pays", "payoff")]
    lines = [*goods_table(answered, header, rows, right, width), *rest, *missing_limits(answered, width)]
    lines += wrapped(f"the seller gets {number(answered.amount('revenue'))}; surplus {number(answered.amount('surplus'))}", width)
    return lines + remainder_lines(answered, width)


def _amount(amounts: Mapping[str, Any], buyer: str) -> str:
    return number(Fraction(amounts[buyer])) if buyer in amounts else ""


def missing_limits(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Why some buyers have no limit (nothing where all have one, or where none was asked for)."""
    outcome = answered.document["outcome"]
    if len(outcome.get("deviations", outcome["net"])) == len(outcome["net"]):
        return []
    return wrapped("No limit is shown where the verdict needs none, or where a limit of time came first.", width)


def remainder_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Who takes the goods of no marginal value (nothing where there are none)."""
    remainder = answered.document["outcome"]["remainder"]
    if not remainder["goods"]:
        return []
    goods, heir = answered.bundle(remainder["goods"]), answered.buyer(remainder["buyer"])
    be, them = ("is", "it") if len(remainder["goods"]) == 1 else ("are", "them")
    start = "Of no marginal value" if proved_best(answered) else "Needed by no accepted bid"
    return wrapped(f"{start} {be} {goods}: all goods go to those who are served, so {heir} gets {them}.", width)


def reply_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """What is asked for, and whom the seller serves."""
    return [("What the buyers ask for", asking_lines(answered, width)), (served_title(answered), serving_lines(answered, width))]


def served_title(answered: AnsweredMarket) -> str:
    """The title of the section about the reply."""
    return "Whom the seller serves" if proved_best(answered) else "Whom the seller serves in the best reply found, which is not proven to be one"


def asking_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Each request with its value, price and net payoff, and the most that the buyer can get (where that was asked)."""
    requests, outcome = requests_of(answered), answered.document["outcome"]
    limits: Mapping[str, Any] | None = outcome.get("deviations")
    buyers, rest = shown_buyers(answered, outcome.get("members", ()))
    header = ["buyer", "asks for", "worth", "at", "net", *([] if limits is None else ["limit"])]
    rows: list[list[Cell]] = []
    for buyer in buyers:
        price, net = Fraction(requests[buyer]["price"]), Fraction(outcome["net"][buyer])
        limit = [] if limits is None else [_amount(limits, buyer)]
        rows.append([answered.cell(buyer), requests[buyer]["bundle"], number(price + net), number(price), number(net), *limit])
    meaning = "Only the net payoff matters: what the goods of a request are worth to the buyer, less the price."
    return [*goods_table(answered, header, rows, range(2, len(header)), width), *rest, *missing_limits(answered, width), *wrapped(meaning, width)]


def serving_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What each member gets, pays and has, who is left out, and what that makes for the seller."""
    outcome = answered.document["outcome"]
    members: list[str] = outcome["members"]
    lines: list[str] = []
    for member in members[:MOST_SENTENCES]:
        lines += wrapped(member_sentence(answered, member), width)
    if len(members) > MOST_SENTENCES:
        lines.append(f"  {len(members) - MOST_SENTENCES} more buyers are served.")
    lines += remainder_lines(answered, width)
    left = [buyer.name for buyer in answered.bundles.buyers if buyer.name not in members]
    if left and proved_best(answered):
        which = "this buyer" if len(left) == 1 else "any of them"
        lines += wrapped(f"Not served: {answered.buyers(left)}. No reply that serves {which} pays the seller more.", width)
    revenue, surplus = answered.amount("revenue"), answered.amount("surplus")
    asked = f"less the {number(surplus - revenue)} that they ask for"
    return lines + wrapped(f"The seller gets {number(revenue)}: goods worth {number(surplus)} to those who are served, {asked}.", width)


def member_sentence(answered: AnsweredMarket, member: str) -> str:
    """What one member gets, pays and has."""
    outcome = answered.document["outcome"]
    payment, net = Fraction(outcome["payments"][member]), Fraction(outcome["net"][member])
    goods = goods_text(answered, outcome["allocation"][member])
    return f"{answered.buyer(member)} gets {goods} for bids of {number(payment + net)}, pays {number(payment)} and has {number(net)}, as asked."
