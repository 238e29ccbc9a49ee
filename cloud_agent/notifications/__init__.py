"""How the owner is told, without any way to write to anybody else."""
