"""The web server's log of requests (gunicorn's `--logger-class`), without tokens and questions.

An address may hold the token of a link in a mail, with which its reader sets a password, and a
question the name that the helpdesk searched for. Neither belongs in a log.
"""

import re
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_=-]{30,}(?=/|$)")  # no word of an address is as long


class Logger(GunicornLogger):
    def atoms(self, resp, req, environ: dict, request_time) -> dict[str, Any]:
        path = TOKEN.sub("…", environ.get("RAW_URI", "").partition("?")[0])
        discreet = {"RAW_URI": path, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_REFERER": "-"}
        return super().atoms(resp, req, environ | discreet, request_time)
