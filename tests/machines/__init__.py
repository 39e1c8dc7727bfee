"""Past one machine: whole stacks of real processes, and what becomes of them when one is killed."""
