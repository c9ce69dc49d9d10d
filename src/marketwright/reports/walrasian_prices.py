"""Least and greatest equilibrium prices: who gets what, what goods cost, and what holds each price where it is."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.exact import MAX_ANSWER_CHARACTERS, decimal_text
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.walrasian_words import MOST_ROWS, amount, cut, fitted, is_numeric, level_sentence, level_words, position, position_cell, within
from marketwright.reports.words import WIDTH, Section, counted, number, wrapped

MOST_REASONS = 12
"""So many reasons stand in a summary; the explanation has more."""
NOT_DECIDED = "Prices: not decided, a limit came first"


def extreme_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Who gets what, the prices, and why none of them can be lower (greater)."""
    outcome = answered.document["outcome"]
    if "prices" not in outcome:
        return [NOT_DECIDED]
    reasons = [line for reason in reason_sentences(answered, MOST_REASONS) for line in wrapped(f"{reason}.", width)]
    return [
        title_of(answered),
        *buyer_table(answered, outcome, width),
        "",
        *price_table(answered, outcome, width),
        *wrapped(revenue_sentence(answered, outcome), width),
        *(["", reason_title(answered), *reasons] if reasons else []),
        *allocations_lines(answered, width),
    ]


def extreme_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """Everybody's bundle in a sentence, the prices, and what holds each of them."""
    outcome = answered.document["outcome"]
    if "prices" not in outcome:
        return [(NOT_DECIDED, [])]
    buyers = [f"{sentence}." for sentence in bundle_sentences(answered, outcome)]
    reasons = [f"{sentence}." for sentence in reason_sentences(answered, MOST_ROWS)]
    return [
        ("Who gets what", _wrapped([*buyers, *_more(len(outcome["allocation"]), "buyer")], width)),
        (title_of(answered), [*price_table(answered, outcome, width), *wrapped(revenue_sentence(answered, outcome), width)]),
        (reason_title(answered), _wrapped(reasons, width)),
    ]


def _wrapped(sentences: Sequence[str], width: int) -> list[str]:
    return [line for sentence in sentences for line in wrapped(sentence, width)]


def _more(count: int, noun: str) -> list[str]:
    return [f"and {counted(count - MOST_ROWS, f'more {noun}')}"] if count > MOST_ROWS else []


def is_greatest(answered: AnsweredMarket) -> bool:
    """Whether the answer is about the greatest prices."""
    return answered.finding("maximum-price") is not None


def title_of(answered: AnsweredMarket) -> str:
    """What the prices are, as far as it is known."""
    kind = "Greatest" if is_greatest(answered) else "Least"
    if not is_numeric(answered):
        return f"{kind} equilibrium prices"
    if not _confirmed(answered):
        return "Prices that are not confirmed, not even numerically"
    return f"{kind} equilibrium prices ({within(answered)})"


def _confirmed(answered: AnsweredMarket) -> bool:
    """Whether the prices are what they are said to be, at least within a tolerance."""
    return all(finding["holds"] is True for finding in answered.document["findings"] if finding["claim"] in ("equilibrium", "minimum-price", "maximum-price"))


def buyer_table(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int = WIDTH) -> list[str]:
    """Who gets what, pays what, and what that is as good as; one line for those who get nothing."""
    winners = [buyer for buyer, good in outcome["allocation"].items() if good is not None]
    losers = [buyer for buyer, good in outcome["allocation"].items() if good is None]
    levels = outcome.get("levels", {})
    header = ("buyer", "gets", "pays", *(["as good as no good and"] if levels else []))
    rows = [
        (answered.cell(buyer), answered.good(outcome["allocation"][buyer]), amount(outcome["payments"][buyer]), *_level_cell(levels, buyer))
        for buyer in winners[:MOST_ROWS]
    ]
    lines = fitted(header, rows, [2], width) if rows else []
    if len(winners) > MOST_ROWS:
        lines.append(f"  and {len(winners) - MOST_ROWS} more who get a good")
    return lines + (wrapped(losers_sentence(answered, losers, outcome["payments"]), width) if losers else [])


def _level_cell(levels: Mapping[str, Any], buyer: str) -> list[str]:
    return [level_words(Fraction(levels[buyer]))] if levels else []


def losers_sentence(answered: AnsweredMarket, losers: Sequence[str], payments: Mapping[str, Any]) -> str:
    """Who gets nothing, and what they pay all the same."""
    fee = Fraction(payments[losers[0]])
    one = len(losers) == 1
    pay = f"{'is' if one else 'are'} paid {number(-fee)}" if fee < 0 else f"{'pays' if one else 'pay'} {f'the entry fee {number(fee)}' if fee else 'nothing'}"
    return f"{answered.buyers(losers)} {'gets' if one else 'get'} nothing and {pay}"


def price_table(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int = WIDTH) -> list[str]:
    """Every good with its reserve price, its price, and who gets it."""
    market = answered.unit_demand
    owner = {good: buyer for buyer, good in outcome["allocation"].items() if good is not None}
    rows, more = cut(
        [
            (
                answered.good(good),
                number(market.reserve_price(good)),
                amount(outcome["prices"][good]),
                answered.cell(owner[good]) if good in owner else "nobody",
            )
            for good in market.goods
        ],
        "good",
    )
    return [*fitted(("good", "reserve price", "price", "goes to"), rows, [1, 2], width), *more] if rows else ["  no goods"]


def revenue_sentence(answered: AnsweredMarket, outcome: Mapping[str, Any]) -> str:
    """What all pay together, and which goods stay unsold."""
    sold = set(outcome["allocation"].values())
    unsold = [good for good in answered.unit_demand.goods if good not in sold]
    left = f"; unsold: {answered.bundle(unsold)}" if unsold else "; everything is sold" if answered.unit_demand.goods else ""
    fee = answered.unit_demand.entry_fee
    fees = f" (with the entry fee of {number(fee)} for everybody)" if fee else ""
    if "revenue" not in outcome:
        about = decimal_text(sum((Fraction(payment) for payment in outcome["payments"].values()), Fraction(0)))
        return f"revenue ≈{about.removeprefix('≈')}{fees}, rounded: exactly it has more than {MAX_ANSWER_CHARACTERS} characters{left}"
    return f"revenue {amount(outcome['revenue'])}{fees}{left}"


def bundle_sentences(answered: AnsweredMarket, outcome: Mapping[str, Any]) -> Iterator[str]:
    """What each of the first buyers gets, pays, and what that is as good as."""
    levels = outcome.get("levels", {})
    for buyer, good in list(outcome["allocation"].items())[:MOST_ROWS]:
        what = f"{answered.buyer(buyer)} gets {position(answered, good)}"
        pays = f" and pays {amount(outcome['payments'][buyer])}" if good is not None or Fraction(outcome["payments"][buyer]) else ""
        yield f"{what}{pays}" + (f": {level_sentence(answered, buyer, Fraction(levels[buyer]))}" if good is not None and levels else "")


def reason_title(answered: AnsweredMarket) -> str:
    """The title of the reasons."""
    return f"Why no price is {'greater' if is_greatest(answered) else 'lower'}" + (f" ({within(answered)})" if is_numeric(answered) else "")


def reason_sentences(answered: AnsweredMarket, most: int) -> Iterator[str]:
    """What holds each price that could otherwise fall (rise): the certificate's pointers in words, without periods."""
    outcome, pointers = answered.document["outcome"], answered.document["certificate"].get("pointers", {})
    owner = {good: buyer for buyer, good in outcome["allocation"].items() if good is not None}
    said = greatest_reason if is_greatest(answered) else least_reason
    listed = list(pointers.items()) if _confirmed(answered) else []
    for good, to in listed[:most]:
        yield said(answered, outcome, good, owner.get(good), to)
    if len(listed) > most:
        yield f"{counted(len(listed) - most, 'more price')} {'is' if len(listed) == most + 1 else 'are'} held in the same way (the certificate lists them)"
    if not pointers and outcome["prices"] and _confirmed(answered):
        yield "Nothing is sold" if is_greatest(answered) else "Every price is a reserve price"


def least_reason(answered: AnsweredMarket, outcome: Mapping[str, Any], good: str, _: str | None, buyer: str) -> str:
    """Who would take the good at any lower price."""
    own = outcome["allocation"][buyer]
    has = "gets nothing" if own is None else f"has {position(answered, own)} at {amount(outcome['prices'][own])}"
    lower = "any price that is noticeably lower" if is_numeric(answered) else "any lower price"
    return f"{position(answered, good)} costs {amount(outcome['prices'][good])} because {answered.buyer(buyer)}, who {has}, would take it at {lower}"


def greatest_reason(answered: AnsweredMarket, outcome: Mapping[str, Any], good: str, owner: str | None, to: str | None) -> str:
    """What the good's owner would rather have at any greater price."""
    rather = "nothing" if to is None else f"{position(answered, to)} at {amount(outcome['prices'][to])}"
    holder = answered.buyer(owner) if owner is not None else "its owner"
    return f"{position(answered, good)} costs no more than {amount(outcome['prices'][good])} because {holder} would rather have {rather} at any greater price"


def allocations_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Other allocations of the same prices, where they were asked for: what is different from the stated one."""
    outcome = answered.document["outcome"]
    if "allocations" not in outcome:
        return []
    lines = ["", f"{counted(len(outcome['allocations']), 'allocation')} at these prices"]
    for place, held in enumerate(outcome["allocations"][:MOST_ROWS], start=1):
        changes = [buyer for buyer, good in held.items() if good != outcome["allocation"][buyer]]
        said = ", ".join(f"{answered.cell(buyer)} {position_cell(answered, held[buyer])}" for buyer in changes[:8])
        said += f" and {len(changes) - 8} more changes" if len(changes) > 8 else ""
        lines += wrapped(f"{place}: {said or 'the one above'}", width)
    return lines + cut(outcome["allocations"], "allocation")[1]
