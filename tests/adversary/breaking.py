"""What the tests of broken answers share: cases by hand, changes at random, and what has to become of an answer."""

import copy
import random
from collections.abc import Callable, Iterator

import pytest

from marketcheck import CONDITIONS, Accepted, Rejected, Undecided, Unreadable, check

from .writer import text

Case = tuple[str, str, dict]
"""The code of a condition, how it is broken, and the answer that breaks it."""


def params(cases: list[Case]) -> list:
    """Returns the cases as parameters `code` and `document`."""
    return [pytest.param(code, document, id=f"{code}: {how}") for code, how, document in cases]


def broken(cases: list[Case], letter: str) -> set[str]:
    """Returns the codes with this letter that the cases break."""
    return {code for code, _, _ in cases if code[0] == letter}


def conditions(letter: str) -> set[str]:
    """Returns the codes of the checker with this letter."""
    return {code for code in CONDITIONS if code[0] == letter}


def code_of(document: dict) -> str:
    """Returns the code of the condition for which an answer is rejected, as it has to be."""
    verdict = check(text(document))
    assert isinstance(verdict, Rejected), verdict
    assert verdict.condition == CONDITIONS[verdict.code].statement
    assert verdict.place
    return verdict.code


def accept(document: dict) -> None:
    """Asserts that an answer is accepted, and with one step less than its estimate is not checked."""
    verdict = check(text(document))
    assert isinstance(verdict, Accepted), verdict
    assert check(text(document), limit=verdict.steps - 1) == Undecided(verdict.steps, verdict.steps - 1)


def places(node: object, above: tuple = ()) -> Iterator[tuple]:
    """Yields the path to every number and every list of an answer."""
    if isinstance(node, dict | list):
        if isinstance(node, list) and above:
            yield above
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            if key not in ("market", "market_digest", "input", "parameters"):
                yield from places(child, (*above, key))
    elif above[-1] not in ("format", "rule"):
        yield above


def mutated(rng: random.Random, document: dict) -> dict:
    """Returns a copy with one or two numbers, verdicts or lists changed."""
    result = copy.deepcopy(document)
    for _ in range(rng.randint(1, 2)):
        *steps, last = rng.choice(list(places(result)))
        node = result
        for step in steps:
            node = node[step]
        old = node[last]
        if isinstance(old, list):
            node[last] = rng.choice([old[1:], old[:-1], [*old, *old[:1]], old[::-1], []])
        elif isinstance(old, bool) or old is None:
            node[last] = rng.choice([True, False, None])
        elif isinstance(old, int):
            node[last] = old + rng.choice([-2, -1, 1, 2])
        elif old in ("proved", "enumerated"):
            node[last] = rng.choice(["proved", "enumerated", "recomputed"])
        else:
            node[last] = rng.choice([0, 1, "1/2", "1", "A", "2"])
    return result


def accepted_as_true(document: dict, is_true: Callable[[dict], bool]) -> bool:
    """Returns whether an answer is accepted, and asserts that it is true if it is."""
    try:
        verdict = check(text(document))
    except Unreadable:
        return False
    if not isinstance(verdict, Accepted):
        return False
    assert is_true(document), document
    return True
