"""WhatsApp by the browser session that the watcher process owns."""
