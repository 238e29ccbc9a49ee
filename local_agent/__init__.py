"""The Local agent: holds every credential and executes only what the owner approved, each thing once."""
