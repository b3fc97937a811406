from accounts.models.asked import EmailChange, ForgottenRequest
from accounts.models.eid import EidLink
from accounts.models.link import LinkPurpose, PasswordLink
from accounts.models.membership import Membership
from accounts.models.two_steps import TwoStepRule
from accounts.models.user import User

__all__ = [
    "EidLink",
    "EmailChange",
    "ForgottenRequest",
    "LinkPurpose",
    "Membership",
    "PasswordLink",
    "TwoStepRule",
    "User",
]
