"""What makes one machine enough: an embedded PostgreSQL and the supervisor behind `make run`."""
