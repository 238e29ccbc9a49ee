"""The room that owns the WhatsApp Web session: one browser, one profile, one queue. Nothing else touches the page."""
