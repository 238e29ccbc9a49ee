"""The demo: the whole product on one machine, with a mailbox of its own, below `./.demo/`."""
