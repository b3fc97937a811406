"""The web server's log of requests (gunicorn's `--logger-class`), without tokens and questions.

A question may be the name that the helpdesk searched for; what a token is, `kernel/logs.py` says.
"""

from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from ovsgtoets.kernel.logs import without_tokens


class Logger(GunicornLogger):
    def atoms(self, resp, req, environ: dict, request_time) -> dict[str, Any]:
        path = without_tokens(environ.get("RAW_URI", "").partition("?")[0])
        discreet = {"RAW_URI": path, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_REFERER": "-"}
        return super().atoms(resp, req, environ | discreet, request_time)
