"""Private PostgreSQL and Redis out of wheels, and the whole portal on top of them, for `make run` and `make test`."""
