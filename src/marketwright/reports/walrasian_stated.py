"""What was stated and tested: prices with everybody's demand (walrasian/test), bundles and whether they waste something (walrasian/efficient)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.walrasian_words import amount, buyer_of, cut, fitted, level_at, level_words, position_cell
from marketwright.reports.words import WIDTH, Section, listed, number, wrapped


def asked_price_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The prices, and who demands what there; the findings tell the sets that speak against them."""
    return ["Prices that were tested", *_stated_prices(answered, width), "", "What everybody wants at these prices", *_demands(answered, width)]


def asked_price_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    return [
        ("Prices that were tested", _stated_prices(answered, width)),
        ("What everybody wants at these prices", _demands(answered, width)),
    ]


def _stated_prices(answered: AnsweredMarket, width: int) -> list[str]:
    outcome, market = answered.document["outcome"], answered.unit_demand
    wanted = dict.fromkeys(market.goods, 0)
    for demand in outcome["demands"].values():
        for good in demand:
            if good is not None:
                wanted[good] += 1
    rows, more = cut(
        [(answered.good(good), number(market.reserve_price(good)), amount(outcome["prices"][good]), str(wanted[good])) for good in market.goods], "good"
    )
    return [*fitted(("good", "reserve price", "price", "buyers who want it"), rows, [1, 2, 3], width), *more]


def _demands(answered: AnsweredMarket, width: int) -> list[str]:
    """Everybody's demand, what that is as good as, and what he has if an allocation is stated."""
    outcome, fee = answered.document["outcome"], answered.unit_demand.entry_fee
    held = outcome.get("allocation")
    header = ["buyer", "wants", *(["has"] if held else []), "as good as no good and"]
    rows = []
    for buyer, demand in outcome["demands"].items():
        first = demand[0]
        level = level_at(buyer_of(answered, buyer), first, fee if first is None else Fraction(outcome["prices"][first]) + fee)
        has = [position_cell(answered, held[buyer])] if held else []
        rows.append([answered.cell(buyer), _wants(answered, demand), *has, "" if level is None else level_words(level)])
    shown, more = cut(rows, "buyer")
    return [*fitted(header, shown, [], width), *more]


def _wants(answered: AnsweredMarket, demand: list[str | None]) -> str:
    """The positions of a demand."""
    names = [good for good in demand if good is not None]
    return " or ".join([*([answered.bundle_cell(names, 4).replace(" and ", " or ")] if names else []), *(["nothing"] if None in demand else [])])


def efficient_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Everybody's bundle and level; if something is wasted, what would be better."""
    outcome, finding = answered.document["outcome"], answered.finding("efficient")
    lines = ["Bundles that were tested", *_bundles(answered, outcome["bundles"], "has", width)]
    lines += wrapped(f"net revenue {amount(outcome['net_revenue'])}: the payments less what the sold goods are worth to the seller", width)
    if finding is not None and finding["holds"] is False:
        lines += ["", *better_lines(answered, outcome["bundles"], finding["witness"]["bundles"], width)]
        lines += wrapped(f"net revenue {amount(finding['witness']['net_revenue'])} instead of {amount(outcome['net_revenue'])}", width)
    return lines + _sellers(answered, width)


def efficient_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    (title, *lines) = efficient_lines(answered, width)
    return [(title, lines)]


def _bundles(answered: AnsweredMarket, bundles: Mapping[str, Any], verb: str, width: int) -> list[str]:
    levels = answered.document["outcome"].get("levels", {})
    rows, more = cut(
        [
            (
                answered.cell(buyer),
                position_cell(answered, bundle["good"]),
                amount(bundle["payment"]),
                level_words(Fraction(levels[buyer])),
            )
            for buyer, bundle in bundles.items()
        ],
        "buyer",
    )
    return [*fitted(("buyer", verb, "pays", "as good as no good and"), rows, [2], width), *more]


def better_lines(answered: AnsweredMarket, before: Mapping[str, Any], after: Mapping[str, Any], width: int = WIDTH) -> list[str]:
    """Bundles that leave no buyer worse off and the seller with more, beside those that they replace: the buyers for whom something changes."""
    changed = [buyer for buyer in before if before[buyer] != after[buyer]]
    rows, more = cut(
        [
            (
                answered.cell(buyer),
                position_cell(answered, before[buyer]["good"]),
                amount(before[buyer]["payment"]),
                position_cell(answered, after[buyer]["good"]),
                amount(after[buyer]["payment"]),
            )
            for buyer in changed
        ],
        "buyer",
    )
    same = [answered.cell(buyer) for buyer in before if buyer not in changed]
    unchanged = wrapped(f"nothing changes for {listed(same)}", width) if same else []
    title = "What would be better: no buyer is worse off, and the seller has more"
    return [title, *fitted(("buyer", "has", "pays", "could have", "and pay"), rows, [2, 4], width), *more, *unchanged]


def _sellers(answered: AnsweredMarket, width: int) -> list[str]:
    """What each good's own seller gets, and could get."""
    outcome, finding = answered.document["outcome"], answered.finding("multi-seller-efficient")
    if "shares" not in outcome:
        return []
    better = finding["witness"]["shares"] if finding is not None and finding["holds"] is False else None
    header = ["seller of", "gets", *(["could get"] if better else [])]
    rows, more = cut([[answered.good(good), amount(share), *([amount(better[good])] if better else [])] for good, share in outcome["shares"].items()], "seller")
    return ["", "What the sellers get", *fitted(header, rows, [1, 2] if better else [1], width), *more]
