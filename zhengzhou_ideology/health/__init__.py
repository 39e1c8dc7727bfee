"""Whether the portal is well, for machines that ask, for operators who look, and before it is started at all."""
