"""One table: every address × every role. Who gets what, for the own school.

A column is a person of the cast; a cell is the status they get, for GET or for what the row
says. `tests/integration/test_access.py` asks every one of them, and those of a school's things again
for the same thing of the other school; `tests/e2e/test_look.py` looks at every page in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.idp.moodle import CLIENT_ID, connect_moodle
from orders.domain.confirm import confirm_order
from orders.domain.drafts import reopen_order, start_order
from ovsgtoets.kernel.models import Job
from results.domain.findings import Subject, add_action, pin_finding
from results.domain.pupil_groups import make_group
from results.models import Picture
from schools.domain.pupil_imports import record_import
from schools.models import Participation, Pupil
from tests.battery import make_battery

MOODLE = "https://moodle.example.be"
SIGN_ON = {
    "client_id": CLIENT_ID,
    "redirect_uri": f"{MOODLE}/admin/oauth2callback.php",
    "response_type": "code",
    "scope": "openid profile email",
}
# outsider: schoolbeheerder of another school; helpdesk: staff, in no school.
PEOPLE = ["nobody", "admin", "secretary", "teacher", "pe_teacher", "care", "duo", "outsider", "helpdesk"]  # fmt: skip


def its(name: str, key: str = "pk") -> Callable:
    """`its("pupil")`: the address of that thing, by its number."""
    return lambda things: {key: things[name]}


def cell(things) -> dict:
    return {"class_id": things["school_class"], "part_id": things["part"]}


def gym(things) -> dict:
    return {"class_id": things["school_class"], "part_id": things["gym"]}


def pupil_cell(things) -> dict:
    return cell(things) | {"pupil_id": things["pupil"]}


def one_cell(things) -> dict:
    return pupil_cell(things) | {"item_id": things["item"]}


@dataclass(frozen=True)
class Row:
    """`cells`: one status per person of PEOPLE; `of`: which of a school's things it is about."""

    name: str
    cells: str
    of: Callable | None = None
    method: str = "get"
    data: Callable = lambda things: {}
    # The address names nothing of a school (a version number, say): everybody sees their own.
    apart: bool = True

    def address(self, things: dict) -> str:
        return reverse(self.name, kwargs=self.of(things) if self.of else {})

    @property
    def statuses(self) -> dict[str, int]:
        return dict(zip(PEOPLE, map(int, self.cells.split()), strict=True))


# fmt: off
TABLE = [
    #                                        nobody admin secr  teach pe    care  duo   outs  helpdesk
    Row("start",                            "302   200   200   200   200   200   200   200   302"),
    Row("privacy",                          "200   200   200   200   200   200   200   200   200"),
    Row("accessibility",                    "200   200   200   200   200   200   200   200   200"),
    Row("health",                           "200   200   200   200   200   200   200   200   200"),
    Row("account_login",                    "200   302   302   302   302   302   302   302   302"),
    Row("account_logout",                   "302   200   200   200   200   200   200   200   200"),
    Row("account_reset_password",           "200   200   200   200   200   200   200   200   200"),
    Row("accounts:link",                    "302   302   302   302   302   302   302   302   302", of=lambda things: {"token": "unknown"}, apart=False),
    Row("accounts:password",                "410   410   410   410   410   410   410   410   410"),
    Row("accounts:password_done",           "200   200   200   200   200   200   200   200   200"),
    Row("accounts:link_renewed",            "200   200   200   200   200   200   200   200   200"),
    Row("accounts:link_renew",              "302   302   302   302   302   302   302   302   302", method="post"),
    Row("accounts:me",                      "302   200   200   200   200   200   200   200   200"),
    Row("accounts:signed_in_again",         "302   200   200   200   200   200   200   200   200"),
    Row("accounts:password_change",         "302   200   200   200   200   200   200   200   200"),
    Row("mfa_authenticate",                 "302   302   302   302   302   302   302   302   302"),
    Row("account_reauthenticate",           "302   200   200   200   200   200   200   200   200"),
    Row("mfa_reauthenticate",               "302   302   302   302   302   302   302   302   302"),
    Row("mfa_reauthenticate_webauthn",      "302   302   302   302   302   302   302   302   302"),
    Row("mfa_index",                        "302   200   200   200   200   200   200   200   200"),
    # These first ask to confirm that it is you: their own stories tell what comes after.
    Row("mfa_activate_totp",                "302   302   302   302   302   302   302   302   302"),
    Row("mfa_deactivate_totp",              "302   302   302   302   302   302   302   302   302"),
    Row("mfa_add_webauthn",                 "302   302   302   302   302   302   302   302   302"),
    Row("mfa_edit_webauthn",                "302   404   404   404   404   404   404   404   404", of=lambda things: {"pk": 1}, apart=False),
    Row("mfa_remove_webauthn",              "302   404   404   404   404   404   404   404   404", of=lambda things: {"pk": 1}, apart=False),
    Row("mfa_view_recovery_codes",          "302   302   302   302   302   302   302   302   302"),
    Row("mfa_generate_recovery_codes",      "302   302   302   302   302   302   302   302   302"),
    Row("usersessions_list",                "302   200   200   200   200   200   200   200   200"),
    Row("accounts:two_steps_needed",        "302   302   302   302   302   302   302   302   302"),
    Row("accounts:email_link",              "302   302   302   302   302   302   302   302   302", of=lambda things: {"token": "unknown"}, apart=False),
    Row("accounts:email_confirm",           "410   410   410   410   410   410   410   410   410"),
    Row("accounts:email_withdraw",          "302   302   302   302   302   302   302   302   302", method="post"),
    Row("accounts:eid_sign_in",             "404   404   404   404   404   404   404   404   404"),
    Row("accounts:eid_callback",            "404   404   404   404   404   404   404   404   404"),
    Row("accounts:eid_sign_out",            "404   404   404   404   404   404   404   404   404"),
    Row("accounts:eid_link",                "404   404   404   404   404   404   404   404   404"),
    Row("accounts:eid_unlink",              "404   404   404   404   404   404   404   404   404"),
    Row("accounts:switch",                  "302   302   302   302   302   302   302   404   404", method="post", data=its("school", "school")),
    Row("idp:oidc:configuration",           "200   200   200   200   200   200   200   200   200"),
    Row("idp:oidc:jwks",                    "200   200   200   200   200   200   200   200   200"),
    Row("idp:oidc:authorization",           "302   302   403   302   302   302   302   302   403", data=lambda things: SIGN_ON),
    Row("idp:oidc:logout",                  "302   200   200   200   200   200   200   200   200"),
    Row("idp:oidc:token",                   "400   400   400   400   400   400   400   400   400", method="post"),
    Row("idp:oidc:userinfo",                "401   401   401   401   401   401   401   401   401"),
    Row("idp:oidc:revoke",                  "400   400   400   400   400   400   400   400   400", method="post"),
    Row("hijack:acquire",                   "302   403   403   403   403   403   403   403   302", method="post", data=its("user", "user_pk")),
    Row("hijack:release",                   "302   403   403   403   403   403   403   403   403", method="post"),
    Row("jobs:progress",                    "302   200   404   404   404   404   404   404   404", of=its("job")),
    Row("jobs:cancel",                      "302   302   404   404   404   404   404   404   404", of=its("job"), method="post"),
    Row("jobs:file",                        "302   404   404   404   404   404   404   404   404", of=its("job")),
    Row("schools:registration",             "200   200   200   200   200   200   200   200   200"),
    Row("schools:registration_school",      "302   302   302   302   302   302   302   302   302"),
    Row("schools:registration_password",    "302   302   302   302   302   302   302   302   302"),
    Row("schools:registration_done",        "302   302   302   302   302   302   302   302   302"),
    Row("schools:staff",                    "302   200   403   403   403   403   403   200   403"),
    Row("schools:staff_add",                "302   200   403   403   403   403   403   200   403"),
    Row("schools:staff_edit",               "302   200   403   403   403   403   403   404   403", of=its("membership")),
    Row("schools:staff_password",           "302   302   403   403   403   403   403   404   403", of=its("membership"), method="post"),
    Row("schools:staff_remove",             "302   302   403   403   403   403   403   404   403", of=its("membership"), method="post"),
    Row("schools:staff_restore",            "302   302   403   403   403   403   403   404   403", of=its("membership"), method="post"),
    Row("schools:two_step",                 "302   200   403   403   403   403   403   200   403"),
    Row("schools:new_year",                 "302   200   403   403   403   403   403   200   403"),
    Row("schools:history",                  "302   200   403   403   403   403   403   200   403"),
    Row("schools:school_edit",              "302   200   403   403   403   403   403   200   403"),
    Row("schools:class_add",                "302   200   403   403   403   403   403   200   403"),
    Row("schools:class_edit",               "302   200   403   403   403   403   403   404   403", of=its("school_class")),
    Row("schools:class_remove",             "302   302   403   403   403   403   403   404   403", of=its("school_class"), method="post"),
    Row("schools:sites",                    "302   200   403   403   403   403   403   200   403"),
    Row("schools:pupils",                   "302   403   403   200   403   403   403   403   403"),
    Row("schools:pupils_paste",             "302   403   403   200   403   403   403   403   403"),
    Row("schools:pupils_undo",              "302   403   403   302   403   403   403   403   403", method="post"),
    Row("schools:pupil_import_undo",        "302   403   403   302   403   403   403   403   403", of=its("pupil_list"), method="post"),
    Row("schools:pupil_leave",              "302   403   403   200   403   403   403   403   403", of=its("pupil")),
    Row("results:exemptions",               "302   403   403   200   403   403   403   403   403", of=its("pupil")),
    Row("results:pupil_unmerge",            "302   403   403   302   403   403   403   403   403", method="post"),
    Row("results:pupil_merge",              "302   403   403   200   403   403   403   403   403", of=its("pupil")),
    Row("schools:pupil_edit",               "302   403   403   200   403   403   403   403   403", of=its("pupil")),
    Row("schools:pupil_remove",             "302   403   403   302   403   403   403   403   403", of=its("pupil"), method="post"),
    Row("orders:order",                     "302   200   200   403   403   403   403   200   403"),
    Row("orders:order_confirm",             "302   422   422   403   403   403   403   422   403", method="post"),
    Row("orders:order_start",               "302   302   302   403   403   403   403   302   403", method="post"),
    Row("orders:order_keep",                "302   302   302   403   403   403   403   302   403", method="post"),
    Row("orders:advisers_withdraw",         "302   422   422   403   403   403   403   422   403", method="post"),
    Row("orders:deadline_file",             "302   200   200   403   403   403   403   200   403"),
    Row("orders:order_reopen",              "302   302   302   403   403   403   403   302   403", method="post"),
    Row("orders:order_discard",             "302   302   302   403   403   403   403   302   403", method="post"),
    Row("orders:revision",                  "302   200   200   403   403   403   403   200   403", of=lambda things: {"number": 1}, apart=False),
    Row("orders:revision_pdf",              "302   200   200   403   403   403   403   200   403", of=lambda things: {"number": 1}, apart=False),
    Row("orders:address_add",               "302   200   200   403   403   403   403   200   403"),
    Row("orders:address_price",             "302   200   200   403   403   403   403   200   403"),
    Row("orders:delivery_received",         "302   422   422   403   403   403   403   404   403", of=its("delivery"), method="post"),
    Row("orders:address_edit",              "302   200   200   403   403   403   403   404   403", of=its("row")),
    Row("orders:address_remove",            "302   302   302   403   403   403   403   404   403", of=its("row"), method="post"),
    Row("orders:address_restore",           "302   404   404   403   403   403   403   404   403", of=its("row"), method="post"),
    Row("orders:moodle",                    "302   200   403   200   200   200   200   200   403"),
    Row("results:points",                   "302   403   403   200   200   403   200   403   403"),
    Row("results:points_grid",              "302   403   403   200   403   403   200   403   403", of=cell),
    Row("results:points_grid",              "302   403   403   403   200   403   403   403   403", of=gym),
    Row("results:points_cells",             "401   403   403   200   403   403   200   403   403", of=cell),
    Row("results:points_cells",             "401   403   403   403   200   403   403   403   403", of=gym),
    Row("results:points_hand_in",           "302   403   403   200   403   403   200   403   403", of=cell),
    Row("results:points_hand_in",           "302   403   403   403   200   403   403   403   403", of=gym),
    Row("results:points_pupil",             "302   403   403   200   403   403   200   403   403", of=pupil_cell),
    Row("results:points_history",           "302   403   403   200   403   403   200   403   403", of=one_cell),
    Row("results:points_rewind",            "302   403   403   200   403   403   403   403   403", of=cell),
    Row("results:points_excel",             "302   403   403   200   403   403   200   403   403", of=cell),
    Row("results:points_excel_file",        "302   403   403   200   403   403   200   403   403", of=cell),
    Row("results:points_reopen",            "302   403   403   302   403   403   302   403   403", of=cell, method="post"),
    Row("results:feedback",                 "302   403   403   200   403   403   403   403   403"),
    Row("results:feedback_edit",            "302   403   403   200   403   403   403   403   403", of=cell),
    Row("results:progress",                 "302   200   403   403   403   403   403   200   403"),
    Row("results:progress_missing",         "302   200   403   403   403   403   403   404   403", of=cell),
    Row("results:remind",                   "302   302   403   403   403   403   403   302   403", method="post"),
    Row("results:results",                  "302   200   403   200   200   200   200   200   403"),
    Row("results:class",                    "302   200   403   200   200   200   200   404   403", of=its("school_class")),
    Row("results:site",                     "302   200   403   200   200   200   200   404   403", of=its("site")),
    Row("results:group",                    "302   200   403   200   200   200   200   404   403", of=its("group")),
    Row("results:pupil",                    "302   200   403   200   200   200   200   404   403", of=its("pupil")),
    Row("results:groups",                   "302   200   403   200   200   200   200   200   403"),
    Row("results:group_edit",               "302   200   403   200   200   200   200   404   403", of=its("group")),
    Row("results:group_remove",             "302   302   403   302   302   302   302   404   403", of=its("group"), method="post"),
    Row("results:findings",                 "302   200   403   200   200   200   200   200   403"),
    Row("results:pin",                      "302   302   403   302   302   302   302   404   403", method="post", data=lambda things: {"wie": f"class-{things['school_class']}", "figuur": "overzicht"}),
    Row("results:finding",                  "302   200   403   200   200   200   200   404   403", of=its("finding")),
    Row("results:finding_remove",           "302   302   403   302   302   302   302   404   403", of=its("finding"), method="post"),
    Row("results:action",                   "302   200   403   200   200   200   200   404   403", of=its("action")),
    Row("results:release",                  "302   200   403   403   403   403   403   200   403"),
    # For pedagogisch adviseurs, who are in no school: their own story tells what they see.
    Row("results:advised_schools",          "302   403   403   403   403   403   403   403   403"),
    Row("results:advised",                  "302   403   403   403   403   403   403   403   403", of=its("participation")),
    Row("results:advised_site",             "302   403   403   403   403   403   403   403   403", of=lambda things: {"pk": things["participation"], "of": things["site"]}),
    Row("results:advised_class",            "302   403   403   403   403   403   403   403   403", of=lambda things: {"pk": things["participation"], "of": things["school_class"]}),
    Row("results:class_report",             "302   302   403   302   302   302   302   404   403", of=its("school_class"), method="post"),
    Row("results:reports",                  "302   200   403   200   200   200   200   200   403"),
    Row("results:class_sheets",             "302   302   403   302   302   302   302   404   403", of=its("school_class"), method="post"),
    Row("results:class_council",            "302   302   403   302   302   302   302   404   403", of=its("school_class"), method="post"),
    Row("results:group_council",            "302   302   403   302   302   302   302   404   403", of=its("group"), method="post"),
    Row("results:pupil_sheet",              "302   302   403   302   302   302   302   404   403", of=its("pupil"), method="post"),
    Row("results:school_sheets",            "302   302   403   403   302   302   403   302   403", of=lambda things: {"year": 2027}, method="post", apart=False),
    # Not ordered, so there is none; what an order makes of it, its own stories tell.
    Row("results:school_report",            "302   404   403   404   404   404   404   404   403", of=lambda things: {"year": 2027}, method="post", apart=False),
]
# fmt: on


def in_rounds(rows: list[Row], size: int = 10) -> list[list[Row]]:
    """So many rows as one known cast and its things are made for once."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def names_in(rows: list[Row]) -> str:
    return " ".join(row.name for row in rows)


def make_things(cast) -> dict[str, dict]:
    """Of both schools: a teacher's membership, a class with a pupil, an order, a job, a finding."""
    connect_moodle(url=MOODLE)
    battery = make_battery(cast.edition)
    own = _things(cast.school, cast.admin, cast.teacher, cast.class_a)
    theirs = _things(cast.other_school, cast.outsider, cast.other_teacher, cast.other_class)
    return {
        "own": own
        | {
            "part": battery.reading.pk,
            "gym": battery.gym.pk,
            "item": battery.items_of(battery.reading)[0].pk,
        },
        "theirs": theirs
        | {
            "part": battery.reading.pk,
            "gym": battery.gym.pk,
            "item": battery.items_of(battery.reading)[0].pk,
        },
    }


def _told(school, school_class, pupil, teacher) -> tuple:
    """A group of pupils, what was found about the class, and what will be done about it."""
    group = make_group(
        school=school, edition=school_class.edition, name="Taalgroep", pupils=[pupil], by=teacher
    )
    finding = pin_finding(
        subject=Subject(school, school_class.edition, school_class=school_class),
        picture=Picture.OVERVIEW,
        sentence="Klas 6A haalt voor lezen gemiddeld 71,2 %.",
        shared_sentence="",
        by=teacher,
    )
    action = add_action(
        finding=finding, what="Meer voorlezen", owner=teacher, due_on=date(2027, 6, 1), by=teacher
    )
    return group, finding, action


def _things(school, admin, teacher, school_class) -> dict:
    pupil = Pupil.objects.create(
        school_class=school_class, last_name="Janssens", first_name="Lotte", gender="V"
    )
    listed = record_import(added=[pupil], changes=[], by=teacher)
    order = start_order(school=school, edition=school_class.edition, by=admin)
    order.rows.update(copies=20, teachers=1)
    confirm_order(
        order=order,
        agreed_direction=True,
        agreed_privacy=True,
        agreed_numbers=True,
        seen_version=order.version,
        by=admin,
    )
    reopen_order(order=order, by=admin)
    participation = Participation.objects.get(school=school)
    group, finding, action = _told(school, school_class, pupil, teacher)
    job = Job.objects.create(
        kind="class_report",
        owner=admin,
        school=school,
        title="Klasrapport",
        arguments={"school_class": school_class.pk, "with_names": True},
    )
    return {
        "school": school.pk,
        "user": teacher.pk,
        "membership": teacher.memberships.get().pk,
        "school_class": school_class.pk,
        "pupil": pupil.pk,
        "pupil_list": listed.pk,
        "site": school.sites.first().pk,
        "group": group.pk,
        "finding": finding.pk,
        "action": action.pk,
        "participation": participation.pk,
        "row": order.rows.first().pk,
        "delivery": order.deliveries.first().pk,
        "job": job.pk,
    }
