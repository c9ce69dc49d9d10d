"""Price lists to be posted: as text, as a table, as data, and as a page to print."""

import csv
import json
from collections.abc import Mapping
from html import escape
from io import StringIO

from marketwright.exact import canonical_number
from marketwright.pricing.price_list import Priced, PriceList
from marketwright.reports.words import WIDTH, listed, number, one_line, table, wrapped

PRICE_LIST_FORMAT = "marketwright.price-list/1"

RULES: Mapping[str, tuple[str, ...]] = {
    "good": ("Several goods cost the sum of their prices.", "Nothing has to be enforced: customers may come as often as they like."),
    "eff": (
        "Packages are sold whole. Several packages cost the sum of their prices.",
        "Goods of a package cost as much as the whole package: other goods cost the sum of the packages that they belong to.",
        "What has to be enforced: no package is split.",
    ),
    "all": (
        "Goods cost the sum of the prices of the packages that they belong to, also where not all goods of a package are taken.",
        "Nothing has to be enforced: it is never cheaper to come twice.",
    ),
    "any": (
        "Every customer takes one of these packages at most.",
        "Other goods cost the least at which nobody would rather have them than the package meant for him; ask for their price.",
        "What has to be enforced: one bundle per customer.",
    ),
}
"""How any goods are priced, and what has to be enforced, by scheme."""

_STYLE = """
body { font: 1.1rem/1.45 Georgia, serif; max-width: 40rem; margin: 2.5rem auto; padding: 0 1rem; color: #111; background: #fff; }
h1 { font-size: 1.7rem; margin-bottom: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.45rem 0.3rem; border-bottom: 1px solid #999; vertical-align: top; overflow-wrap: anywhere; }
th:last-child, td:last-child { text-align: right; white-space: nowrap; padding-left: 1.5rem; }
ul { padding-left: 1.2rem; }
tr { break-inside: avoid; }
"""


def price_list_text(prices: PriceList, width: int = WIDTH) -> str:
    """The list for a terminal."""
    rows = [(listed(entry.goods, len(entry.goods)), number(entry.price)) for entry in prices.entries]
    lines = [_title(prices, width), *table([(_heading(prices), "price"), *rows], right=[1])]
    return "\n".join([*lines, "", *(line for sentence in RULES[prices.scheme] for line in wrapped(sentence, width))])


def bundle_text(prices: PriceList, goods: tuple[str, ...], width: int = WIDTH) -> str:
    """What these goods cost, and why."""
    in_order = [good for good in prices.market.goods if good in goods]
    head = f"{listed(in_order, len(in_order))}: {number(prices.price_of(goods))}"
    found = prices.touched(goods)
    if not goods:
        return head
    if any(set(entry.goods) == set(goods) for entry in found):
        return head if prices.scheme == "good" else "\n".join([head, "  a package on the list"])
    if prices.scheme == "any":
        said = "no package on the list; the least price at which nobody would rather have this than the package meant for him"
    else:
        said = " + ".join(f"{number(entry.price)} for {listed(entry.goods, len(entry.goods))}" for entry in found)
    return "\n".join([head, *wrapped(said, width)])


def price_list_csv(prices: PriceList) -> str:
    """A table with a row for each price; prices are exact."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("goods", "price"))
    writer.writerows((listed_exactly(entry.goods), number(entry.price)) for entry in prices.entries)
    return text.getvalue()


def listed_exactly(goods: tuple[str, ...]) -> str:
    """Names with commas between them; a name that has a comma or a quotation mark itself is quoted as in a table.

    Example:
    >>> listed_exactly(("Pond", "Wood")), listed_exactly(("Lot, north", "Wood"))
    ('Pond, Wood', '"Lot, north", Wood')
    """
    return ", ".join('"' + good.replace('"', '""') + '"' if "," in good or '"' in good else good for good in goods)


def price_list_json(prices: PriceList) -> str:
    """The list as data, in small markets with the price of every bundle: these stand as a `price_list` in a second input."""
    document: dict[str, object] = {"format": PRICE_LIST_FORMAT, "scheme": prices.scheme, "goods": list(prices.market.goods)}
    if prices.market.title:
        document["title"] = prices.market.title
    document["rule"] = list(RULES[prices.scheme])
    document["entries"] = [_entry(entry) for entry in prices.entries]
    if prices.bundles is not None:
        document["price_list"] = [_entry(entry) for entry in prices.bundles]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _entry(entry: Priced) -> dict[str, object]:
    return {"bundle": list(entry.goods), "price": canonical_number(entry.price)}


def price_list_page(prices: PriceList) -> str:
    """A page to print, complete in itself."""
    title = escape(_title(prices, 200))
    rows = "\n".join(f"<tr><td>{escape(listed_exactly(entry.goods))}</td><td>{escape(number(entry.price))}</td></tr>" for entry in prices.entries)
    rules = "\n".join(f"<li>{escape(sentence)}</li>" for sentence in RULES[prices.scheme])
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
<table>
<thead><tr><th scope="col">{_heading(prices)}</th><th scope="col">price</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
<ul>
{rules}
</ul>
</body>
</html>
"""


def _title(prices: PriceList, width: int) -> str:
    return one_line(f"Price list: {prices.market.title}", width) if prices.market.title else "Price list"


def _heading(prices: PriceList) -> str:
    return "good" if prices.scheme == "good" else "package"
