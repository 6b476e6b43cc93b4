"""Random small models and random runs of them, for the property tests of the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.support.drawing import Process, drawn, times
from workflow.engine import Definition, definition_of

TOP = "top"
MESSAGE = "another.suspect"


@dataclass(frozen=True)
class Block:
    """A piece of a process with one way in and one way out."""

    kind: str
    inner: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Sketch:
    """What Hypothesis draws: the blocks of the outermost process, and of the track a message starts, if any."""

    blocks: tuple[Block, ...]
    track: tuple[Block, ...] | None


def _grow(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    one = st.tuples(inner)
    two = st.tuples(inner, inner)
    some = st.lists(inner, min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(Block, st.sampled_from(WITH_TWO), two),
        st.builds(Block, st.sampled_from(WITH_ONE), one),
        st.builds(Block, st.sampled_from(WITH_SOME), some),
    )


WITH_TWO = ("choice", "fork", "inclusive")
WITH_ONE = ("loop", "limit", "interrupted", "told", "each", "each_timed")
WITH_SOME = ("call", "sub", "subtimer")
ALONE = ("task", "task", "script", "wait", "message", "race", "crowd")
KINDS = sorted({*WITH_TWO, *WITH_ONE, *WITH_SOME, *ALONE})
LEAVES = st.sampled_from([Block(kind) for kind in ALONE])
BLOCKS = st.recursive(LEAVES, _grow, max_leaves=4)
SKETCHES = st.builds(
    Sketch,
    st.lists(BLOCKS, min_size=1, max_size=4).map(tuple),
    st.none() | st.lists(BLOCKS, min_size=1, max_size=2).map(tuple),
)


@dataclass
class Draughtsman:
    """Turns a sketch into BPMN; every variable is written by one element only."""

    called: list[Process] = field(default_factory=list)
    count: int = 0
    looping: int = 0

    def name(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def process(self, id_: str, blocks: tuple[Block, ...], start: str | None = None) -> Process:
        process = Process(id_)
        at = start_of(process) if start is None else message_start(process, start)
        outside, self.looping = self.looping, 0
        for block in blocks:
            at = self.block(process, block, at)
        self.looping = outside
        process.flow(at, process.end())
        return process

    def block(self, process: Process, block: Block, at: str) -> str:
        draw: Callable[[Process, tuple[Block, ...], str], str] = getattr(self, f"_{block.kind}")
        return draw(process, block.inner, at)

    def _sequence(self, process: Process, blocks: tuple[Block, ...], at: str) -> str:
        for block in blocks:
            at = self.block(process, block, at)
        return at

    def _task(self, process: Process, _inner: tuple[Block, ...], at: str) -> str:
        task = process.task(self.name("t"))
        process.flow(at, task)
        return task

    def _script(self, process: Process, _inner: tuple[Block, ...], at: str) -> str:
        name = self.name("s")
        script = process.script(name, f"{name} = [{self.count}, {{'a': g0, 'b': 1.5}}]")
        process.flow(at, script)
        return script

    def _wait(self, process: Process, _inner: tuple[Block, ...], at: str) -> str:
        wait = process.catch_timer(self.name("w"), '"P1D"')
        process.flow(at, wait)
        return wait

    def _race(self, process: Process, _inner: tuple[Block, ...], at: str) -> str:
        """A message or a limit, whichever comes first."""
        gateway, merge = self.name("race"), self.name("merge")
        process.add("eventBasedGateway", gateway)
        process.add("exclusiveGateway", merge)
        message = process.catch_message(self.name("m"), "news")
        limit = process.catch_timer(self.name("l"), 'limit("race")')
        process.flow(at, gateway)
        for way in (message, limit):
            process.chain(gateway, way, merge)
        return merge

    def _message(self, process: Process, _inner: tuple[Block, ...], at: str) -> str:
        wait = process.catch_message(self.name("m"), "news")
        process.flow(at, wait)
        return wait

    def _crowd(self, process: Process, _inner: tuple[Block, ...], at: str) -> str:
        """The same task for two people at once."""
        crowd = process.task(self.name("t"), times(2))
        process.flow(at, crowd)
        return crowd

    def _choice(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        split, merge = self.name("x"), self.name("merge")
        process.choice(split, default=f"{split}_no")
        process.add("exclusiveGateway", merge)
        process.flow(at, split)
        yes, no = (self._pass(process) for _ in inner)
        process.flow(split, yes, f"g{self.count % 3}", id_=f"{split}_yes")
        process.flow(split, no, id_=f"{split}_no")
        for block, first in zip(inner, (yes, no), strict=True):
            process.flow(self.block(process, block, first), merge)
        return merge

    def _inclusive(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        """Inclusive joins are refused on a cycle; there it is a fork."""
        if self.looping:
            return self._fork(process, inner, at)
        split, merge = self.name("o"), self.name("merge")
        process.add("inclusiveGateway", split, default=f"{split}_no")
        process.add("inclusiveGateway", merge)
        process.flow(at, split)
        process.flow(split, merge, id_=f"{split}_no")
        for number, block in enumerate(inner):
            first = self._pass(process)
            process.flow(split, first, f"g{number}")
            process.flow(self.block(process, block, first), merge)
        return merge

    def _fork(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        split, merge = self.name("f"), self.name("join")
        process.add("parallelGateway", split)
        process.add("parallelGateway", merge)
        process.flow(at, split)
        for block in inner:
            first = self._pass(process)
            process.flow(split, first)
            process.flow(self.block(process, block, first), merge)
        return merge

    def _loop(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        """Round again while the task at the end of the round says so."""
        entry, ask, again = self.name("entry"), self.name("again"), self.name("x")
        process.add("exclusiveGateway", entry)
        process.flow(at, entry)
        self.looping += 1
        body = self.block(process, inner[0], entry)
        self.looping -= 1
        process.task(ask)
        process.choice(again, default=f"{again}_no")
        process.chain(body, ask, again)
        process.flow(again, entry, f"{ask} == 1")
        out = process.script(self.name("s"), f"{again} = 0")
        process.flow(again, out, id_=f"{again}_no")
        return out

    def _limit(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        """A task with a non-interrupting limit that leads to a way of its own."""
        return self._timed(process, inner, process.task(self.name("t")), at, interrupting=False)

    def _interrupted(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        return self._timed(process, inner, process.task(self.name("t")), at, interrupting=True)

    def _told(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        """A task that a message interrupts."""
        task = process.task(self.name("t"))
        process.flow(at, task)
        told = process.message(self.name("b"), task, "news", interrupting=True)
        process.flow(self.block(process, inner[0], told), process.end(self.name("e")))
        return task

    def _each_timed(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        """Everything twice, in parallel, with a limit on all of it that ends none."""
        call = self._draw_call(process, inner, times(2))
        return self._timed(process, (Block("task"),), call, at, interrupting=False)

    def _subtimer(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        """A call with a limit on all of it, which ends the call."""
        call = self._draw_call(process, inner)
        return self._timed(process, (Block("task"),), call, at, interrupting=True)

    def _timed(
        self, process: Process, inner: tuple[Block, ...], task: str, at: str, *, interrupting: bool
    ) -> str:
        process.flow(at, task)
        timer = process.timer(self.name("b"), task, self._duration(), interrupting=interrupting)
        process.flow(self.block(process, inner[0], timer), process.end(self.name("e")))
        return task

    def _duration(self) -> str:
        return 'limit("some")' if self.count % 2 else '"P2D"'

    def _each(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        """Everything twice, in parallel."""
        call = self._draw_call(process, inner, times(2))
        process.flow(at, call)
        return call

    def _call(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        call = self._draw_call(process, inner)
        process.flow(at, call)
        return call

    def _draw_call(self, process: Process, inner: tuple[Block, ...], loop: str = "") -> str:
        called = self.process(self.name("p"), inner)
        self.called.append(called)
        return process.call(self.name("c"), called.id, loop)

    def _sub(self, process: Process, inner: tuple[Block, ...], at: str) -> str:
        sub = process.inner_process(self.process(self.name("sub"), inner))
        process.flow(at, sub)
        return sub

    def _pass(self, process: Process) -> str:
        return process.add("exclusiveGateway", self.name("n"))


def start_of(process: Process) -> str:
    return process.start()


def message_start(process: Process, message: str) -> str:
    return process.catch_message(f"{process.id}_start", message, tag="startEvent")


def kinds_in(sketch: Sketch) -> set[str]:
    """The kinds of blocks in a sketch, `track` for its event sub-process."""
    blocks = [*sketch.blocks, *(sketch.track or ())]
    kinds = set() if sketch.track is None else {"track"}
    while blocks:
        block = blocks.pop()
        kinds.add(block.kind)
        blocks += block.inner
    return kinds


def drawn_from(sketch: Sketch, variant: int = 0) -> Definition:
    """The definition of a sketch; the outermost process is `top`.

    The lowest bit of `variant` makes another version of the same drawing, the next one adds a task at its end.
    """
    pen = Draughtsman()
    more = (Block("task"),) if variant & ONE_MORE else ()
    track = None if sketch.track is None else pen.process("track", sketch.track, start=MESSAGE)
    top = pen.process(TOP, sketch.blocks + more)
    if track is not None:
        top.inner_process(track, by_event=True)
    note = f"<!-- {variant & SAME_AGAIN} -->".encode()
    return definition_of({"random.bpmn": drawn(top, *pen.called) + note})


SAME_AGAIN, ONE_MORE = 1, 2
