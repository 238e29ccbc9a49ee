/** The demo's own mail server; everything else runs from the ecosystem files of production. */
const path = require("node:path");

const root = path.resolve(__dirname, "..", "..");

module.exports = {
  apps: [
    {
      name: "demo_mailbox",
      script: path.join(root, ".venv", "bin", "python"),
      args: [path.join(__dirname, "mail_server.py")],
      interpreter: "none",
      cwd: root,
      autorestart: true,
      max_restarts: 10,
      min_uptime: 2000,
    },
  ],
};
