"""The Cloud agent: watches, triages, drafts, alerts. It can send nothing."""
