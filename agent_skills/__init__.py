"""What both agents share: the domain, the vault, sync, models, the journal and the runtime."""
