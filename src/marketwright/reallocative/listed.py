"""Listed auctions: those of which all sets of bidders are looked at.

*Source.* `docs/formats/reallocative.md` (Listed auctions).
"""

MOST_LISTED = 15
"""Sets of more bidders are never all looked at."""
MOST_LISTED_WORK = 1 << 22
"""So many sets, times goods to the third power, are all looked at."""


def is_listed(bidders: int, goods: int) -> bool:
    """Whether all sets of so many bidders are looked at."""
    return bidders <= MOST_LISTED and (1 << bidders) * goods**3 <= MOST_LISTED_WORK
