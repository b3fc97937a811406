"""How much of the processors each part of the portal used: says where time goes, also on a busy
machine."""

from contextlib import suppress

import psutil

from tests import live


def cpu_seconds(processes: dict[str, psutil.Process]) -> dict[str, float]:
    """What each process and its children used up to now, those that ended included."""
    return {name: _of_family(process) for name, process in processes.items()}


def _of_family(process: psutil.Process) -> float:
    own = process.cpu_times()
    ended = own.children_user + own.children_system
    return own.user + own.system + ended + sum(map(_of_one, process.children(recursive=True)))


def _of_one(process: psutil.Process) -> float:
    with suppress(psutil.Error):  # it has just ended
        times = process.cpu_times()
        return times.user + times.system + times.children_user + times.children_system
    return 0.0


def families(processes: dict[str, live.Process], backend: int) -> dict[str, psutil.Process]:
    """The started processes, the database that `backend` belongs to, and this process."""
    found = {name: psutil.Process(one.popen.pid) for name, one in processes.items()}
    return {**found, "database": psutil.Process(backend).parent(), "visitors": _Alone()}


class _Alone(psutil.Process):
    """This process without those it started: they have a name of their own."""

    def cpu_times(self):
        return super().cpu_times()._replace(children_user=0, children_system=0)

    def children(self, recursive: bool = False) -> list[psutil.Process]:
        return []
