"""Everything that talks to a model, and the rules that stand in for one."""
