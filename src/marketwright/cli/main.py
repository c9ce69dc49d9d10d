"""The interface: every command with its arguments, options and help, and the entry point `main`.

Commands import their work when they run, so that `--help` answers at once.
"""

import math
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from marketwright.cli.ending import Ending, notice, prepare_streams, put
from marketwright.errors import MarketwrightError
from marketwright.version import VERSION

DEFECT = 70
"""The exit code of a defect of marketwright itself (the system's EX_SOFTWARE)."""

ABORTED = 130
"""The exit code after a second Ctrl-C (128 and the signal's number)."""

app = typer.Typer(
    name="marketwright",
    help="State a market, get the outcome that theory prescribes, and a proof that a small program without any solver can check.",
    epilog="Exit codes: 0 done, 1 a check refused, 2 wrong usage, 3 bad input, 4 the outcome does not exist, 5 a limit came first, 6 an extra is missing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _version(asked: bool) -> None:
    if asked:
        _end(Ending(text=f"marketwright {VERSION}"))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise typer.BadParameter(f"{text!r} is not a number of seconds, such as 60 or 0.5")
    return seconds


def _steps(text: str) -> str:
    if text != "none" and not (text.isascii() and text.isdigit() and len(text) <= 30):
        raise typer.BadParameter(f"{text!r} is neither a number of steps nor none")
    return text


def _end(ending: Ending) -> None:
    put(ending)
    raise typer.Exit(ending.code)


MarketFile = Annotated[Path, typer.Argument(metavar="MARKET", help="A market: JSON document, CATS file, CSV table or Gambit game.")]
AnswerFile = Annotated[Path, typer.Argument(metavar="ANSWER", help="An answer document (*.answer.json).")]
AnswersMarket = Annotated[
    Path | None, typer.Option("--market", metavar="FILE", help="The market: JSON, CATS, CSV or Gambit. Needed when the answer does not carry it.")
]
LimitSeconds = Annotated[float | None, typer.Option("--limit-seconds", metavar="S", parser=_seconds, help="End after S seconds with what is proven by then.")]
CheckSteps = Annotated[
    str | None,
    typer.Option(
        "--check-steps", metavar="N|none", parser=_steps, help="Steps that the check of the answer may take; none: as many as it needs. [default: 2000000000]"
    ),
]


@app.callback()
def marketwright(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")] = False,
) -> None:
    """State a market, get the outcome that theory prescribes, and a proof that a small program without any solver can check."""


@app.command()
def solve(
    market: Annotated[Path, typer.Argument(metavar="MARKET", help="A market: JSON document, CATS file, CSV table or Gambit game.")],
    rule: Annotated[str | None, typer.Option("--rule", metavar="ID", help="The rule; `marketwright rules` lists them. [required]")] = None,
    input: Annotated[Path | None, typer.Option("--input", metavar="FILE", help="The second input, for rules that need or take one.")] = None,  # noqa: A002
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the answer document there, whole or not at all.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the answer document instead of a summary.")] = False,
    tie_rule: Annotated[
        str | None,
        typer.Option("--tie-rule", metavar="RULE", help="lexicographic or any; gamma/reply: largest-surplus or any. [default: by the market's size]"),
    ] = None,
    want: Annotated[
        str | None, typer.Option("--want", metavar="interior|least-total|greatest-total", help="Which supporting prices, for rules that find prices.")
    ] = None,
    limit_seconds: LimitSeconds = None,
    check_steps: CheckSteps = None,
) -> None:
    """Find a rule's outcome, check it, print a summary."""
    from marketwright.cli.solve import SolveOptions, solve_command  # noqa: PLC0415

    options = SolveOptions(
        market=market, rule=rule, input=input, output=output, json=json, tie_rule=tie_rule, want=want, limit_seconds=limit_seconds, check_steps=check_steps
    )
    _end(solve_command(options))


@app.command()
def check(
    answer: AnswerFile,
    market: AnswersMarket = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="STEPS", min=0, help="Check nothing above that many steps. [default: no limit]")] = None,
) -> None:
    """Verify every claim of an answer independently."""
    from marketwright.cli.check import check_command  # noqa: PLC0415

    _end(check_command(answer, market, limit))


@app.command()
def explain(
    answer: AnswerFile,
    market: AnswersMarket = None,
    buyer: Annotated[
        str | None,
        typer.Option(
            "--buyer", "--bidder", "--player", metavar="NAME", help="Why this buyer lost or won, and what would have changed that; all choices at given prices."
        ),
    ] = None,
    limit_seconds: LimitSeconds = None,
    check_steps: CheckSteps = None,
) -> None:
    """Say who won, why not others, and who could object."""
    from marketwright.cli.explain import explain_command  # noqa: PLC0415

    _end(explain_command(answer, market, buyer, limit_seconds, check_steps))


@app.command()
def plot(
    answer: Annotated[Path, typer.Argument(metavar="ANSWER", help="An answer document (*.answer.json), or a story (*.story.json).")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The chart: *.vl.json; *.svg and *.png need the extra plot.")],
    market: AnswersMarket = None,
    check_steps: CheckSteps = None,
) -> None:
    """Draw prices, payments, packages, the core or a story."""
    from marketwright.cli.plot import plot_command  # noqa: PLC0415

    _end(plot_command(answer, market, output, check_steps))


@app.command()
def story(
    market: Annotated[Path, typer.Argument(metavar="MARKET", help="A unit-demand market: JSON document or CSV table of values.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write all events there as JSON, whole or not at all.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Tell every step, also of a long story.")] = False,
) -> None:
    """Tell how prices rise as buyers enter one by one."""
    from marketwright.cli.story import story_command  # noqa: PLC0415

    _end(story_command(market, output, everything))


@app.command("price-list")
def price_list(
    answer: AnswerFile,
    market: AnswersMarket = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the list there: *.csv, *.json, or *.html (a page to print).")
    ] = None,
    bundle: Annotated[str | None, typer.Option("--bundle", metavar="GOODS", help='The price of these goods together, such as "A B".')] = None,
    check_steps: CheckSteps = None,
) -> None:
    """Print or write prices as a list that a shop can post."""
    from marketwright.cli.price_list import price_list_command  # noqa: PLC0415

    _end(price_list_command(answer, market, output, bundle, check_steps))


@app.command()
def rules(json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False) -> None:
    """List the rules with their meaning and source."""
    from marketwright.cli.rules import rules_command  # noqa: PLC0415

    _end(rules_command(json))


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A market: JSON document, CATS file, CSV table or Gambit game.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="The new file: *.json, *.txt or *.cats (CATS), *.wide.csv, other *.csv.")],
) -> None:
    """Write a market in another format."""
    from marketwright.cli.convert import convert_command  # noqa: PLC0415

    _end(convert_command(source, output))


@app.command()
def play(
    market: MarketFile,
    input: Annotated[Path | None, typer.Option("--input", metavar="FILE", help="Requests of all buyers: one round without questions.")] = None,  # noqa: A002
    replay: Annotated[Path | None, typer.Option("--replay", metavar="FILE", help="Play a transcript again and compare; exit code 1 if it differs.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the transcript there, whole or not at all.")] = None,
    by_hand_seller: Annotated[bool, typer.Option("--by-hand-seller", help="Ask for the seller's reply instead of taking a best one.")] = False,
) -> None:
    """Play mechanism Γ by hand: requests, reply, payoffs, regrets."""
    from marketwright.cli.play import PlayOptions, play_command  # noqa: PLC0415

    _end(play_command(PlayOptions(market=market, input=input, replay=replay, output=output, by_hand_seller=by_hand_seller)))


@app.command()
def learn(
    market: MarketFile,
    kind: Annotated[str, typer.Option("--kind", metavar="undercut|regret-matching", help="How buyers learn.")] = "undercut",
    rounds: Annotated[int, typer.Option("--rounds", metavar="N", min=1, max=100_000, help="How many rounds.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", metavar="K", help="Chance is a function of it.")] = 0,
    step: Annotated[
        str | None, typer.Option("--step", metavar="NUMBER", help="The smallest move of a request. [default: a hundredth of the largest value]")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write all rounds there as JSON, whole or not at all.")] = None,
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw them: *.vl.json; *.svg and *.png need the extra plot.")] = None,
) -> None:
    """Let buyers learn in mechanism Γ by rounds (an experiment)."""
    from marketwright.cli.learn import LearnOptions, learn_command  # noqa: PLC0415

    _end(learn_command(LearnOptions(market=market, kind=kind, rounds=rounds, seed=seed, step=step, output=output, plot=plot)))


@app.command()
def game(
    market: MarketFile,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The new file (*.efg).")],
    step: Annotated[str | None, typer.Option("--step", metavar="NUMBER", help="Buyers ask for net payoffs 0, NUMBER, 2 NUMBER, ...")] = None,
    levels: Annotated[int | None, typer.Option("--levels", metavar="N", min=2, help="Or for N net payoffs from 0 to all they can. [default: 5]")] = None,
    input: Annotated[Path | None, typer.Option("--input", metavar="FILE", help="Of a Bayesian market: the mechanism.")] = None,  # noqa: A002
) -> None:
    """Write mechanism Γ, or a mechanism, as a game for Gambit."""
    from marketwright.cli.game import game_command  # noqa: PLC0415

    _end(game_command(market, output, step, levels, input))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    prepare_streams()
    code = 0
    try:
        app(args=None if arguments is None else list(arguments), prog_name="marketwright")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except MarketwrightError as error:
        notice(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        code = ABORTED
    except Exception:  # a defect: whatever it is, the exit code must not be that of a refused check
        notice(traceback.format_exc() + "This is a defect of marketwright; please report it with the command line and its files.")
        return DEFECT
    if code == ABORTED:
        notice("aborted: nothing was written")
    return code
