"""Settings: what the libraries of history and triggers are to do."""

import pghistory

PGHISTORY_APPEND_ONLY = True
# The portal proves of each author that it was the portal that named it.
PGHISTORY_JSON_ENCODER = "zhengzhou_ideology.audit.author_proofs.ProvenWords"
# History is read by its row and sealed by its day: an index on each of the twelve keys that it copies would cost every write.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
# The code of a trigger is what people review; `migrate` installs it from there, and drops what the code no longer has.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
# Opening an announcement is a change, too: no change is without an author.
PGHISTORY_MIDDLEWARE_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
