"""How the owner's phone is told, without any way to write to anybody else."""
