"""The name rule: equal after normalisation, case folding and collapsing of white space."""

import pytest

from accounts.eid.names import same_names

SAME = [
    (("Sofie", "Goossens"), ("SOFIE", "GOOSSENS")),
    (("Sofie", "Goossens"), ("Sofie ", " Goossens")),
    (("Jan Piet", "Van den Berg"), ("Jan  Piet", "Van\u00a0den Berg")),
    (("Zoë", "Lefèvre"), ("Zoe\u0308", "Lefe\u0300vre")),
    (("Groß", "Ĳzer"), ("GROSS", "IJZER")),
    (
        ("\U0001d412ofie", "Goossens"),
        ("sofie", "goossens"),
    ),  # a bold S: first normalised, then folded
    (("ﬁen", "Şahin"), ("Fien", "Ş" + "AHIN")),
]
OTHER = [
    (("Sofie", "Goossens"), ("Sophie", "Goossens")),
    (("Sofie", "Goossens"), ("Goossens", "Sofie")),
    (("Zoë", "Lefèvre"), ("Zoe", "Lefevre")),
    (("Sofie", "Goossens"), ("Sofie Anna", "Goossens")),
    (("Sofie", "Van den Berg"), ("Sofie", "Vandenberg")),
    (("Sofie", "Peeters-Maes"), ("Sofie", "Peeters Maes")),
    (("Sofie", "Goossens"), ("", "")),
    (("", ""), ("", "")),
    ((" ", ""), ("", "\t")),
    (("Ab", "C"), ("A", "bC")),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_the_same_person(ours, theirs):
    assert same_names(ours, theirs)
    assert same_names(theirs, ours)


@pytest.mark.parametrize(("ours", "theirs"), OTHER)
def test_another_person(ours, theirs):
    assert not same_names(ours, theirs)
    assert not same_names(theirs, ours)
