"""What lemmas and theorems say of a market at a profile of requests."""

from fractions import Fraction

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.gamma_requests import Cell, goods_table, requests_of, shown_buyers
from marketwright.reports.submodularity import violation_lines
from marketwright.reports.words import WIDTH, Section, number, table, wrapped


def theorems_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The profile, and whether it is part of an equilibrium."""
    outcome, requests = answered.document["outcome"], requests_of(answered)
    given = "input" in answered.document and "requests" in answered.document["input"]
    title = "The requests that were given" if given else "Requests of an equilibrium, since none were given"
    buyers, rest = shown_buyers(answered, outcome["members"])
    rows: list[list[Cell]] = []
    for buyer in buyers:
        request, served = requests[buyer], "yes" if buyer in outcome["members"] else "no"
        net, payoff = (number(Fraction(outcome[key][buyer])) for key in ("net", "payoffs"))
        rows.append([answered.cell(buyer), request["bundle"], number(Fraction(request["price"])), net, served, payoff])
    lines = [title, *goods_table(answered, ["buyer", "asks for", "at", "net", "served", "payoff"], rows, [2, 3, 5], width), *rest]
    seller, surplus = number(Fraction(outcome["payoffs"]["seller"])), number(Fraction(outcome["surplus"]))
    lines += wrapped(f"the seller gets {seller}; surplus {surplus}", width)
    return lines + wrapped(_verdict(answered), width)


def _verdict(answered: AnsweredMarket) -> str:
    if not answered.document["outcome"]["equilibrium"]:
        return "These requests with this reply are not part of a subgame perfect equilibrium, so Theorems 4 and 6 and Lemma 5 say nothing of them."
    alone = " With a single buyer Theorems 4 and 6 and Lemma 5 say nothing more." if answered.seller == 1 else ""
    return f"These requests with this reply are part of a subgame perfect equilibrium.{alone}"


def theorems_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The profile, payoffs beside Vickrey payoffs, and the numbers behind a violation."""
    title, *profile = theorems_lines(answered, width)
    worths = {frozenset(worth["coalition"]): answered.total(worth["uses"]) for worth in answered.document["certificate"]["worths"]}
    everyone = frozenset(buyer.name for buyer in answered.bundles.buyers)
    rows = []
    for buyer in sorted(everyone, key=[buyer.name for buyer in answered.bundles.buyers].index):
        payoff = Fraction(answered.document["outcome"]["payoffs"][buyer])
        rows.append((answered.cell(buyer), number(payoff), number(worths[everyone] - worths[everyone - {buyer}])))
    surplus = wrapped(f"all are worth {number(worths[everyone])}; the surplus is {number(answered.amount('surplus'))}", width)
    return [
        (title, profile),
        ("Payoffs beside Vickrey payoffs", [*table([("buyer", "payoff", "Vickrey"), *rows], right=[1, 2]), *surplus]),
        ("Why the market is not buyers-submodular", violation_lines(answered, width)),
    ]
