"""Due process as the database holds it: what the columns of one row cannot say is asked of the other tables.

Whoever writes SQL by hand meets the same rules as a view. Each guard reads: when this happens, that must hold, else this
sentence. Row triggers do not see TRUNCATE or whoever may drop triggers; the nightly seals do.
"""
