"""Nudges go after the commit, once where that is enough, and not for what was rolled back."""

import pytest
from django.db import transaction

from ovsgtoets.kernel import outbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nudged(monkeypatch) -> list[str]:
    sent = []
    monkeypatch.setattr(outbox, "_send", lambda event, arguments: sent.append((event, arguments)))
    return sent


def test_ten_mails_of_one_transaction_are_one_nudge(nudged):
    with transaction.atomic():
        for _ in range(10):
            outbox.nudge_once("mail_queued")
        outbox.nudge("job_queued", job_id=1)
        outbox.nudge("job_queued", job_id=2)
        assert nudged == []

    assert nudged == [
        ("mail_queued", {}), ("job_queued", {"job_id": 1}), ("job_queued", {"job_id": 2}),
    ]  # fmt: skip
    outbox.nudge_once("mail_queued")
    assert len(nudged) == 4


def test_a_nudge_of_a_part_that_was_rolled_back_does_not_stand_in_the_way(nudged):
    with transaction.atomic():
        with transaction.atomic():
            outbox.nudge_once("mail_queued")
            transaction.set_rollback(True)
        outbox.nudge_once("mail_queued")

    assert nudged == [("mail_queued", {})]
