/** What both machines' PM2 files share: how a process is started, restarted and logged. */
const path = require("node:path");

const root = path.resolve(__dirname, "..", "..");

/** Settings of FR-P045. Exit code 2 means wrong settings: starting again would not mend them. */
const restarts = {
  autorestart: true,
  max_restarts: 10,
  min_uptime: 5000,
  restart_delay: 1000,
  stop_exit_codes: [2],
  kill_timeout: 10000,
  merge_logs: true,
  time: true,
};

/** The settings file of a machine: ENV_FILE, or the usual name in the repository's folder. */
function environment(defaultFile) {
  const file = process.env.ENV_FILE || path.join(root, defaultFile);
  return { ENV_FILE: file, NODE_ENV: "production", PYTHONUNBUFFERED: "1" };
}

/** A process of one of the two agents. */
function agent(name, module, command, envFile) {
  const python = process.env.AI_EMPLOYEE_PYTHON || path.join(root, ".venv", "bin", "python");
  return {
    ...restarts,
    name,
    script: python,
    args: ["-m", module, ...command],
    interpreter: "none",
    cwd: root,
    env: environment(envFile),
  };
}

/** Room for the index of a large vault; and little for new objects, so that clearing them away never keeps a page waiting. */
const nodeArgs = ["--max-old-space-size=512", "--max-semi-space-size=4"];

/** The dashboard. */
function dashboard(name, envFile) {
  const script = path.join(root, "nextjs_dashboard", "server", "start.mjs");
  return { ...restarts, name, script, cwd: path.join(root, "nextjs_dashboard"), env: environment(envFile), node_args: nodeArgs };
}

module.exports = { agent, dashboard, restarts };
