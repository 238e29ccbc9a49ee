"""Each channel as an MCP server: drafting is free, sending passes the same gate as everything else."""
