"""Names of players, types and moves made from the labels of a game file, where any text may stand, even none, and one text twice.

*Source.* `docs/formats/bayesian-market.md` (Games of Gambit).
"""

from collections.abc import Iterable, Sequence


def distinct(names: Sequence[str]) -> list[str]:
    """The names; one that stands before already gets a number that makes it a new one.

    Example:
    >>> distinct(["a", "b", "a", "a"])
    ['a', 'b', 'a (2)', 'a (3)']
    """
    given, used = set(names), set[str]()
    counts: dict[str, int] = {}
    found: list[str] = []
    for name in names:
        chosen = name
        while chosen in used or (chosen != name and chosen in given):
            counts[name] = counts.get(name, 1) + 1
            chosen = f"{name} ({counts[name]})"
        used.add(chosen)
        found.append(chosen)
    return found


def names_from(labels: Sequence[str], most: int, otherwise: str) -> list[str]:
    """Different names of at most `most` characters on one line each; `otherwise` is the name for an empty label.

    Example:
    >>> names_from(["left ", "", "left"], 10, "none")
    ['left', 'none', 'left (2)']
    """
    lines = ["".join(character if character.isprintable() else " " for character in label).strip() for label in labels]
    room = most - len(f" ({len(lines) + 1})")
    return distinct([(line if len(line) <= room else line[:room].strip()) or otherwise for line in lines])


def type_labels(draws: Iterable[tuple[Sequence[str], int]], player: int, players: int) -> dict[int, str] | None:
    """For each information set of a player the label of the move of chance that leads there and nowhere else; nothing if no move does.

    `draws` has the labels of the moves of chance, and the player's information set after them.  Tried are in order: the player's own move, if chance moves
    once for each player; his part of the label, if it moves once for all and labels have a part for each, joined by commas; any move.
    """
    all_draws = list(draws)
    levels = min(len(labels) for labels, _ in all_draws)
    columns: list[list[str]] = []
    if levels == players:
        columns.append([labels[player] for labels, _ in all_draws])
    parts = [labels[0].split(",") if len(labels) == 1 else [] for labels, _ in all_draws]
    if all(len(split) == players for split in parts):
        columns.append([split[player] for split in parts])
    columns += [[labels[level] for labels, _ in all_draws] for level in range(levels)]
    known = [number for _, number in all_draws]
    return next((found for column in columns if (found := _by_set(zip(column, known, strict=True))) is not None), None)


def _by_set(draws: Iterable[tuple[str, int]]) -> dict[int, str] | None:
    """The one label of each information set, if no two have the same."""
    found: dict[int, str] = {}
    for label, known in draws:
        if found.setdefault(known, label) != label:
            return None
    return found if len(set(found.values())) == len(found) else None
