"""A small provider of eID for the demo, at /demo-eid/: choose who you are, and linking can be tried.

Only with PORTAL_ENV=local and without a real provider. Nothing is stored but its key: what one
step must tell the next is signed, so that any of the web processes can answer.
"""
