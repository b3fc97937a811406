"""How often somebody may try, per way in: from one address (`ip`), by one person (`user`), for one
`key`. `accounts/limits.py` asks; what counts as the key stands beside each."""

RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",  # key: the address typed
    "password_link": "20/m/ip",
    "renew_link": "10/m/ip,3/h/key",  # key: the person who gets the mail
    "reauthenticate": "10/5m/user",
    "eid": "30/m/ip",
    "registration_code": "20/m/ip,10/5m/key",  # key: the address typed beside the code
    "staff_password_link": "5/h/key",  # key: the person who gets the mail
    "email_change": "8/h/user,3/h/key",  # key: the address typed
    "email_link": "20/m/ip",
    "moodle_sign_on": "30/m/user",
    "client_secret": "20/5m/ip",  # only wrong ones count: all of Moodle is one sender
}
