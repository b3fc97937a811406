"""An account adapter with a login stage that lets nobody through, as a second factor would."""

from allauth.account.stages import LoginStage
from django.http import HttpResponseRedirect

from accounts.adapter import AccountAdapter


class Wait(LoginStage):
    key = "wait"

    def handle(self):
        return HttpResponseRedirect("/wacht-even/"), True


class StopsEverybody(AccountAdapter):
    def get_login_stages(self) -> list[str]:
        return ["tests.integration.accounts.eid_adapter.Wait"]
