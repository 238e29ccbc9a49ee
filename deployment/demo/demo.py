"""The demo's commands: start, mail, outbox, status, stop, reset. Run through `make`."""

from __future__ import annotations

import mailbox
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import samples
from layout import ROOT, Layout, cloud_settings, load_or_make_config, local_settings, write_env
from tls import make_certificates

PM2 = ROOT / "deployment/pm2/node_modules/.bin/pm2"
FILES = {
    "mailbox": ROOT / "deployment/demo/ecosystem.mailbox.config.js",
    "cloud": ROOT / "deployment/pm2/ecosystem.cloud.config.js",
    "local": ROOT / "deployment/pm2/ecosystem.local.config.js",
}
UP_SECONDS = 60
LOOK_SECONDS = 0.2


class DemoError(Exception):
    """Something that stops the demo; the message says what to do."""


def run(*command: str, env: dict[str, str] | None = None, stdin: str = "") -> str:
    """Run a program and return what it printed.

    Raises:
        DemoError: it failed.
    """
    done = subprocess.run(
        command, env=env, input=stdin, capture_output=True, text=True, timeout=180, check=False, cwd=ROOT
    )
    if done.returncode != 0:
        shown = " ".join(Path(part).name for part in command[:3])
        raise DemoError(f"{shown} failed:\n{(done.stderr or done.stdout).strip()[-1500:]}")
    return done.stdout


class Demo:
    """One demo installation below `.demo/`."""

    def __init__(self, layout: Layout, environment: dict[str, str]) -> None:
        self._layout = layout
        self._environment = environment
        self._started = time.monotonic()

    def start(self) -> None:
        """Set everything up, start it, deliver the samples, and say what to do."""
        self._say("Setting up vaults, remote, mailbox")
        first = not self._layout.remote.exists()
        config = self._set_up()
        self._say("Starting the mail server, both agents and the dashboard under PM2")
        for machine, file in FILES.items():
            self._pm2("startOrRestart", str(file), machine=machine)
        self._wait_until_up(config)
        if first:
            self._say("Delivering two sample mails, one of them urgent")
            for mail in (samples.urgent(), samples.question()):
                samples.deliver(mail, config["smtp_port"])
            self._wait("the drafts did not reach the laptop's vault", lambda: len(self._drafts()) >= len(("a", "b")))
        self._tell(config)

    def mail(self) -> None:
        """Deliver a mail with SUBJECT, BODY and FROM of the environment."""
        subject = self._environment.get("SUBJECT") or "Could you have a look?"
        body = self._environment.get("BODY") or "Hello,\n\ncould you please have a look at this today?\n"
        sender = self._environment.get("FROM") or "Ali <ali@acme.example>"
        before = set(self._drafts())
        samples.deliver(samples.own(subject, body, sender), self._config()["smtp_port"])
        print("Delivered. Waiting for the draft …", flush=True)
        try:
            self._wait("no draft", lambda: bool(set(self._drafts()) - before), seconds=20)
            print("A draft waits for you on the dashboard.")
        except DemoError:
            print("No draft: this mail was filed, or left to you, without one. See Inbox/, Needs_Action/ and Done/.")

    def outbox(self) -> None:
        """Show every mail that was sent."""
        folder = self._layout.mail("sent")
        box = mailbox.Maildir(folder, create=False) if folder.exists() else None
        mails = (
            [BytesParser(policy=policy.default).parsebytes(box.get_bytes(key)) for key in box.iterkeys()] if box else []
        )
        if not mails:
            print("Nothing was sent yet.")
        for sent in mails:
            show(sent)

    def status(self) -> None:
        """Show processes and the owner's machine."""
        print(self._pm2("list", machine="local"))
        print(run(str(ROOT / ".venv/bin/local-agent"), "status", env=self._agent_env("local")))

    def stop(self) -> None:
        """End all processes."""
        if (self._layout.home / "pm2").exists():
            self._pm2("kill", machine="local")
        print("The demo has ended. `make demo` starts it again where it was; `make demo-reset` forgets it.")

    def reset(self) -> None:
        """End all processes and remove `.demo/`."""
        self.stop()
        shutil.rmtree(self._layout.home, ignore_errors=True)
        print("Its data is gone.")

    def _set_up(self) -> dict[str, Any]:
        layout = self._layout
        config = load_or_make_config(layout)
        make_certificates(layout.home / "tls")
        layout.mail("").mkdir(parents=True, exist_ok=True)
        for name in ("owner", "sent"):
            mailbox.Maildir(layout.mail(name), create=True)
        if not layout.remote.exists():
            run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(layout.remote))
        write_env(layout.env_file("cloud"), cloud_settings(layout, config, self._environment))
        hashed = run(self._program("local"), "hash-password", stdin=f"{config['dashboard_password']}\n")
        write_env(layout.env_file("local"), local_settings(layout, config, hashed.strip().split("=", 1)[1]))
        for agent in ("local", "cloud"):  # the laptop lays the vault out, the Cloud clones it
            if not (layout.vault(agent) / ".git" / "ai-employee-applied").exists():
                arguments = ("init", "--vault", str(layout.vault(agent)), "--remote", str(layout.remote))
                run(self._program(agent), *arguments, env=self._agent_env(agent))
        return config

    def _program(self, agent: str) -> str:
        return str(ROOT / f".venv/bin/{agent}-agent")

    def _agent_env(self, machine: str) -> dict[str, str]:
        """Return the environment of one machine: nothing of the caller's but what programs need to run."""
        kept = ("PATH", "HOME", "LANG", "USER", "LOGNAME", "TMPDIR")
        own = {key: self._environment[key] for key in kept if key in self._environment}
        file = self._layout.env_file(machine if machine != "mailbox" else "local")
        return {"USER": "demo", **own, "PM2_HOME": str(self._layout.home / "pm2"), "ENV_FILE": str(file)}

    def _pm2(self, *arguments: str, machine: str) -> str:
        if not PM2.exists():
            raise DemoError("PM2 is not installed. Run: make install")
        return run(str(PM2), *arguments, env=self._agent_env(machine))

    def _wait_until_up(self, config: dict[str, Any]) -> None:
        url = f"http://localhost:{config['port']}/login"
        self._wait("the dashboard did not start; see `make demo-status`", lambda: answers(url))
        beats = [
            self._layout.state(agent) / "health" / name
            for agent, name in (("cloud", "cloud_orchestrator.json"), ("local", "local_orchestrator.json"))
        ]
        self._wait("the agents did not start; see `make demo-status`", lambda: all(beat.exists() for beat in beats))

    def _wait(self, problem: str, look: Callable[[], bool], seconds: float = UP_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not look():
            if time.monotonic() > deadline:
                raise DemoError(f"After {seconds:g} seconds {problem}. Logs: {self._layout.home / 'pm2' / 'logs'}")
            time.sleep(LOOK_SECONDS)

    def _drafts(self) -> list[str]:
        folder = self._layout.vault("local") / "Pending_Approval" / "Email"
        return sorted(path.name for path in folder.glob("*.md"))

    def _config(self) -> dict[str, Any]:
        if not self._layout.config.exists():
            raise DemoError("The demo is not set up. Run: make demo")
        return load_or_make_config(self._layout)

    def _say(self, text: str) -> None:
        print(f"  {time.monotonic() - self._started:5.1f} s  {text} …", flush=True)

    def _tell(self, config: dict[str, Any]) -> None:
        key = bool(self._environment.get("ANTHROPIC_API_KEY"))
        drafts = (
            "Claude drafts the replies." if key else "Without ANTHROPIC_API_KEY, replies are drafted from templates."
        )
        print(
            f"""
The product runs ({time.monotonic() - self._started:.0f} s). {drafts}

  Dashboard   http://localhost:{config["port"]}
  Password    {config["dashboard_password"]}
  Vault       {self._layout.vault("local")}   (open it in Obsidian)

Try this:
  1. Open the dashboard, open the urgent draft, change a word, and send it. (A first-time recipient asks for the
     password again.) Then `make demo-outbox` shows what went out.
  2. Move the other draft in Obsidian or a file manager from Pending_Approval/Email/ to Approved/Email/.
  3. make demo-mail SUBJECT='Lunch on Friday?' BODY='Could you tell me a time?'
  4. make demo-status · make demo-stop · make demo-reset
"""
        )


def answers(url: str) -> bool:
    """Tell whether a page is served."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def show(mail: EmailMessage) -> None:
    """Print one sent mail."""
    print("─" * 72)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"):
        if mail[name]:
            print(f"{name + ':':13}{mail[name]}")
    body = mail.get_body(("plain",))
    print(f"\n{body.get_content().rstrip() if body else ''}\n")


def main() -> int:
    """Run one command; returns the exit code."""
    demo = Demo(Layout(), dict(os.environ))
    commands = {name: getattr(demo, name) for name in ("start", "mail", "outbox", "status", "stop", "reset")}
    try:
        commands[sys.argv[1]]()
    except DemoError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; what was started goes on. `make demo-stop` ends it.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
