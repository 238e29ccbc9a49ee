"""The vault's git clone: commit, merge, push, claim."""
