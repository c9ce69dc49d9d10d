"""Progress: one redrawn line on a terminal, otherwise a line every few seconds; numbers in money."""

import io
from fractions import Fraction
from pathlib import Path

from marketwright import BundleMarket, read_market
from marketwright.cli.progress import ProgressLine, progress_text
from marketwright.coalitions import Clearing
from marketwright.questions import Limits, Progress
from tests.cli.commands import hard_market


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Deaf(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


def seconds(*moments: float) -> list[Progress]:
    return [Progress(moment, 95.0, 100.0, 70) for moment in moments]


def test_a_line_says_time_best_bound_gap_and_nodes() -> None:
    assert progress_text(Progress(12.3, 95.0, 100.0, 70)) == "12 s, search 1, best 95, at most 100, gap 5.26 %, 70 nodes"


def test_what_is_not_known_yet_is_left_out() -> None:
    assert progress_text(Progress(3.0, None, None, 0, 4)) == "3 s, search 4"
    assert progress_text(Progress(3.0, 0.0, 5.0, 1)) == "3 s, search 1, best 0, at most 5, 1 nodes"


def test_a_terminal_redraws_one_line_and_clears_it() -> None:
    stream = Terminal()
    line = ProgressLine(stream, columns=20)
    for progress in seconds(1.0, 2.0):
        line(progress)
    line.clear()
    line.clear()
    assert stream.getvalue() == "\r\x1b[K1 s, search 1, best\r\x1b[K2 s, search 1, best\r\x1b[K"


def test_a_file_gets_a_line_every_five_seconds() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream)
    for progress in seconds(1.0, 2.0, 5.9, 6.0, 7.0, 11.5):
        line(progress)
    line.clear()
    assert [text.split(",")[0] for text in stream.getvalue().splitlines()] == ["1 s", "6 s", "12 s"]


def test_nobody_who_listens_is_no_reason_to_stop() -> None:
    line = ProgressLine(Deaf())
    for progress in seconds(1.0, 7.0):
        line(progress)
    ProgressLine(None)(seconds(1.0)[0])


class Clock:
    """Every look at the clock takes 0.7 seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.7
        return self.now


def progress_of(market: BundleMarket, tie_rule: str, nodes: int) -> list[Progress]:
    seen: list[Progress] = []
    Clearing(market, Limits(nodes=nodes, clock=Clock(), progress=seen.append)).worth(tie_rule=tie_rule)
    return seen


def test_progress_is_in_money_whatever_unit_the_search_works_in(tmp_path: Path) -> None:
    market = read_market(hard_market(tmp_path / "hard.txt")).market
    thirds = BundleMarket(goods=market.goods, buyers=market.buyers, reserve_prices={market.goods[0]: Fraction(1, 3)})
    (whole, third) = (progress_of(one, "any", 30)[-1] for one in (market, thirds))
    assert whole.best is not None
    assert third.best is not None
    assert 10_000 < whole.best <= 20_000
    assert 10_000 < third.best <= 20_000


def test_progress_is_in_money_under_the_lexicographic_tie_rule() -> None:
    market = read_market(Path(__file__).parents[2] / "examples" / "published" / "wurman2004example.txt").market
    seen = progress_of(market, "lexicographic", 1)
    assert all(progress.best is None or progress.best < 29 for progress in seen)


def test_many_short_searches_are_told_too() -> None:
    market = read_market(Path(__file__).parents[2] / "examples" / "lots-of-land.market.json").market
    seen: list[Progress] = []
    clearing = Clearing(market, Limits(clock=Clock(), progress=seen.append))
    for buyer in range(3):
        clearing.worth(without={buyer})
    assert seen
    assert {progress.search for progress in seen} <= {1, 2, 3}
    assert [progress.seconds for progress in seen] == sorted(progress.seconds for progress in seen)
