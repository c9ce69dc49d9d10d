"""How much work a check will be, from sizes alone; a step is one small sum, some 50 nanoseconds."""

from collections.abc import Iterator, Mapping, Sequence

from marketcheck.market import Market
from marketcheck.valuations import MAX_GOODS_OF_A_TABLE, MAX_GOODS_TO_TEST

WORD = 1024
"""Numbers of so many bits are about as quick as small ones."""


def steps_needed(market: Market, answer: Mapping[str, object]) -> int:
    """Returns an upper bound, in order of magnitude, on the steps of a check.

    *Meaning*: leaves x (coefficients of all rows + atoms + buyers), branchings x atoms, pairs of
    each clique, tables of valuations. Long numbers count more: one factor for the product of all
    denominators, one for prices, units and coefficients. Nothing of the answer is verified yet.
    """
    atoms, goods, buyers = len(market.atoms), len(market.goods), len(market.buyers)
    trees: list[list[object]] = []
    denominators: set[str] = set()
    entries = longest = 0
    for node in _walk([part for key, part in answer.items() if key != "market"]):
        if isinstance(node, list):
            entries += len(node)
        elif isinstance(node, dict):
            trees += [_list(node["nodes"])] if "nodes" in node else []
        else:
            longest = max(longest, _bits(node))
            if isinstance(node, str) and "/" in node:
                denominators.add(node.rpartition("/")[2])
    rows, coefficients, growth = _rows_effort(market, answer.get("certificate"))
    leaves = sum(isinstance(node, list) for nodes in trees for node in nodes)
    branchings = sum(map(len, trees)) - leaves
    work = entries + rows + leaves * (coefficients + atoms + buyers)
    work += (branchings + len(trees) + 1) * (atoms + buyers)
    if answer.get("rule") == "properties":
        work += _tables_effort(market)
    shared = sum(map(_bits, denominators)) + goods * (buyers + 1).bit_length()
    shared += sum(d.bit_length() for d in {atom.value.denominator for atom in market.atoms})
    return work * (1 + shared // WORD) * (1 + (longest + growth) // WORD)


def _rows_effort(market: Market, certificate: object) -> tuple[int, int, int]:
    """Returns steps to verify the rows, the number of coefficients, and their bits, at most."""
    sizes = [0] * len(market.goods)
    for atom in market.atoms:
        for good in atom.bundle:
            sizes[good] += 1
    work = growth = 0
    listed = certificate.get("rows") if isinstance(certificate, dict) else []
    for raw in _list(listed):
        row = raw if isinstance(raw, dict) else {}
        clique, terms = _list(row.get("clique")), _list(row.get("chvatal_gomory"))
        combined = 0
        for term in terms:
            match term:
                case [int(r), multiplier] if 0 <= r < len(sizes):
                    combined += sizes[r]
                    growth += 1 + _bits(multiplier)
        work += len(clique) ** 2 + combined
        sizes.append(len(clique) + min(combined, len(market.atoms)))
    return work, sum(sizes) + len(sizes), growth


def _tables_effort(market: Market) -> int:
    """Returns steps to tabulate and test every valuation, and to compare all worths."""
    goods, buyers = len(market.goods), len(market.buyers)
    work = buyers**3
    if goods <= MAX_GOODS_OF_A_TABLE:
        several = max(len(v.groups) for v in market.valuations) > 1 or goods <= MAX_GOODS_TO_TEST
        work += 2 * 2**goods * len(market.atoms) if several else 0
    if goods <= MAX_GOODS_TO_TEST:
        work += 50 * buyers * 2**goods * goods**3
    return work


def _bits(value: object) -> int:
    """Returns the bits of a number in whatever spelling, at most."""
    if isinstance(value, int):
        return value.bit_length()
    return 4 * len(value) if isinstance(value, str) else 0


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _walk(parts: Sequence[object]) -> Iterator[object]:
    """Yields every part of the data, without recursion."""
    pending = list(parts)
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
