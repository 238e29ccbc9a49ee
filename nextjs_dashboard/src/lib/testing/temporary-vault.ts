/** A vault and a state folder of their own on disk, with a running index, for tests. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { VaultIndex } from "@/lib/vault/vault-index";

const open: TemporaryVault[] = [];

export class TemporaryVault {
  readonly root = mkdtempSync(path.join(tmpdir(), "vault-"));
  readonly vault = path.join(this.root, "vault");
  readonly state = path.join(this.root, "state");
  readonly index = new VaultIndex(this.vault, this.state);

  constructor() {
    mkdirSync(this.vault);
    mkdirSync(this.state);
    open.push(this);
  }

  write(relative: string, content: string): void {
    replace(path.join(this.vault, relative), content);
  }

  writeState(relative: string, content: unknown): void {
    replace(path.join(this.state, relative), JSON.stringify(content));
  }
}

/** Writes as the agents do: nobody sees half a file. */
function replace(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, content);
  renameSync(`${file}.tmp`, file);
}

/** For `afterEach`: ends every index and removes its folders. */
export function removeTemporaryVaults(): void {
  for (const { index, root } of open.splice(0)) {
    index.stop();
    rmSync(root, { recursive: true });
  }
}

export function draftFile(id: string, subject = "Re: Contract", more = ""): string {
  return `---\nid: ${id}\naction: send_email\nstatus: pending_approval\nto:\n- ali@acme.example\nsubject: "${subject}"\n${more}---\n# Reply\n\n## Draft\n\nYes.\n\n> [!quote]- Original\n> Please?\n`;
}
