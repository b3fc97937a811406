from accounts.views.forgotten import Forgotten
from accounts.views.link import LinkOpen, LinkRenew, LinkRenewed, PasswordDone, PasswordSet
from accounts.views.looking import LookAlong, LookAlongStop
from accounts.views.me import Me, PasswordChange
from accounts.views.school import SchoolSwitch
from accounts.views.sign_in import SignIn, SignOut

__all__ = [
    "Forgotten",
    "LinkOpen",
    "LinkRenew",
    "LinkRenewed",
    "LookAlong",
    "LookAlongStop",
    "Me",
    "PasswordChange",
    "PasswordDone",
    "PasswordSet",
    "SchoolSwitch",
    "SignIn",
    "SignOut",
]
