/** The demo's mail server, beside the processes of deployment/pm2 which are those of production. */
const path = require("node:path");
const { restarts } = require("../pm2/processes.js");

const root = path.resolve(__dirname, "..", "..");

module.exports = {
  apps: [
    {
      ...restarts,
      name: "demo_mailbox",
      script: process.env.AI_EMPLOYEE_PYTHON,
      args: ["-m", "deployment.demo", "mailbox"],
      interpreter: "none",
      cwd: root,
      env: { PYTHONUNBUFFERED: "1" },
    },
  ],
};
