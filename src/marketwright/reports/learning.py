"""What buyers learned, in a short table."""

from marketwright.gamma.learn import Learning
from marketwright.markets.bundle import BundleMarket
from marketwright.reports.words import WIDTH, counted, rounded, short_names, table, wrapped

MOST_SHOWN = 40


def learning_text(market: BundleMarket, learning: Learning, width: int = WIDTH) -> str:
    """The whole text."""
    last = learning.rounds[-1]
    names = list(short_names([buyer.name for buyer in market.buyers]).values())
    rows = [("buyer", "Vickrey payoff", "asks at the end", "asks on average", "has at the end", "has on average")]
    columns = zip(names, learning.vickrey, learning.last, learning.average, last.payoffs, learning.average_payoffs, strict=True)
    rows += [(name, *map(rounded, amounts)) for name, *amounts in columns][:MOST_SHOWN]
    if len(names) <= MOST_SHOWN:
        rows.append(("seller", "", "", "", rounded(last.revenue), rounded(learning.average_revenue)))
    head = f"{counted(len(learning.rounds), 'round')}, {learning.kind}, step {rounded(learning.step)}, seed {learning.seed}"
    lines = [head, *table(rows, right=range(1, 6))]
    if len(names) > MOST_SHOWN:
        lines.append(f"  {len(names) - MOST_SHOWN} more buyers are not listed")
    steps = rounded(learning.distance(learning.last) / learning.step)
    apart = f"requests and Vickrey payoffs are at most {rounded(learning.distance(learning.last))} apart at the end ({steps} steps)"
    lines += ["", *wrapped(f"{apart}, {rounded(learning.distance(learning.average))} on average", width)]
    lines.append("  a numeric experiment, not a proof; the same seed gives the same again")
    return "\n".join(lines)
