"""Access to Moodle. `desired` says who should have it, `sync` tells Moodle the difference (with
`people`, `accounts` and `enrolments`), `api` is what Moodle offers, through `client` or the
`stand_in`; `health` is for the helpdesk, `page` and `steps` for the schools."""
