"""The command `price-list`."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from marketwright.cli.accepted import accepted
from marketwright.cli.ending import Ending
from marketwright.cli.outputs import refuse_unwritable
from marketwright.cli.shorthand import names_of_text
from marketwright.cli.work import page_width
from marketwright.errors import DocumentError, UsageError
from marketwright.markets.files import write_whole
from marketwright.pricing.conditions import Scheme
from marketwright.pricing.price_list import PriceList, price_list
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.price_list import bundle_text, price_list_csv, price_list_json, price_list_page, price_list_text
from marketwright.reports.words import counted

WRITERS: Mapping[str, Callable[[PriceList], str]] = {".csv": price_list_csv, ".json": price_list_json, ".html": price_list_page}
"""What is written, by the ending of the file's name."""
SCHEMES: Mapping[str, Scheme] = {"prices/good": "good", "prices/eff": "eff", "prices/all": "all", "prices/any": "any"}
"""The scheme of the prices that a rule finds."""


def price_list_command(answer: Path, market: Path | None, output: Path | None, bundle: str | None, check_steps: str | None) -> Ending:
    """The price list of an answer that `marketcheck` accepts: printed, written, or asked for one bundle."""
    if output is not None and bundle is not None:
        raise UsageError("U114", "--bundle", "--bundle with --output", "one of the two", "leave one of them out")
    if output is not None:
        if output.suffix.lower() not in WRITERS:
            raise DocumentError("D114", str(output), f"the ending {output.suffix!r}", ", ".join(WRITERS), "choose one of these endings")
        refuse_unwritable(output, answer, market)
    found = accepted(answer, market, check_steps, "The answer is false, so its prices are not to be posted.")
    if isinstance(found, Ending):
        return found
    prices = posted(found, answer)
    if bundle is not None:
        return Ending(text=bundle_text(prices, names_of_text(bundle, prices.market.goods, "--bundle", ("I105", "good")), page_width()))
    if output is None:
        return Ending(text=price_list_text(prices, page_width()))
    write_whole(output, WRITERS[output.suffix.lower()](prices))
    return Ending(text=f"written to {output}: {counted(len(prices.entries), 'good' if prices.scheme == 'good' else 'package')}")


def posted(answered: AnsweredMarket, path: Path) -> PriceList:
    """The price list of an answer.

    Raises: `UsageError` U115 for an answer that has no prices, U116 for one about a market of another kind.
    """
    market, outcome = answered.bundles, answered.document["outcome"]
    if answered.rule not in SCHEMES or "prices" not in outcome:
        given = f"an answer of {answered.rule}" if answered.rule not in SCHEMES else f"an answer of {answered.rule} that found no prices"
        remedy = "solve with one of these rules" if answered.rule not in SCHEMES else "choose prices/any, which always has prices"
        raise UsageError("U115", str(path), given, f"an answer with prices, of {', '.join(SCHEMES)}", remedy)
    amounts = {name: Fraction(price) for name, price in outcome["prices"].items()}
    return price_list(market, SCHEMES[answered.rule], outcome["allocation"], amounts)
