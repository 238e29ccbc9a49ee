"""What is executed, once: the durable record of every outside action."""
