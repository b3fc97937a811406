"""A mail server for tests: it accepts every mail and keeps it."""

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer:
    """`mails` is what was accepted, with its recipients in `mail["X-Envelope-To"]`."""

    def __init__(self, port: int) -> None:
        self.mails: list[EmailMessage] = []
        self._server = _Listener(("127.0.0.1", port), _talker_for(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def start(self) -> "MailServer":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def _talker_for(server: MailServer) -> type[socketserver.StreamRequestHandler]:
    class Talker(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            recipients: list[str] = []
            self.say("220 ready")
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "RCPT":
                    recipients.append(line.partition(":")[2].strip("<> "))
                if verb == "DATA":
                    self.say("354 go on")
                    self.keep(recipients)
                    recipients = []
                self.say("221 bye" if verb == "QUIT" else "250 ok")
                if verb == "QUIT":
                    return

        def keep(self, recipients: list[str]) -> None:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b"."))
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            mail["X-Envelope-To"] = ", ".join(recipients)
            server.mails.append(mail)

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    return Talker
