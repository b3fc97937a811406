"""What the helpdesk sees of people: who they are, where they work, how they get in."""

from accounts.admin.person import PersonAdmin
from accounts.admin.two_steps import TwoStepRuleAdmin

__all__ = ["PersonAdmin", "TwoStepRuleAdmin"]
