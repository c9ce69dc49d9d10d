"""The story of an ascending auction in sentences: who enters, which prices rise, who turns to what, who moves, who leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rich.cells import cell_len

from marketwright.reports.words import WIDTH, bundle_text, buyer_name, buyers_text, counted, name, number, one_line, short_names, table, wrapped
from marketwright.walrasian.story import Story, StoryEvent, Turn

MOST_STEPS = 60
MOST_ENDS = 25
"""Of longer stories the first and last so many steps are told, unless all are asked for."""
MOST_NAMED = 3
"""Of more goods or buyers in one step the first are named."""
NARROWEST = 40
"""Columns that the sentences keep beside the columns of prices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of a market's buyers and goods as sentences have them."""

    buyers: Mapping[str, str]
    goods: Mapping[str, str]

    def buyer(self, title: str) -> str:
        """A buyer inside a sentence."""
        return buyer_name(self.buyers[title])

    def buyers_of(self, titles: Sequence[str]) -> str:
        """Buyers inside a sentence."""
        return buyers_text([self.buyers[title] for title in titles], MOST_NAMED)

    def good(self, title: str | None) -> str:
        """A good or nothing inside a sentence."""
        return "nothing" if title is None else bundle_text([self.goods[title]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is told at once: events first to last, the prices after them, whether it is the entrance, and who held what before."""

    first: int
    last: int
    event: StoryEvent
    enters: bool
    held: Mapping[str, str | None]


def story_text(told: Story, width: int = WIDTH, *, everything: bool = False) -> str:
    """The whole text; of a long story the beginning and the end, unless everything is asked for."""
    market = told.market
    names = Names(buyers=short_names([buyer.name for buyer in market.buyers]), goods=short_names(market.goods))
    title = one_line(market.title, width) if market.title else "A market without a title"
    sizes = f"{counted(len(market.buyers), 'buyer')}, {counted(len(market.goods), 'good')}"
    head = [title, f"{sizes}; buyers enter one after another, and prices rise as far as they compete"]
    parts = [head, _step_lines(told, names, width, everything=everything), _end_lines(told, names, width)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def steps_of(told: Story) -> Iterator[Step]:
    """The events, where one in which prices only rise at another speed afterwards is told together with the next."""
    held: dict[str, str | None] = {}
    first, entered = 1, None
    for place, event in enumerate(told.events, start=1):
        following = told.events[place] if place < len(told.events) else None
        quiet = not event.turned and not event.moved
        if quiet and following is not None and following.entering == event.entering and list(following.rose) == list(event.rose):
            continue
        yield Step(first=first, last=place, event=event, enters=event.entering != entered, held=dict(held))
        held.update(event.moved)
        first, entered = place + 1, event.entering


def _step_lines(told: Story, names: Names, width: int, *, everything: bool) -> list[str]:
    """A table: step, who enters, what happens, and all prices where they fit."""
    steps = list(steps_of(told))
    if not steps:
        return ["Nobody enters."]
    cells = [(_number(step), names.buyers[step.event.entering] if step.enters else "", sentence(step, names)) for step in steps]
    prices = [[number(price) for price in step.event.prices.values()] for step in steps]
    columns = [name(names.goods[good]) for good in told.market.goods]
    needed = sum(2 + max(map(cell_len, column)) for column in zip(columns, *prices, strict=True)) if columns else 0
    fixed = 2 + max(4, *(cell_len(cell) for cell, _, _ in cells)) + 2 + max(6, *(cell_len(cell) for _, cell, _ in cells)) + 2
    beside = columns if width - fixed - needed >= NARROWEST else []
    room = width - fixed - (needed if beside else 0)
    rows: list[Sequence[str]] = [("step", "enters", "what happens", *beside)]
    marks: list[int] = []
    for (step, entering, said), row in zip(cells, prices, strict=True):
        marks.append(len(rows))
        first, *rest = wrapped(said, room, "", "")
        rows.append((step, entering, first, *(row if beside else [])))
        rows += [("", "", line, *("" for _ in beside)) for line in rest]
    lines = table(rows, right=[0, *range(3, 3 + len(beside))])
    if everything or len(steps) <= MOST_STEPS:
        return lines
    left = len(steps) - 2 * MOST_ENDS
    return [*lines[: marks[MOST_ENDS]], f"  and {left} more steps; --all tells them, -o FILE.json writes all events", *lines[marks[-MOST_ENDS] :]]


def _number(step: Step) -> str:
    return str(step.last) if step.first == step.last else f"{step.first}-{step.last}"


def sentence(step: Step, names: Names) -> str:
    """What happens at a step."""
    event = step.event
    enters = names.buyer(event.entering)
    parts = []
    if event.rose:
        rivals = [buyer for buyer, good in step.held.items() if good in event.rose and buyer != event.entering]
        parts.append(f"{enters} competes with {names.buyers_of(rivals)}: {_raised(event, names)}")
        if turned := _turned(event, names):
            parts.append(turned)
    moves = _moves(step, names)
    if moves and not event.rose:
        return f"{'; '.join(moves)}."
    return f"{'; '.join([*parts, *moves])}."


def _raised(event: StoryEvent, names: Names) -> str:
    """The goods and their new prices."""
    said = [f"{names.good(good)} rises to {number(price)}" for good, price in list(event.rose.items())[:MOST_NAMED]]
    first, others = said[0], [one.replace(" rises to ", " to ") for one in said[1:]]
    left = len(event.rose) - MOST_NAMED
    if left > 0:
        return ", ".join([first, *others]) + f" and {counted(left, 'more good')} too"
    return ", ".join([first, *others[:-1]]) + (f" and {others[-1]}" if others else "")


def _turned(event: StoryEvent, names: Names) -> str:
    """Who likes something else as much at the new prices, and does not move to it at once."""
    waiting = [turn for turn in event.turned if turn not in event.moved]
    said = [f"{names.buyer(buyer)} would now as soon have {names.good(good)}" for buyer, good in waiting[:MOST_NAMED]]
    more = [f"and {len(waiting) - MOST_NAMED} more turn"] if len(waiting) > MOST_NAMED else []
    return ", ".join([*said, *more])


def _moves(step: Step, names: Names) -> list[str]:
    """The buyer who enters first, then the others who move."""
    event = step.event
    ordered = sorted(event.moved, key=lambda move: move[0] != event.entering)
    said = [_move(step, move, names) for move in ordered[: 2 * MOST_NAMED]]
    return [*said, *([f"{len(ordered) - 2 * MOST_NAMED} more move"] if len(ordered) > 2 * MOST_NAMED else [])]


def _move(step: Step, move: Turn, names: Names) -> str:
    buyer, good = move
    event, who = step.event, names.buyer(move[0])
    entering = buyer == event.entering
    begins = "enters and " if entering and step.enters and not event.rose else ""
    if good is None:
        return f"{who} {begins}leaves with nothing" + (", since no good is worth its price" if begins else "")
    if entering:
        return f"{who} {begins}takes {names.good(good)} at {number(event.prices[good])}"
    verb = "moves to" if step.held.get(buyer) is not None else "takes"
    return f"{who} {verb} {names.good(good)}"


def _end_lines(told: Story, names: Names, width: int) -> list[str]:
    """The least prices, who has what, and how to have them proved."""
    market, fee = told.market, told.market.entry_fee
    owner = {good: buyer for buyer, good in told.allocation.items() if good is not None}
    goods = list(market.goods)[:MOST_STEPS]
    rows = [
        (name(names.goods[good]), number(market.reserve_price(good)), number(told.prices[good]), name(names.buyers[owner[good]]) if good in owner else "nobody")
        for good in goods
    ]
    lines = ["The end: the least equilibrium prices"]
    lines += table([("good", "reserve price", "price", "goes to"), *rows], right=[1, 2]) if rows else []
    lines += [f"  and {len(market.goods) - len(goods)} more goods"] if len(market.goods) > len(goods) else []
    losers = [buyer for buyer, good in told.allocation.items() if good is None]
    if losers:
        lines += wrapped(f"{buyers_text([names.buyers[buyer] for buyer in losers])} {'gets' if len(losers) == 1 else 'get'} nothing", width)
    total = sum((told.prices[good] for good in owner), Fraction(0)) + fee * len(market.buyers)
    fees = f", with the entry fee of {number(fee)} for everybody" if fee else ""
    return [*lines, *wrapped(f"revenue {number(total)}{fees}; walrasian/minimum proves these prices", width)]
