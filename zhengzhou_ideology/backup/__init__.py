"""One folder that holds all of an installation, encrypted, from which another one is made."""
