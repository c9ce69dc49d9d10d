"""One buyer's view of an answer about a unit-demand market: his level at every good, sorted, and why he has what he has."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from marketwright.markets.levels import level_map
from marketwright.markets.unit_demand import SmoothPreference, UnitDemandBuyer
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.walrasian_prices import NOT_DECIDED, greatest_reason, is_greatest, least_reason
from marketwright.reports.walrasian_rules import MISREPORT_TITLE, misreport_lines
from marketwright.reports.walrasian_words import (
    MOST_ROWS,
    amount,
    fitted,
    is_numeric,
    level_at,
    level_sentence,
    level_words,
    permitted,
    position,
    position_cell,
    within,
)
from marketwright.reports.words import WIDTH, Section, counted, number, wrapped

NOT_EXACT = "The preference is smooth: its levels are not exact, and are not listed here."


def unit_demand_buyer_sections(answered: AnsweredMarket, buyer: int, width: int = WIDTH) -> list[Section]:
    """What the answer says of the buyer."""
    outcome, record = answered.document["outcome"], answered.unit_demand.buyers[buyer]
    if answered.rule == "walrasian/counterexample":
        return [(f"{answered.buyer(record.name)}: the answer is about buyers whom it makes up, and says nothing of the market's own", [" "])]
    stated = outcome.get("bundles", outcome.get("honest"))
    if stated is not None:
        title = _title(answered, record, stated[record.name]["good"], Fraction(stated[record.name]["payment"]), width)
        return [title, *([(MISREPORT_TITLE, misreport_lines(answered, width))] if outcome.get("buyer") == record.name else [])]
    if "prices" not in outcome:
        return [(NOT_DECIDED, [" "])]
    fee = answered.unit_demand.entry_fee
    held = outcome.get("allocation", {}).get(record.name) if "allocation" in outcome else outcome["demands"][record.name][0]
    payment = fee if held is None else Fraction(outcome["prices"][held]) + fee
    sections = [_title(answered, record, held, payment, width)] if "allocation" in outcome else []
    if isinstance(record.preference, SmoothPreference):
        sections.append(("Why not another good", wrapped(NOT_EXACT, width)))
    else:
        sections.append(_choices(answered, record, held, width))
    numerically = f" ({within(answered)})" if is_numeric(answered) else ""
    return [*sections, (f"Prices that this buyer has to do with{numerically}", _prices_held(answered, record, outcome, width))]


def _title(answered: AnsweredMarket, buyer: UnitDemandBuyer, held: str | None, payment: Fraction, width: int) -> Section:
    """What the buyer has, and what that is as good as."""
    has = f"{answered.buyer(buyer.name)} has {position(answered, held)}" + (f" and pays {number(payment)}" if held is not None or payment else "")
    level = level_at(buyer, held, payment)
    numerically = f" ({within(answered)})" if is_numeric(answered) else ""
    meaning = f"That is {level_sentence(answered, buyer.name, level)}." if held is not None and level is not None else "That is what staying away would be."
    return f"{has}{numerically}", wrapped(meaning if held is None or level is not None else NOT_EXACT, width)


def _choices(answered: AnsweredMarket, buyer: UnitDemandBuyer, held: str | None, width: int) -> Section:
    """Every position of the buyer at the prices, best first."""
    rows = list(_choice_rows(answered, buyer, held))
    shown = rows[:MOST_ROWS]
    header = ("good", "price", "as good as no good and", "would switch below", "")
    lines = fitted(header, [row for _, row in shown], [1, 3], width)
    if len(rows) > MOST_ROWS:
        lines.append(f"  and {counted(len(rows) - MOST_ROWS, 'more choice')}, none of them better")
    stated = "allocation" in answered.document["outcome"]
    better = sum(level < own for own in [level for level, row in rows if row[-1].startswith("has")] for level, _ in rows)
    ties = sum(row[-1] == "tie" for _, row in rows)
    if not stated:
        verdict = "What stands first is wanted" + (", and so is every tie." if ties else ", and nothing else.")
    elif better:
        verdict = f"{counted(better, 'choice')} would be better than what {answered.buyer(buyer.name)} has."
    else:
        verdict = "Nothing would be better" + (f"; {counted(ties, 'choice')} would be as good." if ties else ", and nothing else as good.")
    return "All choices at these prices, best first", [*lines, *wrapped(verdict, width)]


def _choice_rows(answered: AnsweredMarket, buyer: UnitDemandBuyer, held: str | None) -> Iterator[tuple[Fraction, tuple[str, ...]]]:
    """Rows with their levels: the price of a position, its level, up to which price it would be as good as what the buyer has, and a mark."""
    outcome, fee = answered.document["outcome"], answered.unit_demand.entry_fee
    prices: Mapping[str, Any] = outcome["prices"]
    payments = {good: Fraction(prices[good]) + fee for good in permitted(answered, buyer)}
    found: list[tuple[Fraction, str | None]] = [(level, good) for good, payment in payments.items() if (level := level_at(buyer, good, payment)) is not None]
    found.append((fee, None))
    own = next(level for level, good in found if good == held)
    stated = "allocation" in outcome
    for level, good in sorted(found, key=lambda pair: (pair[0], pair[1] != held)):
        mark = ("has" if stated else "") if good == held else "tie" if level == own else "better" if level < own else ""
        up_to = "" if good is None or good == held else _or_never(_price_at(buyer, good, own) - fee)
        yield level, (position_cell(answered, good), amount(prices[good]) if good is not None else "", level_words(level), up_to, mark)


def _or_never(price: Fraction) -> str:
    """A price below which something happens; prices are never negative."""
    return number(price) if price > 0 else "never"


def _price_at(buyer: UnitDemandBuyer, good: str, level: Fraction) -> Fraction:
    """The payment at which the good has that level."""
    if isinstance(buyer.preference, SmoothPreference):
        raise TypeError("smooth levels have no exact inverse")
    return level_map(buyer.preference, good).inverse().at(level)


def _prices_held(answered: AnsweredMarket, buyer: UnitDemandBuyer, outcome: Mapping[str, Any], width: int) -> list[str]:
    """Why the buyer's own good costs what it does, and which prices he holds up."""
    pointers, held = answered.document["certificate"].get("pointers", {}), outcome.get("allocation", {}).get(buyer.name)
    if answered.rule == "walrasian/test":
        return []
    owner = {good: name for name, good in outcome["allocation"].items() if good is not None}
    said = greatest_reason if is_greatest(answered) else least_reason
    mine = [(good, to) for good, to in pointers.items() if good == held or (to == buyer.name and not is_greatest(answered))]
    sentences = [f"{said(answered, outcome, good, owner.get(good), to)}." for good, to in mine[:MOST_ROWS]]
    if held is not None and held not in pointers:
        sentences.insert(0, f"{position(answered, held)} costs its reserve price.")
    return [line for sentence in sentences for line in wrapped(sentence, width)]
