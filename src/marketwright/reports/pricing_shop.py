"""Stated prices in words: whether they support an allocation, with which schemes they are coherent, and what happens in a shop."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.claims import finding_sentence
from marketwright.reports.evidence import NOT_DECIDED, evidence
from marketwright.reports.words import Section, counted, number, table, wrapped

MOST_ROWS = 25
SCHEMES: Mapping[str, str] = {
    "good": "good (the sum over the goods)",
    "eff": "eff (the sum over the packages that are touched)",
    "all": "all (monotone, and no partition costs less)",
    "any": "any (monotone)",
}


def support_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """Who has what, at which price."""
    outcome = answered.document["outcome"]
    rows: list[Sequence[str]] = [("buyer", "gets", "pays", "payoff")]
    for name, goods in outcome["allocation"].items():
        rows.append((answered.cell(name), answered.bundle_cell(goods), *(number(Fraction(outcome[key][name])) for key in ("payments", "payoffs"))))
    title = f"The allocation at the stated prices, scheme {answered.document['parameters']['scheme']}"
    totals = f"welfare {number(answered.amount('welfare'))}, revenue {number(answered.amount('revenue'))}"
    return [title, *_shortened(rows, right=[2, 3]), *wrapped(totals, width)]


def _shortened(rows: Sequence[Sequence[str]], right: Sequence[int]) -> list[str]:
    """A table of which only the first rows are shown."""
    more = len(rows) - 1 - MOST_ROWS
    return [*table(rows[: MOST_ROWS + 1], right=right), *([f"  and {more} more"] if more > 0 else [])]


def coherence_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """The schemes that the price list is coherent with."""
    found = [SCHEMES[name] for name in answered.document["outcome"]["coherent_with"]]
    return ["The price list is coherent with", *(line for text in found or ["no scheme"] for line in wrapped(text, width))]


def shop_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """The prices, and the worst and the best that was seen."""
    outcome, parameters = answered.document["outcome"], answered.document["parameters"]
    lines = []
    if "prices" in outcome:
        goods = parameters["scheme"] == "good"
        rows = [("good" if goods else "package", "price")]
        for name, price in outcome["prices"].items():
            what = answered.good(name) if goods else answered.bundle_cell(outcome["allocation"][name])
            rows.append((what, number(Fraction(price))))
        lines += ["Posted prices" if goods else "Posted prices of packages", *_shortened(rows, right=[1]), ""]
    samples = parameters["samples"]
    seen = "all orders and all choices among favourites" if samples == 0 else f"{counted(samples, 'order')} drawn with seed {parameters['seed']}"
    lines += wrapped(f"A shop, {seen}{_rule_of(parameters)}", width, "", "  ")
    worst, best = (number(Fraction(outcome[key]["welfare"])) for key in ("worst", "best"))
    worth = f"; all can have {number(answered.amount('worth'))}" if "worth" in outcome else ""
    lines += wrapped(f"welfare {f'from {worst} to {best}' if worst != best else f'{best} in every run'}{worth}", width)
    if outcome["worst"]["welfare"] != outcome["best"]["welfare"]:
        lines += wrapped(f"worst: {run_text(answered, outcome['worst'])}", width)
    lines += wrapped(f"best: {run_text(answered, outcome['best'])}", width)
    if "catalogue" in outcome:
        filled = "no way to fill one order of each" if outcome["catalogue"] is None else f"filled for {number(answered.amount('catalogue'))}"
        lines += wrapped(f"catalogue, everybody ordering all favourites: {filled}", width)
    return lines


def _rule_of(parameters: Mapping[str, Any]) -> str:
    if parameters["scheme"] != "any":
        return ""
    return ", one bundle per customer" if parameters["enforce"] else ", customers may come again"


def run_text(answered: AnsweredMarket, run: Mapping[str, Any]) -> str:
    """Who takes what, in the order of arrival."""
    sales = run["sales"]
    told = [_sale(answered, sale) for sale in sales[:MOST_ROWS]]
    return ", ".join(told) + (f" and {len(sales) - MOST_ROWS} more" if len(sales) > MOST_ROWS else "")


def _sale(answered: AnsweredMarket, sale: Mapping[str, Any]) -> str:
    if not sale["bundle"]:
        return f"{answered.buyer(sale['buyer'])} takes nothing"
    return f"{answered.buyer(sale['buyer'])} takes {answered.bundle(sale['bundle'])} for {number(Fraction(sale['price']))}"


def as_sections(answered: AnsweredMarket, lines: list[str]) -> list[Section]:
    """The lines of a summary as one section."""
    return [(lines[0], lines[1:])] if answered.document["outcome"] else []


def support_sections(answered: AnsweredMarket, width: int) -> list[Section]:
    """The section of the explanation."""
    return as_sections(answered, support_lines(answered, width))


def coherence_sections(answered: AnsweredMarket, width: int) -> list[Section]:
    """The section of the explanation."""
    return as_sections(answered, coherence_lines(answered, width))


def shop_sections(answered: AnsweredMarket, width: int) -> list[Section]:
    """The section of the explanation."""
    return as_sections(answered, shop_lines(answered, width))


def stated_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a finding about stated prices says, with its evidence."""
    certificate, holds = answered.document["certificate"], finding["holds"]
    if finding["claim"] == "efficient" and holds is not False:
        return finding_sentence(answered, finding)
    if holds is None:
        return _open(answered, finding["claim"])
    return f"{evidence(finding, _bounds(certificate))}: {_said(answered, finding)}"


def _bounds(certificate: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return [certificate["bound"]] if "bound" in certificate else []


def _open(answered: AnsweredMarket, claim: str) -> str:
    outcome, parameters = answered.document["outcome"], answered.document["parameters"]
    if "worth" not in outcome or parameters["samples"] == 0:
        return NOT_DECIDED
    what = {"always-efficient": "no drawn order ended with less, others may", "every-order-can": "some orders were drawn, not all"}
    return what.get(claim, "not computed for a market of this size")


def _said(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    holds, witness = finding["holds"], finding.get("witness", {})
    match finding["claim"], holds:
        case "efficient", False:
            return f"another allocation is worth {number(answered.total(answered.uses))}, this one {number(answered.amount('welfare'))}"
        case "supports", True:
            return "at these prices nobody would rather have anything else"
        case "supports", False:
            gain = number(Fraction(witness["gain"]))
            return f"{answered.buyer(witness['buyer'])} would rather have {answered.bundle(witness['bundle'])} and gain {gain}"
        case "equilibrium", _:
            return "efficient and supported" if holds else "not both efficient and supported"
        case "coherent", True:
            return f"with {SCHEMES[answered.document['parameters']['scheme']]}"
        case "coherent", False:
            return contradiction(answered, witness)
        case "always-efficient", _:
            return "every run ends with the greatest welfare" if holds else "the worst run ends with less than the greatest welfare"
        case "every-order-can", True:
            return "in every order customers can choose so that the greatest welfare is reached"
        case "every-order-can", False:
            names = ", ".join(answered.cell(name) for name in witness["order"])
            return f"in the order {names} at most {number(Fraction(witness['best']))} is reached, whatever they choose"
        case "strict", True:
            return "everybody has one favourite while nothing is sold"
        case "strict", False:
            first, second = (answered.bundle(bundle) for bundle in witness["bundles"])
            return f"{answered.buyer(witness['buyer'])} likes {first} and {second} equally well"
        case "catalogue", True:
            return "filled orders reach the greatest welfare"
        case "catalogue", False:
            filled = answered.document["outcome"]["catalogue"]
            return "two customers' orders always clash" if filled is None else "filled orders do not reach the greatest welfare"
        case _:
            return "it holds" if holds else "it does not hold"


def contradiction(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    """Which prices are not coherent, as a sentence without its period."""
    price, total = number(Fraction(witness["price"])), number(Fraction(witness["sum"]))
    parts = [answered.bundle(part) for part in witness["parts"]]
    head = f"the price of {answered.bundle(witness['bundle'])} is {price}"
    return f"{head}, that of {parts[0]} {total}" if len(parts) == 1 else f"{head}, those of {' and of '.join(parts)} add up to {total}"
