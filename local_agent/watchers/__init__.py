"""What the Local agent watches besides the vault."""
