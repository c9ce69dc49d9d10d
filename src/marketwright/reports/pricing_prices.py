"""Prices that make buyers choose their own goods, or why there are none: the rules prices/good, eff, all, any and vickrey."""

from fractions import Fraction

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.gamma_requests import Cell, goods_table, shown_buyers
from marketwright.reports.pricing_claims import SCHEMES, contradiction, instead, margin_sentence, packages_text, scheme_of, tried_text
from marketwright.reports.words import WIDTH, Section, number, table, wrapped

MOST_ROWS = 40
MOST_REASONS = 12
ENFORCED = {
    "good": "Every buyer may take any goods at the sum of their prices. Nothing has to be enforced.",
    "eff": "Every buyer may take any packages, as wholes, at the sum of their prices. Packages must not be opened.",
    "all": "Every buyer may take any bundle at the cheapest way to buy it in parts. A bundle that opens packages costs as much as these packages.",
    "any": "Every buyer may take one package at most. That has to be enforced: several packages at the sum of these prices may be a bargain.",
}


def prices_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The prices with their ranges, who pays what; or that there are none."""
    outcome, scheme = answered.document["outcome"], scheme_of(answered)
    title = SCHEMES[scheme][0].upper() + SCHEMES[scheme][1:]
    if "prices" not in outcome:
        return [f"{title}: none" if outcome["tried"] else f"{title}: not decided", *allocation_table(answered, width), *_reason(answered, width)]
    return [title, *price_table(answered, width), "", *payment_table(answered, width), *_totals(answered, width)]


def price_table(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Every good or package with its price, and the least and the greatest where they were asked for."""
    outcome = answered.document["outcome"]
    if scheme_of(answered) != "good":
        return _package_table(answered, width)
    holder = {good: buyer for buyer, goods in outcome["allocation"].items() for good in goods}
    ends = [key for key in ("low", "high") if key in outcome]
    header = ["good", "price", *({"low": "least", "high": "greatest"}[key] for key in ends), "held by"]
    goods = list(outcome["prices"])
    rows = [
        [answered.good(good), *(number(Fraction(outcome[key][good])) for key in ("prices", *ends)), answered.cell(holder[good])] for good in goods[:MOST_ROWS]
    ]
    more = [f"  and {len(goods) - MOST_ROWS} more goods"] if len(goods) > MOST_ROWS else []
    return [*table([header, *rows], range(1, 2 + len(ends))), *more]


def _package_table(answered: AnsweredMarket, width: int) -> list[str]:
    outcome = answered.document["outcome"]
    ends = [key for key in ("low", "high") if key in outcome]
    header = ["package of", "goods", "price", *({"low": "least", "high": "greatest"}[key] for key in ends)]
    holders = list(outcome["prices"])
    rows: list[list[Cell]] = [
        [answered.cell(holder), outcome["allocation"][holder], *(number(Fraction(outcome[key][holder])) for key in ("prices", *ends))]
        for holder in holders[:MOST_ROWS]
    ]
    more = [f"  and {len(holders) - MOST_ROWS} more packages"] if len(holders) > MOST_ROWS else []
    return [*goods_table(answered, header, rows, range(2, 3 + len(ends)), width), *more]


def payment_table(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What everybody gets, pays and keeps; goods of no marginal value."""
    outcome = answered.document["outcome"]
    paid, kept = answered.by_buyer("payments"), answered.by_buyer("payoffs")
    buyers, rest = shown_buyers(answered, [buyer for buyer, goods in outcome["allocation"].items() if goods])
    rows: list[list[Cell]] = [
        [answered.cell(buyer), outcome["allocation"][buyer], number(paid[buyer] + kept[buyer]), number(paid[buyer]), number(kept[buyer])] for buyer in buyers
    ]
    return [*goods_table(answered, ["buyer", "gets", "worth", "pays", "payoff"], rows, [2, 3, 4], width), *rest, *remainder_text(answered, width)]


def allocation_table(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What everybody gets, where nothing is said of payments."""
    outcome = answered.document["outcome"]
    buyers, rest = shown_buyers(answered, [buyer for buyer, goods in outcome["allocation"].items() if goods])
    rows: list[list[Cell]] = [[answered.cell(buyer), outcome["allocation"][buyer]] for buyer in buyers]
    return [*goods_table(answered, ["buyer", "gets"], rows, [], width), *rest, *remainder_text(answered, width)]


def remainder_text(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Who holds the goods that no accepted bid needs (nothing where there are none)."""
    outcome, lines = answered.document["outcome"], list[str]()
    for buyer, goods in outcome["allocation"].items():
        idle = [good for good in goods if good in outcome["remainder"]]
        if idle:
            be = "is" if len(idle) == 1 else "are"
            held = f"{answered.bundle(idle)} {be} of no marginal value, and held by {answered.buyer(buyer)}, because every good needs an owner"
            lines += wrapped(f"{held}.", width)
    return lines


def _totals(answered: AnsweredMarket, width: int) -> list[str]:
    least, most, revenue = (number(answered.amount(key)) for key in ("least_total", "greatest_total", "revenue"))
    lines = wrapped(f"the seller gets {revenue} of the welfare {number(answered.amount('welfare'))}; supporting prices add up to {least} to {most}", width)
    outcome = answered.document["outcome"]
    for word in ("least", "greatest"):
        if outcome.get(f"{word}_exists") is False:
            lines += wrapped(f"The {word} prices are possible one by one, not all together.", width)
    return lines


def _reason(answered: AnsweredMarket, width: int) -> list[str]:
    """Why there are none, in a few lines, and what to do instead."""
    if not answered.document["outcome"]["tried"]:
        return []
    return [*reason_lines(answered, width), *wrapped(instead(answered), width)]


def reason_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Why there are none."""
    outcome = answered.document["outcome"]
    if "fractional" in outcome:
        worth, best = number(answered.amount("fractional_worth")), number(answered.amount("welfare"))
        lines = wrapped(f"If goods could be shared, these shares would be worth {worth}, more than {best}; item prices would have to pay for them:", width)
        shares = outcome["fractional"][:MOST_ROWS]
        rows: list[list[Cell]] = [[answered.cell(entry["buyer"]), entry["bundle"], number(Fraction(entry["share"]))] for entry in shares]
        return lines + goods_table(answered, ["buyer", "of", "share"], rows, [2], width, "    ")
    sentences = list(contradiction(answered))
    lines = wrapped(f"No prices satisfy these conditions together ({tried_text(answered)}; this is the first):", width)
    for sentence in sentences[:MOST_REASONS]:
        lines += wrapped(f"{sentence}.", width, "    ", "      ")
    return lines + ([f"    and {len(sentences) - MOST_REASONS} more conditions"] if len(sentences) > MOST_REASONS else [])


def prices_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """What the prices are, what they mean, what has to be enforced; or why there are none."""
    outcome, scheme = answered.document["outcome"], scheme_of(answered)
    if "prices" not in outcome:
        return [("Who gets what", allocation_table(answered, width)), (f"Why there are no {SCHEMES[scheme]}", _reason(answered, width))]
    lines = [*price_table(answered, width), *_totals(answered, width), *wrapped(margin_sentence(answered), width)]
    return [
        ("The prices", lines),
        ("Who pays what", payment_table(answered, width)),
        ("What has to be enforced", wrapped(ENFORCED[scheme], width)),
    ]


def vickrey_prices_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Vickrey payments beside the least package prices."""
    outcome = answered.document["outcome"]
    if "vickrey" not in outcome:
        return ["Vickrey payments as prices: not decided", *allocation_table(answered, width)]
    keys = [key for key in ("vickrey", "reduced", "low") if key in outcome]
    header = ["package of", "goods", *({"vickrey": "Vickrey", "reduced": "among packages", "low": "least price"}[key] for key in keys)]
    holders = list(outcome["vickrey"])
    rows: list[list[Cell]] = [
        [answered.cell(holder), outcome["allocation"][holder], *(number(Fraction(outcome[key][holder])) for key in keys)] for holder in holders[:MOST_ROWS]
    ]
    more = [f"  and {len(holders) - MOST_ROWS} more packages"] if len(holders) > MOST_ROWS else []
    none = [] if "low" in outcome else wrapped("There are no package prices for this allocation.", width)
    lines = goods_table(answered, header, rows, range(2, 2 + len(keys)), width)
    return ["Vickrey payments as prices of packages", *lines, *more, *none, *remainder_text(answered, width)]


def vickrey_prices_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The payments, and what the three questions are."""
    title, *lines = vickrey_prices_lines(answered, width)
    meaning = []
    for sentence in (
        "Vickrey payments leave every buyer what he adds to all others; they are prices if nobody would rather have other packages at them.",
        "Among packages: Vickrey payments of the market in which packages cannot be opened. If they support the allocation they are the least prices.",
    ):
        meaning += wrapped(sentence, width)
    witness = (answered.finding("vickrey-supports") or {}).get("witness")
    if witness:
        meaning += wrapped(f"Here {answered.buyer(witness['buyer'])} would rather have {packages_text(answered, witness['at'])}.", width)
    return [(title, lines), ("What is asked", meaning)]
