from accounts.views.again import SignedInAgain
from accounts.views.app import AppAdd, AppRemove
from accounts.views.confirm import ConfirmByCode, ConfirmByKey, ConfirmByPassword
from accounts.views.devices import Devices
from accounts.views.eid import EidCallback, EidLinkPage, EidSignIn, EidSignOut, EidUnlink
from accounts.views.email import EmailConfirm, EmailOpen, EmailWithdraw
from accounts.views.forgotten import Forgotten
from accounts.views.keys import KeyAdd, KeyRemove, KeyRename
from accounts.views.link import LinkOpen, LinkRenew, LinkRenewed, PasswordDone, PasswordSet
from accounts.views.looking import LookAlong, LookAlongStop
from accounts.views.me import Me, PasswordChange
from accounts.views.recovery import RecoveryCodes, RecoveryCodesMake
from accounts.views.school import SchoolSwitch
from accounts.views.second_steps import SecondSteps, TwoStepsNeeded
from accounts.views.sign_in import SignIn, SignInStep, SignOut

__all__ = [
    "AppAdd",
    "AppRemove",
    "ConfirmByCode",
    "ConfirmByKey",
    "ConfirmByPassword",
    "Devices",
    "EidCallback",
    "EidLinkPage",
    "EidSignIn",
    "EidSignOut",
    "EidUnlink",
    "EmailConfirm",
    "EmailOpen",
    "EmailWithdraw",
    "Forgotten",
    "KeyAdd",
    "KeyRemove",
    "KeyRename",
    "LinkOpen",
    "LinkRenew",
    "LinkRenewed",
    "LookAlong",
    "LookAlongStop",
    "Me",
    "PasswordChange",
    "PasswordDone",
    "PasswordSet",
    "RecoveryCodes",
    "RecoveryCodesMake",
    "SchoolSwitch",
    "SecondSteps",
    "SignIn",
    "SignInStep",
    "SignOut",
    "SignedInAgain",
    "TwoStepsNeeded",
]
