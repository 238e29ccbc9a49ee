"""One room a channel; each declares its actions, and everything else is refused."""
