"""What a rule does: its properties and menus (walrasian/properties), a misreport that gains (manipulate), a market made against it (counterexample)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.markets.document import market_from_document
from marketwright.markets.unit_demand import QuasilinearPreference, UnitDemandMarket
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.walrasian_prices import extreme_lines, extreme_sections
from marketwright.reports.walrasian_stated import better_lines
from marketwright.reports.walrasian_words import MOST_ROWS, amount, buyer_of, cut, fitted, level_at, level_words, position, position_cell
from marketwright.reports.words import WIDTH, Section, counted, number, wrapped

RULES: Mapping[str, str] = {
    "pay-as-bid": "they pay as they bid",
    "maximum": "they pay the greatest equilibrium prices",
    "minimum": "they pay the least equilibrium prices",
}


def properties_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The least prices, and everybody's menu."""
    menus = _menus(answered, width)
    return [*extreme_lines(answered, width), *(["", MENUS_TITLE, *menus] if menus else []), *_waste(answered, width)]


def properties_of_prices_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    return [*extreme_sections(answered, width), (MENUS_TITLE, _menus(answered, width)), ("", _waste(answered, width)[1:])]


MENUS_TITLE = "Menus: the least price at which each buyer can get each good, whatever he says of the others"


def _menus(answered: AnsweredMarket, width: int) -> list[str]:
    outcome, lines = answered.document["outcome"], list[str]()
    for buyer, prices in list(outcome.get("menus", {}).items())[:MOST_ROWS]:
        own = outcome["allocation"][buyer]
        parts = [f"{answered.good(good)} {amount(price)}{' (taken)' if good == own else ''}" for good, price in prices.items()]
        lines += wrapped(f"{answered.cell(buyer)}: {', '.join(parts) or 'may have no good'}", width)
    return lines


def _waste(answered: AnsweredMarket, width: int) -> list[str]:
    """What would be better, where reserve prices waste something."""
    outcome, finding = answered.document["outcome"], answered.finding("efficient")
    if finding is None or finding["holds"] is not False:
        return []
    held = {buyer: {"good": good, "payment": outcome["payments"][buyer]} for buyer, good in outcome["allocation"].items()}
    return ["", *better_lines(answered, held, finding["witness"]["bundles"], width)]


MISREPORT_TITLE = "A misreport that gains"


def manipulate_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The honest outcome, and who could do better by saying something else."""
    outcome, against = answered.document["outcome"], answered.document["parameters"]["against"]
    lines = wrapped(f"What everybody gets when all are honest and {RULES[against]}", width, "", "  ")
    rows, more = cut([_honest_row(answered, buyer, bundle) for buyer, bundle in outcome.get("honest", {}).items()], "buyer")
    lines += [*fitted(("buyer", "gets", "pays", "as good as no good and"), rows, [2], width), *more] if rows else []
    if "buyer" in outcome:
        lines += ["", MISREPORT_TITLE, *misreport_lines(answered, width)]
    return lines


def manipulate_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    lines = manipulate_lines(answered, width)
    at = lines.index("") if "" in lines else len(lines)
    return [(lines[0], lines[1:at]), *([(lines[at + 1], lines[at + 2 :])] if at < len(lines) else [])]


def _honest_row(answered: AnsweredMarket, buyer: str, bundle: Mapping[str, Any]) -> list[str]:
    level = level_at(buyer_of(answered, buyer), bundle["good"], Fraction(bundle["payment"]))
    return [answered.cell(buyer), position_cell(answered, bundle["good"]), amount(bundle["payment"]), "" if level is None else level_words(level)]


def misreport_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The misreport that gains: honest bundle, report, better bundle, gain."""
    outcome = answered.document["outcome"]
    buyer, honest, better = outcome["buyer"], outcome["honest"][outcome["buyer"]], outcome["bundle"]
    name, record = answered.buyer(buyer), buyer_of(answered, buyer)
    levels = [level_at(record, bundle["good"], Fraction(bundle["payment"])) for bundle in (honest, better)]
    words = [f", as good as {level_words(level)} and having no good" if level is not None else "" for level in levels]
    tried = counted(outcome["reports"], "misreport")
    sentences = [
        f"Honest, {name} gets {position(answered, honest['good'])} and pays {amount(honest['payment'])}{words[0]}.",
        f"Instead {name} says: {report_words(answered, outcome['report'])}.",
        f"Then {name} gets {position(answered, better['good'])} and pays {amount(better['payment'])}{words[1]} by what is true.",
        f"The gain is as good as getting {amount(outcome['gain'])}. {tried} {'was' if outcome['reports'] == 1 else 'were'} tried.",
    ]
    return [line for sentence in sentences for line in wrapped(sentence, width)]


def report_words(answered: AnsweredMarket, report: Mapping[str, Any]) -> str:
    """A preference document in words: its values, or its type and points."""

    def by_good(entries: Mapping[str, Any]) -> str:
        said = [f"{answered.good(good)} {amount(value)}" for good, value in list(entries.items())[:8]]
        return ", ".join(said) + (f" and {len(entries) - 8} more" if len(entries) > 8 else "")

    match report["type"]:
        case "quasilinear":
            return f"the goods are worth {by_good(report['values'])}"
        case "borrowing":
            interest = f"money beyond {amount(report['cash'])} costs interest at the rate {amount(report['rate'])}"
            return f"the goods are worth {by_good(report['values'])}, and {interest}"
        case "soft-budget":
            over = f"money beyond {amount(report['budget'])} hurts {amount(report['steepness'])} times as much"
            return f"the goods are worth {by_good(report['values'])}, and {over}"
        case "income":
            return f"of a wealth of {amount(report['wealth'])} what is left is worth more with a good, times {by_good(report['quality'])}"
        case _:
            points = [f"{answered.good(good)} {_points(entry)}" for good, entry in list(report["levels"].items())[:8]]
            more = f" and {len(report['levels']) - 8} more" if len(report["levels"]) > 8 else ""
            return f"paying so much with a good is as bad as paying so much without: {'; '.join(points)}{more}"


def _points(entry: Mapping[str, Any]) -> str:
    return ", ".join(f"{amount(payment)} as {amount(level)}" for payment, level in entry["points"])


def counterexample_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The market that was made, its minimum-price outcome, and what goes wrong there."""
    outcome = answered.document["outcome"]
    if "market" not in outcome:
        return ["No market goes wrong: the reserve prices are the seller's values, or there are no buyers"]
    made = market_from_document(outcome["market"])
    inner = AnsweredMarket(market=made, document=answered.document)
    held = {buyer: {"good": good, "payment": outcome["payments"][buyer]} for buyer, good in outcome["allocation"].items()}
    title = "A market made to show it: the same goods and reserve prices, and buyers who all value alike"
    return [
        *wrapped(title, width, "", "  "),
        *_made_table(inner, inner.unit_demand, outcome, width),
        "",
        *wrapped(f"What goes wrong there: {_wrong(answered, outcome)}.", width, "", "  "),
        *better_lines(inner, held, outcome["dominating"], width),
    ]


def counterexample_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    lines = counterexample_lines(answered, width)
    at = lines.index("") if "" in lines else len(lines)
    return [(lines[0], lines[1:at]), *([(lines[at + 1], lines[at + 2 :])] if at < len(lines) else [])]


def _made_table(inner: AnsweredMarket, made: UnitDemandMarket, outcome: Mapping[str, Any], width: int) -> list[str]:
    preference = made.buyers[0].preference
    values = preference.values if isinstance(preference, QuasilinearPreference) else {}
    owner = {good: buyer for buyer, good in outcome["allocation"].items() if good is not None}
    rows, more = cut(
        [
            (
                inner.good(good),
                number(made.seller_value(good)),
                number(made.reserve_price(good)),
                number(values[good]) if good in values else "",
                amount(outcome["prices"][good]),
                inner.cell(owner[good]) if good in owner else "nobody",
            )
            for good in made.goods
        ],
        "good",
    )
    header = ("good", "worth to the seller", "reserve price", "to every buyer", "least price", "goes to")
    return [*fitted(header, rows, [1, 2, 3, 4], width), *more]


def _wrong(answered: AnsweredMarket, outcome: Mapping[str, Any]) -> str:
    good = position(answered, outcome["good"])
    if outcome["case"] == "below":
        return f"the reserve price of {good} is below what it is worth to the seller, so it is sold for less than that"
    return f"the reserve price of {good} is above what it is worth to the seller, so it stays unsold although a buyer would pay more than that"
