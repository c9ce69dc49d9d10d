"""Running commands: in this process, or as a user's shell does."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from marketwright.cli.main import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
LOTS = str(EXAMPLES / "lots-of-land.market.json")
PAYOFFS = str(EXAMPLES / "lots-of-land.payoffs.json")
ROOMS = str(EXAMPLES / "rooms-and-budgets.market.json")
DOCUMENTS = sorted(EXAMPLES.rglob("*.market.json"))
UNIT_DEMAND = [path for path in DOCUMENTS if '"kind": "unit-demand"' in path.read_text("utf-8")]
DIVISIBLE = [path for path in DOCUMENTS if '"kind": "divisible"' in path.read_text("utf-8")]
BAYESIAN = [path for path in DOCUMENTS if '"kind": "bayesian"' in path.read_text("utf-8")]
MARKETS = sorted([*(path for path in DOCUMENTS if path not in (*UNIT_DEMAND, *DIVISIBLE, *BAYESIAN)), *EXAMPLES.rglob("*.csv"), *EXAMPLES.rglob("*.txt")])
"""Markets of the kind bundle."""


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


def run(capsys, *arguments: object) -> Run:
    """A command line run in this process."""
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return Run(code, said.out, said.err)


def command(*arguments: object) -> list[str]:
    """A command line for a process of its own."""
    return [sys.executable, "-m", "marketwright.cli", *(str(argument) for argument in arguments)]


def environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **more}


def run_apart(*arguments: object, **more: str) -> subprocess.CompletedProcess[bytes]:
    """A command line run by a process of its own."""
    return subprocess.run(command(*arguments), env=environment(**more), capture_output=True, check=False)


def hard_market(path: Path) -> Path:
    """A CATS file whose search takes much longer than any test: 400 bids for four of 60 goods, all prices near one another."""
    lines = ["goods 60", "bids 400", "dummy 0", ""]
    state = 12345
    for number in range(400):
        goods: set[int] = set()
        while len(goods) < 4:
            state = (1103515245 * state + 12345) % 2**31
            goods.add(state // 65536 % 60)
        lines.append(f"{number}\t{1000 + state // 65536 % 97}\t" + "\t".join(map(str, sorted(goods))) + "\t#")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
