"""Values of bidders in a divisible market, each type with its sizes and bounds.

Places in messages are those of a document, where the matrix of quadratic values is `S`, and scale, rate and offset are `A`, `B` and `C`.

*Source.* `docs/formats/divisible.md` (Values).
"""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from marketwright.errors import MarketError
from marketwright.exact import characters, number_text
from marketwright.markets.divisible import DivisibleValues, ExponentialValues, LogCoshValues, LogisticValues, Matrix, QuadraticValues, Vector
from marketwright.markets.matrices import LeadingMinor, dependent_row, minor_not_above_zero
from marketwright.markets.parts import above_zero, at_least, entries, exact_number, wrong_type

_MOST_CHARACTERS = 60

_at_least_zero = partial(at_least, 0)


def normal_utility(values: DivisibleValues, place: str, count: int) -> DivisibleValues:
    """The values in normal form, of the right sizes for `count` goods and with every number in its range.

    Whether matrices are definite, and packages independent, is left to `refuse_singular`.

    Raises: `MarketError` M101, M123, M127, M128; `NumberError` N103.
    """
    match values:
        case QuadraticValues(theta=theta, matrix=matrix, endowment=endowment):
            return QuadraticValues(
                theta=valid_vector(theta, f"{place}.theta", count),
                matrix=_symmetric(matrix, f"{place}.S", count),
                endowment=_endowment(endowment, place, count),
            )
        case LogCoshValues(theta=theta, matrix=matrix, alpha=alpha, beta=beta, packages=packages, endowment=endowment):
            return LogCoshValues(
                theta=valid_vector(theta, f"{place}.theta", count),
                matrix=_symmetric(matrix, f"{place}.S", count),
                alpha=valid_vector(alpha, f"{place}.alpha", count, _at_least_zero, "package"),
                beta=valid_vector(beta, f"{place}.beta", count, above_zero, "package"),
                packages=_packages(packages, place, count),
                endowment=_endowment(endowment, place, count),
            )
        case ExponentialValues(scale=scale, rate=rate, packages=packages, endowment=endowment):
            return ExponentialValues(
                scale=valid_vector(scale, f"{place}.A", count, above_zero, "package"),
                rate=valid_vector(rate, f"{place}.B", count, above_zero, "package"),
                packages=_packages(packages, place, count),
                endowment=_endowment(endowment, place, count),
            )
        case LogisticValues(scale=scale, rate=rate, offset=offset, packages=packages, endowment=endowment):
            return LogisticValues(
                scale=valid_vector(scale, f"{place}.A", count, above_zero, "package"),
                rate=valid_vector(rate, f"{place}.B", count, above_zero, "package"),
                offset=valid_vector(offset, f"{place}.C", count, exact_number, "package"),
                packages=_packages(packages, place, count),
                endowment=_endowment(endowment, place, count),
            )
    raise wrong_type(place, values, "one of the value classes of markets.divisible")


def refuse_singular(values: DivisibleValues, place: str) -> None:
    """Nothing, if the matrix of values in normal form is positive definite, and their packages are linearly independent.

    Raises: `MarketError` M129, M131.
    """
    if isinstance(values, QuadraticValues | LogCoshValues) and (minor := minor_not_above_zero(values.matrix)) is not None:
        remedy = "check its signs, or raise its diagonal: only with falling marginal utility is there a best bundle at all prices"
        raise MarketError("M129", f"{place}.S", _minor_text(minor), "a positive definite matrix: all leading minors above 0", remedy)
    if not isinstance(values, QuadraticValues) and values.packages is not None and (number := dependent_row(values.packages)) is not None:
        given = "a combination of the packages before it" if any(values.packages[number]) else "a package of nothing"
        allowed = "linearly independent packages, so that quantities of them make every bundle in exactly one way"
        raise MarketError("M131", f"{place}.packages[{number}]", given, allowed, "correct it, or leave out packages if every good is its own")


def valid_vector(given: object, place: str, count: int, valid_number: Callable[[object, str], Fraction] = exact_number, thing: str = "good") -> Vector:
    """One number for each of `count` goods or packages (as `thing` says), each as `valid_number` returns it.

    Raises: `MarketError` M101, M123, M127; `NumberError` N103.
    """
    numbers = _sized(given, place, count, "number", thing)
    return tuple(valid_number(number, f"{place}[{position}]") for position, number in enumerate(numbers))


def _symmetric(given: object, place: str, count: int) -> Matrix:
    matrix = _rows(given, place, count, "row", "good")
    for number, row in enumerate(matrix):
        for column in range(number + 1, count):
            here, mirrored = row[column], matrix[column][number]
            if here != mirrored:
                told = f"the number {number_text(here)}, and {number_text(mirrored)} at {place}[{column}][{number}]"
                remedy = "correct one of the two; their mean at both places gives the same utility"
                raise MarketError("M128", f"{place}[{number}][{column}]", told, "a symmetric matrix: the same number at both places", remedy)
    return matrix


def _packages(given: object, place: str, count: int) -> Matrix | None:
    return None if given is None else _rows(given, f"{place}.packages", count, "package", "good")


def _rows(given: object, place: str, count: int, row: str, thing: str) -> Matrix:
    rows = _sized(given, place, count, row, thing)
    return tuple(valid_vector(entry, f"{place}[{number}]", count) for number, entry in enumerate(rows))


def _endowment(given: object, place: str, count: int) -> Vector | None:
    """The endowment, or none if there is nothing in it."""
    if given is None:
        return None
    endowment = valid_vector(given, f"{place}.endowment", count)
    return endowment if any(endowment) else None


def _sized(given: object, place: str, count: int, entry: str, thing: str) -> list[object]:
    found = entries(given, place)
    if len(found) != count:
        order = "" if entry == "package" else f", which stand in the order of {thing}s"
        told = f"{len(found)} {entry}{'' if len(found) == 1 else 's'}"
        raise MarketError("M127", place, told, f"{count}, one {entry} for each {thing}", f"add or remove {entry}s{order}")
    return found


def _minor_text(minor: LeadingMinor) -> str:
    size = characters(minor.value)
    value = number_text(minor.value) if size <= _MOST_CHARACTERS else f"a negative number of {size} characters"
    where = "the first entry" if minor.order == 1 else f"the determinant of the first {minor.order} rows and columns"
    return f"{where} is {value}"
