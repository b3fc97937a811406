"""The grid's pure modules, driven by hypothesis in one page against models in Python: whatever is
pasted, undone, or sent over a bad line, every value is kept, and nobody's is overwritten unseen."""

from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CODES = {"A": {"zero": False}, "V": {"zero": False}, "N": {"zero": True}, "X": {"zero": False}}
MARKS = st.sampled_from(["0", "1", "2", "3", "2,5", "0,75", "10", "A", "V", "N", "X", ""])
FAMILY = ["Aerts", "Bos", "De Smet", "D'Hondt", "Özdemir", "Van den Broeck", "Peeters-Claes"]
GIVEN = ["Jan", "Zoë", "Marie-Louise", "Ali", "Noor", "Jean Luc", "Åsa"]
browser_settings = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def script(page, visit):
    """`script("paste", cases)`: runs a function below in the browser, once for all cases."""
    visit(page, "/aanmelden/")
    page.evaluate(
        """async () => {
          const [block, match, undo, model, mark] = await Promise.all(
            ["block", "match", "undo", "model", "mark"].map((m) => import(`/static/js/grid/${m}.js`)));
          window.grid = {...block, ...match, ...undo, ...model, ...mark};
        }"""
    )
    return lambda function, value: page.evaluate(function, value)


# --- pasting --------------------------------------------------------------------------------------

NAMES = {
    "none": lambda family, given: [],
    "family first": lambda family, given: [f"{family} {given}"],
    "given first": lambda family, given: [f"{given} {family}"],
    "with a comma": lambda family, given: [f"{family}, {given}"],
    "capitals": lambda family, given: [f"{family} {given}".upper()],
    "two columns": lambda family, given: [family, given],
}
HEADS = {"none": [], "two columns": ["Familienaam", "Voornaam"]}


@st.composite
def pasted(draw):
    """A class, what stands in a spreadsheet, and the cells that it means."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    people = draw(
        st.lists(
            st.tuples(st.sampled_from(FAMILY), st.sampled_from(GIVEN)),
            min_size=height,
            max_size=height,
            unique=True,
        )
    )
    labels = draw(
        st.sampled_from([["1", "2", "3", "4", "5", "6"], ["1a", "1b", "2", "3a", "3b", "4"]])
    )
    form = draw(st.sampled_from(sorted(NAMES)))
    header = draw(st.booleans())
    rows = draw(st.permutations(range(height))) if form != "none" else list(range(height))
    columns = draw(st.permutations(range(width))) if header else list(range(width))
    marks = [[draw(MARKS) for _ in columns] for _ in rows]
    point = draw(st.booleans())
    block = [[*HEADS.get(form, ["Leerling"]), *(f"{labels[x]}" for x in columns)]] if header else []
    for y, row in zip(rows, marks, strict=True):
        texts = [text.replace(",", ".") if point else text for text in row]
        block.append([*NAMES[form](*people[y]), *texts])
    meant = [
        [y, x, text]
        for y, row in zip(rows, marks, strict=True)
        for x, text in zip(columns, row, strict=True)
        if text
    ]
    return {
        "pupils": [f"{family} {given}" for family, given in people],
        "labels": labels[:width],
        "text": "\r\n".join("\t".join(map(excel, row)) for row in block) + "\r\n",
        "html": f"<meta charset=utf-8><table><tbody>{''.join(map(html_row, block))}</table>",
        "header": header if form == "none" else None,
        "meant": sorted(meant),
    }


def excel(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set('"\t\n') else text


def html_row(row: list[str]) -> str:
    return "<tr>" + "".join(f"<td> {escape(text)}\n</td>" for text in row) + "</tr>"


PASTE = """(cases) => cases.map(({text, html, pupils, labels, header}) => {
  const about = {pupils, labels, maxima: labels.map(() => 10), at: [0, 0]};
  return [grid.rowsOfClipboard({text}), grid.rowsOfHtml(html)].map((rows) => {
    const {writes, unplaced, strangers} = grid.matchBlock(rows, about, header);
    return [writes.map(([y, x, text]) => [y, x, grid.tidy(text, CODES)]), unplaced, strangers];
  });
})"""


@browser_settings
@given(cases=st.lists(pasted(), min_size=5, max_size=25))
def test_a_pasted_block_keeps_every_value(script, cases):
    found = script(PASTE.replace("CODES", "{A: 1, V: 1, N: 1, X: 1}"), cases)
    for case, ways in zip(cases, found, strict=True):
        for writes, unplaced, strangers in ways:
            assert (sorted(writes), unplaced, strangers) == (case["meant"], [], []), case["text"]


@browser_settings
@given(
    blocks=st.lists(
        st.lists(st.lists(st.text('ab12,;" \t\n', max_size=5), min_size=2, max_size=4), min_size=1, max_size=5),
        max_size=20,
    )
)  # fmt: skip
def test_what_excel_quotes_is_read_back(script, blocks):
    texts = ["\n".join("\t".join(map(quoted, row)) for row in block) for block in blocks]
    found = script("(texts) => texts.map(grid.rowsOfText)", texts)
    for block, rows in zip(blocks, found, strict=True):
        clean = [[" ".join(text.split()) for text in row] for row in block]
        while clean and not any(clean[-1]):
            clean.pop()
        assert rows == clean


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_what_belongs_nowhere_is_told(script):
    about = {
        "labels": ["1", "2"],
        "pupils": ["Aerts Jan", "Aerts Jan", "Bos Zoë"],
        "maxima": [2, 2],
        "at": [0, 0],
    }
    rows = [
        ["Naam", "1", "9", "2"],
        ["Aerts Jan", "1", "x", ""],
        ["Bos Zoe", "2", "", "1"],
        ["Wie Dan", "1", "", ""],
    ]
    found = script("([rows, about]) => grid.matchBlock(rows, about)", [rows, about])
    assert found["writes"] == [[2, 0, "2"], [2, 1, "1"]]
    assert found["strangers"] == ["Aerts Jan (1 x)", "Wie Dan (1)"]  # two of a name: nobody guesses
    assert found["unplaced"] == []
    found = script(
        "([rows, about]) => grid.matchBlock(rows, about)", [[["1", "2", "0"]] * 4, about]
    )
    assert len(found["writes"]) == 6
    assert found["unplaced"] == ["0", "0", "0", "1", "2", "0"]  # beside and below the grid


def test_cells_over_several_rows_leave_the_others_in_their_column(script):
    html = """<table>
      <tr><th rowspan=2>Naam<th colspan=2>Lezen<th rowspan=2>Som</tr><tr><th>1<th>2</tr>
      <tr><td>Aerts Jan<td>1<td rowspan=2>A<td>2</tr><tr><td>Bos Zoë<td>0<td>3</tr></table>"""
    assert script("(html) => grid.rowsOfHtml(html)", html) == [
        ["Naam", "Lezen", "", "Som"], ["", "1", "2", ""],
        ["Aerts Jan", "1", "A", "2"], ["Bos Zoë", "0", "", "3"],
    ]  # fmt: skip


# --- undo and redo --------------------------------------------------------------------------------

UNDO = """(cases) => cases.map((steps) => {
  const cells = {}, undo = new grid.Undo(), read = (key) => cells[key] ?? "";
  const write = (writes) => writes.forEach(([key, text]) => { cells[key] = text; });
  return steps.map(([what, writes]) => {
    if (what === "theirs") write(writes);
    else if (what === "leave") undo.close();
    else if (what === "undo" || what === "redo") write(undo[what](read)?.writes ?? []);
    else {
      undo.record(writes.map(([key, after]) => ({key, before: read(key), after})), {typing: what === "type"});
      write(writes);
    }
    return {...cells};
  });
})"""
KEYS = st.sampled_from(["1-1", "1-2", "2-1"])


def one_write(key_and_text):
    return [list(key_and_text)]


WRITES = st.dictionaries(KEYS, MARKS, min_size=1).map(
    lambda found: [[k, v] for k, v in found.items()]
)
STEP = st.one_of(
    st.tuples(st.just("type"), st.tuples(KEYS, MARKS).map(one_write)),
    st.tuples(st.just("paste"), WRITES),
    st.tuples(st.sampled_from(["undo", "redo", "leave"]), st.just([])),
)


class Remembered:
    """What undo means: whole pictures of the cells, one per step."""

    def __init__(self) -> None:
        self.now, self.past, self.future, self.typing = {}, [], [], None

    def take(self, what: str, writes: list) -> dict:
        if what == "leave":
            self.typing = None
        elif what in ("undo", "redo"):
            self._go(*((self.past, self.future) if what == "undo" else (self.future, self.past)))
        else:
            self._write(what, writes)
        return {key: text for key, text in self.now.items() if text}

    def _go(self, source: list, target: list) -> None:
        self.typing = None
        if source:
            target.append(self.now)
            self.now = source.pop()

    def _write(self, what: str, writes: list) -> None:
        after = self.now | dict(writes)
        same_cell = what == "type" and self.typing == writes[0][0]
        if self._filled(after) == self._filled(self.now) and not same_cell:
            return
        self.future = []
        if not same_cell:
            self.past.append(self.now)
        self.now = after
        self.typing = writes[0][0] if what == "type" else None
        if same_cell and self._filled(self.past[-1]) == self._filled(after):
            self.past.pop()
            self.typing = None

    def _filled(self, cells: dict) -> dict:
        return {key: text for key, text in cells.items() if text}


@browser_settings
@given(cases=st.lists(st.lists(STEP, min_size=12, max_size=40), min_size=5, max_size=15))
def test_undo_and_redo_keep_every_value(script, cases):
    for steps, pictures in zip(cases, script(UNDO, cases), strict=True):
        model = Remembered()
        for step, picture in zip(steps, pictures, strict=True):
            shown = {key: text for key, text in picture.items() if text}
            assert shown == model.take(*step), steps


@browser_settings
@given(
    before=st.lists(st.tuples(st.just("paste"), WRITES), min_size=1, max_size=10),
    theirs=WRITES,
    after=st.lists(st.sampled_from([("undo", []), ("redo", [])]), max_size=20),
)
def test_undo_never_takes_back_what_a_colleague_wrote(script, before, theirs, after):
    theirs = [
        [key, f"9,{n}"] for n, (key, _) in enumerate(theirs, 1)
    ]  # values that nobody else types
    *_, last = script(UNDO, [[*before, ("theirs", theirs), *after]])[0]
    assert {key: last[key] for key, _ in theirs} == dict(theirs)


def test_a_hundred_steps_are_remembered(script):
    steps = [("paste", [["1-1", str(n)]]) for n in range(1, 131)] + [("undo", [])] * 130
    assert script(UNDO, [steps])[0][-1] == {"1-1": "30"}


# --- a bad line between a screen and the server ---------------------------------------------------


class Server:
    """What results/domain/scores.py does with a batch, in a few lines; and what it must never see:
    a write over a colleague's value that the writer's screen did not show."""

    def __init__(self) -> None:
        self.cells, self.counter, self.seen = {}, {}, []
        self.shown = {"AA": set(), "BB": set()}

    def save(self, batch: list, who: str) -> dict:
        answer = {"saved": [], "refused": [], "conflicts": []}
        for pupil, item, text, version in batch:
            place = (pupil, item)
            now_text, now_version, by = self.cells.get(place, ("", 0, ""))
            if text == now_text:
                answer["saved"].append([pupil, item, now_version])
            elif version != now_version:
                answer["conflicts"].append([pupil, item, now_text, now_version, by, by, "nu"])
            else:
                known = (f"{pupil}-{item}", now_text, now_version)
                assert by in ("", who) or not now_version or known in self.shown[who], known
                answer["saved"].append([pupil, item, self.write(place, text, who)])
        return answer

    def write(self, place: tuple, text: str, who: str) -> int:
        self.counter[place] = self.counter.get(place, 0) + 1
        self.cells[place] = (text, self.counter[place] if text else 0, who)
        self.seen.append((place, text))
        return self.cells[place][1]

    def changes(self) -> list:
        return [[*place, *cell] for place, cell in self.cells.items()]


START = """() => { window.people = Object.fromEntries(["AA", "BB"].map((who) => {
  const model = new grid.Model(who);
  for (const key of ["1-1", "1-2"]) model.add(key, "", 0);
  return [who, model];
})); }"""
MOVE = st.tuples(
    st.sampled_from(["AA", "BB"]),
    st.sampled_from(["type", "type", "send", "send", "lose", "lose the answer", "poll", "mine"]),
    st.sampled_from(["1-1", "1-1", "1-2"]),
    st.sampled_from(["", "1", "2", "3"]),
)


def ask(script, function: str, *values):
    return script(
        f"([who, ...values]) => ({function})(window.people[who], ...values)", list(values)
    )


@browser_settings
@given(moves=st.lists(MOVE, min_size=10, max_size=40))
def test_two_screens_and_a_bad_line_end_as_the_server_says(script, moves):
    script(START, None)
    server, typed = Server(), {}
    for who, what, key, text in moves:
        if what == "type":
            ask(script, "(m, key, text) => { m.write([[key, text]]) }", who, key, text)
            typed.setdefault(who, set()).add((key, text))
        elif what == "poll":
            settle(script, who, {"changes": server.changes()})
        elif what == "mine":
            ask(script, "(m, key) => m.choose(key, 'mine')", who, key)
        else:
            batch = ask(script, "(m) => m.take(500)", who)
            answer = server.save(batch, who) if what != "lose" else {}
            settle(script, who, answer if what == "send" else {})
        look(script, server, who)
    for who in ("AA", "BB", "AA", "BB"):
        finish(script, server, who)
    stored = {f"{p}-{i}": cell[0] for (p, i), cell in server.cells.items() if cell[0]}
    for who in ("AA", "BB"):
        states = ask(script, "(m) => [...m.cells].map(([k, c]) => [k, c.text, m.stateOf(k)])", who)
        assert {key: text for key, text, _ in states if text} == stored
        assert {state for *_, state in states} <= {"", "saved"}
    everything = {pair for pairs in typed.values() for pair in pairs}
    assert {(f"{p}-{i}", text) for (p, i), text in server.seen} <= everything


SHOWN = """(m) => [...m.cells].map(([key, {text, base, baseVersion, theirs}]) =>
  theirs ? [key, theirs.text, theirs.version] : text === base ? [key, text, baseVersion] : [key, null, 0])"""


def look(script, server: Server, who: str) -> None:
    """Notes what this screen shows now of what others wrote."""
    server.shown[who] |= {tuple(cell) for cell in ask(script, SHOWN, who)}


def settle(script, who: str, answer: dict) -> None:
    ask(script, "(m, answer) => m.settle(answer)", who, answer)


def finish(script, server: Server, who: str) -> None:
    """The line is good again: everything goes out, and in a conflict theirs stays."""
    for _ in range(4):
        settle(script, who, server.save(ask(script, "(m) => m.take(500)", who), who))
        look(script, server, who)
        ask(script, "(m) => m.keysIn('conflict').forEach((k) => m.choose(k, 'theirs'))", who)
        settle(script, who, {"changes": server.changes()})
