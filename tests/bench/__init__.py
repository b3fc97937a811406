"""`make bench`: how fast the portal is, as one table of figures with their budgets.

Not a test: it never fails because a machine is slow, only because something went wrong. Parts
are chosen with PARTS="orders grid"; BENCH_SECONDS shortens the run of orders.
"""
