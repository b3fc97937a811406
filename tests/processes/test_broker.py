"""The broker of files: what one process puts there, exactly one other takes."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from kombu import Connection

MESSAGES, WRITERS, READERS = 150, 3, 3


def connect(folder: str) -> Connection:
    options = {
        "data_folder_in": f"{folder}/messages",
        "data_folder_out": f"{folder}/messages",
        "control_folder": f"{folder}/control",
    }
    transport = "ovsgtoets.local.broker:Transport"
    return Connection("filesystem://localhost//", transport=transport, transport_options=options)


def write(folder: str, writer: int) -> None:
    with connect(folder) as connection, connection.SimpleQueue("work") as queue:
        for number in range(MESSAGES):
            queue.put([writer, number])


def read(folder: str) -> list[tuple[int, int]]:
    taken = []
    with connect(folder) as connection, connection.SimpleQueue("work") as queue:
        while True:
            try:
                message = queue.get(timeout=2)
            except queue.Empty:
                return taken
            taken.append(tuple(message.payload))
            message.ack()


def test_no_message_is_lost_read_half_or_taken_twice(tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WRITERS + READERS, mp_context=fresh) as pool:
        readers = [pool.submit(read, str(tmp_path)) for _ in range(READERS)]
        writers = [pool.submit(write, str(tmp_path), writer) for writer in range(WRITERS)]
        for writer in writers:
            writer.result(60)
        taken = [message for reader in readers for message in reader.result(60)]
    assert sorted(taken) == [(w, n) for w in range(WRITERS) for n in range(MESSAGES)]
    assert list((tmp_path / "messages").iterdir()) == []
