"""A broker that needs no server: one file per message in a folder. Used without REDIS_URL.

It is kombu's filesystem transport, with two races taken out: there, a message may be read
before it is written (which stops the worker), and taken by two readers through /tmp.
"""

import os
import time
import uuid
from pathlib import Path
from queue import Empty

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs) -> None:
        """A message appears under its name only when it is whole."""
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns()}_{uuid.uuid4().hex}.{queue}.msg"
        part = folder / f".{name}.part"
        try:
            part.write_text(dumps(payload))
            part.rename(folder / name)
        except FileNotFoundError as error:
            raise filesystem.ChannelError(f"The folder {folder} is gone.") from error

    def _get(self, queue):
        """Renaming is what takes a message: of two readers, one succeeds."""
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.startswith(".") or name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = folder / f".{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue
            payload = taken.read_text()
            taken.unlink()
            return loads(payload)
        raise Empty

    def _queue_bind(self, exchange, routing_key, pattern, queue) -> None:
        """Who listens to what is a file too, replaced as a whole."""
        table = self.get_table(exchange)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        if bound in table:
            return
        file = self._exchange_file(exchange)
        part = file.with_name(f".{file.name}.{uuid.uuid4().hex}.part")
        part.write_text(dumps([bound, *table]))
        part.rename(file)


class Transport(filesystem.Transport):
    Channel = Channel
    polling_interval = 0.2  # seconds

    def drain_events(self, connection, timeout=None) -> None:
        """Comes back often, so that a worker that is asked to stop does so at once."""
        super().drain_events(connection, timeout=min(timeout or 0.5, 0.5))
