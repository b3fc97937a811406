"""People's accounts in Moodle: found, made, kept up to date, suspended.

Only accounts whose idnumber is ours are touched. Every function may be repeated at any moment.
"""

from collections import defaultdict
from collections.abc import Callable

from orders.moodle.api import MOST_USERS, Moodle, PassingError, RecordError, SetupError
from orders.moodle.people import Person

TAKEN = "Het e-mailadres {email} hoort in Moodle al bij een ander account."
DOUBLE = "In Moodle staan er twee accounts op naam van deze persoon."
TOO_LONG = "Het e-mailadres is te lang voor Moodle: hoogstens 100 tekens."
TAKEN_PROBABLY = (
    "Moodle aanvaardt het e-mailadres {email} niet ({code}). Meestal hoort het er al bij een ander"
    " account, met andere hoofdletters geschreven."
)
USERNAME_TAKEN = "In Moodle bestaat de gebruikersnaam {idnumber} al, zonder dat ID-nummer."
REFUSED = "Moodle aanvaardt deze gegevens niet ({code})."
LONGEST_EMAIL = 100  # a longer one makes Moodle's database refuse the whole batch
DUPLICATE_EMAIL = "useremailduplicate"


def bring_up_to_date(moodle: Moodle, people: list[Person]) -> None:
    """Gives who is entitled an account with the right name and address, and everybody their
    `moodle_id`; who has no account and needs none keeps None."""
    found = _find(moodle, people)
    for person in people:
        if person.entitled and len(person.profile["email"]) > LONGEST_EMAIL:
            person.fails(TOO_LONG)
    entitled = [person for person in people if person.entitled and not person.error]
    _create(moodle, [person for person in entitled if not person.moodle_id])
    _update(
        moodle,
        [
            (person, {**person.profile, "suspended": False})
            for person in entitled
            if person.idnumber in found and differs(found[person.idnumber], person)
        ],
    )


def suspend(moodle: Moodle, people: list[Person]) -> None:
    """Locks the accounts of these people, which ends their sessions in Moodle too."""
    _update(moodle, [(person, {"suspended": True}) for person in people if person.moodle_id])


def in_batches(call: Callable[[list], None], items: list, size: int, refused: Callable) -> None:
    """Calls with `size` items at a time. Moodle takes all of a batch or none, so one that it
    refuses is repeated one by one, and `refused(item, error)` hears of the guilty only."""
    for start in range(0, len(items), size):
        batch = items[start : start + size]
        try:
            call(batch)
        except RecordError as error:
            if len(batch) == 1:
                refused(batch[0], error)
            else:
                in_batches(call, batch, 1, refused)


def _find(moodle: Moodle, people: list[Person]) -> dict[str, dict]:
    """The accounts that these people have already, by idnumber."""
    found = defaultdict(list)
    for account in moodle.get_users_by_field("idnumber", [p.idnumber for p in people]):
        found[account.get("idnumber")].append(account)
    for person in people:
        accounts = found[person.idnumber]
        if len(accounts) > 1:  # Moodle does not keep idnumbers unique
            person.fails(DOUBLE)
        elif accounts:
            person.moodle_id = int(accounts[0]["id"])
    return {idnumber: accounts[0] for idnumber, accounts in found.items() if len(accounts) == 1}


def _create(moodle: Moodle, people: list[Person]) -> None:
    if not people:
        return
    emails = [person.profile["email"] for person in people]
    taken = {str(a.get("email")).lower() for a in moodle.get_users_by_field("email", emails)}
    if taken and not moodle.sees_everybody():
        raise SetupError("blind", "idnumbers are hidden: our own accounts seem somebody else's")
    for person in people:
        if person.profile["email"] in taken:  # somebody else's, never taken over
            person.fails(TAKEN.format(email=person.profile["email"]))

    def create(batch: list[Person]) -> None:
        numbers = {
            account["username"]: int(account["id"])
            for account in moodle.create_users([_new_account(person) for person in batch])
        }
        for person in batch:
            if person.idnumber not in numbers:
                raise PassingError("answer", "an account was made, but its number not told")
            person.moodle_id = numbers[person.idnumber]

    def refused(person: Person, error: RecordError) -> None:
        _explain(moodle, person, error)

    free = [person for person in people if not person.error]
    in_batches(create, free, MOST_USERS, refused)


def _explain(moodle: Moodle, person: Person, error: RecordError) -> None:
    """Why Moodle makes no account. It compares addresses without capitals then, but shows only
    those with the same ones, and says "invalidparameter" of everything."""
    if moodle.get_users_by_field("username", [person.idnumber]):
        person.fails(USERNAME_TAKEN.format(idnumber=person.idnumber))
    person.fails(TAKEN_PROBABLY.format(email=person.profile["email"], code=error.code))


def _new_account(person: Person) -> dict:
    return {
        "username": person.idnumber,
        "idnumber": person.idnumber,
        "auth": "oauth2",
        **person.profile,
    }


def _update(moodle: Moodle, changes: list[tuple[Person, dict]]) -> None:
    def update(batch: list[tuple[Person, dict]]) -> None:
        warnings = moodle.update_users([{"id": p.moodle_id, **change} for p, change in batch])
        for person, _ in batch:
            code = warnings.get(person.moodle_id)
            if code == DUPLICATE_EMAIL:
                person.fails(TAKEN.format(email=person.profile["email"]))
            elif code:
                person.fails(REFUSED.format(code=code))

    in_batches(update, changes, MOST_USERS, lambda change, error: _refuse(change[0], error))


def differs(account: dict, person: Person) -> bool:
    """Whether Moodle has another name or address, or keeps the account locked."""
    return bool(account.get("suspended", True)) or any(
        account.get(name) != value for name, value in person.profile.items()
    )


def _refuse(person: Person, error: RecordError) -> None:
    person.fails(REFUSED.format(code=error.code))
