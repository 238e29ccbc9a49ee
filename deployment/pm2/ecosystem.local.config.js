/** The Local machine: ENV_FILE=.env.local pm2 start deployment/pm2/ecosystem.local.config.js */
const { agent, dashboard } = require("./processes.js");

const local = (name, ...command) => agent(name, "local_agent", command, ".env.local");

module.exports = {
  apps: [
    local("local_orchestrator", "run"),
    local("whatsapp_watcher", "watch-whatsapp"),
    local("git_sync_local", "sync"),
    dashboard("nextjs_dashboard", ".env.local"),
  ],
};
