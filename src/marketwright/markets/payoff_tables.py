"""Tables of payoffs, checked and brought into order.

Markets have up to a million payoffs, so whatever is a tuple of `Fraction`s is checked in compiled code, and objects that stand at many places once.
"""

from fractions import Fraction

from marketwright.errors import MarketError
from marketwright.exact import within_limits
from marketwright.markets.bayesian import Table
from marketwright.markets.parts import entries, exact_number


class TableCheck:
    """Checks tables of one number for each of `profiles`; `sources` says at which place of a given table the number for each profile stands."""

    __slots__ = ("_checked", "_profiles", "_sources", "denominators")

    def __init__(self, profiles: int, sources: tuple[int, ...] | None) -> None:
        """No table is checked yet; without `sources` tables stand in order."""
        self._profiles = profiles
        self._sources = sources
        self._checked: dict[int, tuple[Table, Table]] = {}
        self.denominators: set[int] = set()
        """The denominators of all numbers met."""

    def normal(self, given: object, place: str) -> Table:
        """The table in normal form; one object that stands at many places is checked once.

        Raises: `MarketError` M101, M127; `NumberError` N103.
        """
        if not isinstance(given, tuple):
            return self._normal(tuple(entries(given, place)), place)
        if id(given) not in self._checked:
            self._checked[id(given)] = given, self._normal(given, place)
        return self._checked[id(given)][1]

    def _normal(self, given: tuple[object, ...], place: str) -> Table:
        if len(given) != self._profiles:
            told = f"{len(given)} number{'' if len(given) == 1 else 's'}"
            allowed = f"{self._profiles}, one number for each profile of types"
            raise MarketError("M127", place, told, allowed, "add or remove numbers, which stand in the order of profiles")
        if set(map(type, given)) == {Fraction}:
            table: Table = given  # type: ignore[assignment]  # all are fractions
            distinct = list(dict(zip(map(id, table), table, strict=True)).values())
        else:
            distinct = [exact_number(number, place) for number in given]
            table = tuple(distinct)
        for number in distinct:
            self.denominators.add(within_limits(number, place).denominator)
        return table if self._sources is None else tuple([table[source] for source in self._sources])
