"""Between the password and being signed in: the second step, for who has one."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage


class SecondStepStage(AuthenticateStage):
    """allauth's; an eID is two steps by itself."""

    def _should_handle(self, request) -> bool:
        records = get_authentication_records(request, self.login.user)
        came_with_eid = bool(records) and records[-1].get("method") == "eid"
        return not came_with_eid and super()._should_handle(request)
