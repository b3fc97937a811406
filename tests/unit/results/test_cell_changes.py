"""What would change, per pupil."""

from results.views.cell_changes import CellChange, per_pupil


def test_namesakes_stay_two_and_the_order_stays():
    first = [CellChange(7, "Peeters Jan", "1", "2", ""), CellChange(7, "Peeters Jan", "3", "", "A")]
    second = [CellChange(3, "Peeters Jan", "1", "0", "1")]
    assert per_pupil([*first, *second]) == [("Peeters Jan", first), ("Peeters Jan", second)]
    assert per_pupil([]) == []
