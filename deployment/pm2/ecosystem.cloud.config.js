/** The Cloud machine: ENV_FILE=.env.cloud pm2 start deployment/pm2/ecosystem.cloud.config.js */
const { agent } = require("./processes.js");

const cloud = (name, ...command) => agent(name, "cloud_agent", command, ".env.cloud");

module.exports = {
  apps: [cloud("cloud_orchestrator", "run"), cloud("gmail_watcher", "watch-mail"), cloud("git_sync_cloud", "sync")],
};
