"""The portal as OpenID provider, with which people sign on to Moodle: `access` says who may,
`adapter` what Moodle learns of them, `moodle` keeps Moodle's client; `views` are allauth's
pages behind the portal's guards."""
