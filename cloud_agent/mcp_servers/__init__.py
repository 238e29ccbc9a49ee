"""The Cloud's one server: it can alert the owner, and nothing else."""
