"""The command `play`: rounds of mechanism Γ by hand, from a file, or again from a transcript."""

from dataclasses import dataclass
from pathlib import Path

from marketwright.cli.dialogue import Dialogue, EndOfInput
from marketwright.cli.ending import Ending, notice, put
from marketwright.cli.outputs import refuse_unwritable, write_or_keep
from marketwright.cli.replay import read_transcript, replayed_difference
from marketwright.cli.shorthand import names_of_text, request_of_text
from marketwright.cli.work import page_width
from marketwright.errors import InputError, UsageError
from marketwright.gamma.play import Choice, Play, replied, requested
from marketwright.gamma.profile import opened, requests_of
from marketwright.gamma.transcript import transcript_document
from marketwright.inputs import read_input, second_input
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.document import readable_text
from marketwright.markets.kinds import bundle_market
from marketwright.markets.places import shown
from marketwright.markets.reading import read_market
from marketwright.questions import Limits
from marketwright.reports.play import difference_text, round_text
from marketwright.reports.summary import market_size
from marketwright.reports.words import buyer_name, counted, one_line
from marketwright.rules import rule_named


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOptions:
    """What was asked on the command line."""

    market: Path
    input: Path | None = None
    replay: Path | None = None
    output: Path | None = None
    by_hand_seller: bool = False


def play_command(options: PlayOptions) -> Ending:
    """Play or replay; a transcript that differs ends with exit code 1."""
    _refuse_together(options)
    if options.output is not None:
        refuse_unwritable(options.output, options.market, options.input)
    read = read_market(options.market)
    for text in read.notices:
        notice(f"notice: {text}")
    market = bundle_market(read.market)
    opened(market, Limits())
    if options.replay is not None:
        return _replay(market, options.replay)
    talk = Dialogue()
    play = Play(market=market)
    try:
        play = _from_file(play, options.input) if options.input is not None else play
        play = _rounds(play, talk, options)
    except _Ended as ended:
        play = ended.play
    return _ending(play, options)


class _Ended(Exception):  # noqa: N818 - says what is the case
    """The input ended; the finished rounds stay."""

    def __init__(self, play: Play) -> None:
        super().__init__()
        self.play = play


def _refuse_together(options: PlayOptions) -> None:
    for option, given in (("--input", options.input is not None), ("--by-hand-seller", options.by_hand_seller), ("--output", options.output is not None)):
        if options.replay is not None and given:
            raise UsageError("U114", option, f"{option} with --replay", "one of the two", "leave one of them out")


def _replay(market: BundleMarket, path: Path) -> Ending:
    transcript = read_transcript(path)
    found = replayed_difference(market, transcript)
    if found is not None:
        return Ending(code=1, text=difference_text(found))
    return Ending(text=f"replayed: {counted(len(transcript['rounds']), 'round')}, everything as in the transcript")


def _from_file(play: Play, path: Path) -> Play:
    document = second_input(read_input(path), rule_named("gamma/reply"), play.market)
    for buyer, request in requests_of((document or {})["requests"]).items():
        play = requested(play, buyer, request)
    return play


def _rounds(play: Play, talk: Dialogue, options: PlayOptions) -> Play:
    """The play after as many rounds as are wanted; one round when the requests come from a file.

    Raises: `_Ended` with the finished rounds.
    """
    if options.input is None:
        _welcome(play.market)
    while True:
        try:
            asked = _requests(play, talk)
            choice = _choice_by_hand(asked, talk) if options.by_hand_seller else None
            finished = _replied(asked, choice, talk)
        except (EndOfInput, KeyboardInterrupt):
            raise _Ended(play) from None
        play = finished
        put(Ending(text=round_text(play.market, play.rounds[-1], f"Round {len(play.rounds)}", page_width()) + "\n"))
        if options.input is not None:
            return play
        try:
            if talk.ask("another round? [y/N]").lower() not in ("y", "yes"):
                return play
        except EndOfInput:
            return play


def _welcome(market: BundleMarket) -> None:
    title = one_line(market.title) if market.title else "A market without a title"
    example = " ".join(shown(good) if " " in good or "," in good else good for good in market.goods[:2])
    notice(f"{title}: {market_size(market)}")
    notice(f"Each buyer asks for goods and offers a price: {example} 6, or - for nothing. Goods: {', '.join(market.goods)}. The end of input ends the play.")


def _requests(play: Play, talk: Dialogue) -> Play:
    """The play after every buyer has asked; what cannot be read is asked again."""
    for buyer in play.waiting:
        while buyer in play.waiting:
            line = talk.ask(f"{buyer_name(buyer)}: goods and price")
            try:
                play = requested(play, buyer, request_of_text(line, play.market, f"request of {shown(buyer)}"))
            except InputError as error:
                notice(f"error: {error}")
        talk.hide(f"{buyer_name(buyer)} has asked")
    return play


def _choice_by_hand(play: Play, talk: Dialogue) -> Choice:
    """The seller's reply, good by good, then members who get none."""
    names = [buyer.name for buyer in play.market.buyers]
    notice("The requests are in: " + "; ".join(f"{name}: {', '.join(play.requests[name].bundle) or '-'} at {play.requests[name].price}" for name in names))
    goods: dict[str, list[str]] = {}
    for good in play.market.goods:
        goods.setdefault(_names(talk, names, f"seller: {good} goes to", most=1)[0], []).append(good)
    others = _names(talk, names, "seller: members without goods (- for none)", most=len(names))
    return Choice(members=tuple({**dict.fromkeys(goods), **dict.fromkeys(others)}), allocation={name: tuple(held) for name, held in goods.items()})


def _names(talk: Dialogue, names: list[str], prompt: str, most: int) -> tuple[str, ...]:
    while True:
        line = talk.ask(prompt)
        try:
            found = names_of_text(line, names, "reply", ("I103", "buyer"))
        except InputError as error:
            notice(f"error: {error}")
            continue
        if most > 1 or len(found) == 1:
            return found
        notice("error: every good goes to exactly one buyer")


def _replied(play: Play, choice: Choice | None, talk: Dialogue) -> Play:
    """The play after the seller's reply; one by hand that is not feasible is asked again."""
    while True:
        try:
            return replied(play, choice)
        except InputError as error:
            if choice is None:
                raise
            notice(f"error: {error}")
            choice = _choice_by_hand(play, talk)


def _ending(play: Play, options: PlayOptions) -> Ending:
    rounds = counted(len(play.rounds), "round")
    if not play.rounds:
        return Ending(remark="the input ended before a round was finished; nothing is written")
    if options.output is None:
        return Ending(remark=f"{rounds}; not kept: -o FILE writes the transcript")
    write_or_keep(options.output, readable_text(transcript_document(play.market, play.rounds)), ".play.json")
    return Ending(remark=f"{rounds}; written to {options.output}")
