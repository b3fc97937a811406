from accounts.models.link import LinkPurpose, PasswordLink
from accounts.models.membership import Membership
from accounts.models.user import User

__all__ = ["LinkPurpose", "Membership", "PasswordLink", "User"]
