"""Every value of a list arrives, whatever the file; and undo puts everything back exactly."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schools.domain.pupil_imports import undo_import
from schools.imports.pupil_files import read_file
from schools.imports.pupils import PupilList, apply, plan
from schools.models import Pupil, PupilImport
from schools.names import key_of, tidy, wrong_with
from tests.spreadsheets import ods, text, xlsx

pytestmark = pytest.mark.django_db
LETTERS = string.ascii_letters + "éèëïüçñÉÖøß"
IN_WINDOWS = st.text(LETTERS + "'- .;,\t\"()", min_size=1, max_size=24)
ANYWHERE = st.one_of(
    IN_WINDOWS,
    st.text(
        st.characters(exclude_categories=["C"], exclude_characters="\ufffd"),
        min_size=1,
        max_size=24,
    ),
)
NUMBERS = st.integers(0, 10**9).map(str) | st.just("")
HEADER = ["Straat", "Klas", "Stamnummer", "Voornaam", "Geslacht", "Naam"]
WRITERS = {
    "xlsx": xlsx,
    "ods": ods,
    **{
        f"{encoding} {separator!r}": (
            lambda rows, separator=separator, encoding=encoding: text(
                rows, separator=separator, encoding=encoding
            )
        )
        for separator in ";,\t"
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le")
    },
}


def is_name(name: str) -> bool:
    return wrong_with(tidy(name)) is None and bool(tidy(name))


def name_in(row) -> tuple[str, str]:
    return key_of(*row[:2])


def number_in(row):
    return row[3] or row[:2]


def rows_of(names):
    """Pupils as a program exports them: names tidy, each once, a number at most once."""
    return st.lists(
        st.tuples(
            names.filter(is_name).map(tidy),
            names.filter(is_name).map(tidy),
            st.sampled_from("MVX"),
            NUMBERS,
        ),
        min_size=1,
        max_size=6,
        unique_by=(name_in, number_in),
    )


fast = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fast
@given(data=st.data(), writer=st.sampled_from(sorted(WRITERS)))
def test_a_list_keeps_every_value(cast, data, writer):
    rows = data.draw(rows_of(IN_WINDOWS if "cp1252" in writer else ANYWHERE))
    sheet = [HEADER, *[["Kerkstraat 1", "6A", row[3], row[1], row[2], row[0]] for row in rows]]
    content, left_out = read_file(WRITERS[writer](sheet))
    assert left_out == []
    Pupil.objects.all().delete()
    wanted = PupilList(content)
    planned, _ = apply(wanted=wanted, classes=[cast.class_a], by=cast.teacher)
    assert [line.reason for line in planned.refused] == []
    stored = Pupil.objects.values_list("last_name", "first_name", "gender", "number")
    assert sorted(stored) == sorted(rows)
    again = plan(wanted=wanted, classes=[cast.class_a])
    assert not again.to_add
    assert not again.to_change


def everything():
    return sorted(
        Pupil.objects.values_list(
            "pk",
            "school_class",
            "last_name",
            "first_name",
            "gender",
            "number",
            "voluntary",
            "left_on",
        )
    )


SHORT = st.sampled_from(["Jan", "Jana", "Peeters", "Peters", "PEETERS", "Maes", "Bo"])
LINES = st.lists(
    st.tuples(st.sampled_from(["6A", "6B"]), SHORT, SHORT, st.sampled_from("MVX"), st.sampled_from(["", "1", "2", "3"])),
    max_size=6,
)  # fmt: skip


@fast
@given(there=LINES, listed=LINES, data=st.data())
def test_undo_restores_exactly_and_twice_is_once(cast, there, listed, data):
    """Whatever is there, whatever the list says, and whatever is chosen for its lines."""
    PupilImport.objects.all().delete()
    Pupil.objects.all().delete()
    classes = {"6A": cast.class_a, "6B": cast.class_b}
    numbers = set()
    for name, last, first, gender, number in there:
        Pupil.objects.create(
            school_class=classes[name],
            last_name=last,
            first_name=first,
            gender=gender,
            number="" if number in numbers else number,
        )
        numbers.add(number)
    before = everything()
    wanted = PupilList(
        "Klas;Naam;Voornaam;Geslacht;Stamnummer\n" + "\n".join(map(";".join, listed))
    )
    seen = plan(wanted=wanted, classes=classes.values())
    choices = {
        line.line.number: data.draw(st.sampled_from([value for value, _ in line.options]))
        for line in seen.lines
        if line.options
    }
    wanted = PupilList(wanted.text, choices=choices)
    shown = plan(wanted=wanted, classes=classes.values())
    planned, done = apply(wanted=wanted, classes=classes.values(), by=cast.teacher)
    assert [(p.status, p.choice, p.reason) for p in planned.lines] == [
        (p.status, p.choice, p.reason) for p in shown.lines
    ]
    assert Pupil.objects.count() == len(before) + len(planned.to_add)
    changed = [line.pupil.pk for line in planned.to_change]
    assert len(changed) == len(set(changed))
    if done is None:
        assert everything() == before
        return
    undone = undo_import(done=done, classes=classes.values(), by=cast.teacher)
    assert undone.kept == []
    assert everything() == before
