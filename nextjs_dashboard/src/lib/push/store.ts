import "server-only";

/** The phones that want to be told, the server's own key, and what was told already: one file of the state folder. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { isCode, readRegular, replaceFile } from "@/lib/vault/files";

const Device = z.object({
  endpoint: z.string(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
  label: z.string(),
  added_at: z.string(),
  last_success: z.string().nullable(),
  problem: z.string().nullable(),
});
export type Device = z.infer<typeof Device>;

const Content = z.object({
  vapid: z.object({ publicKey: z.string(), privateKey: z.string() }),
  devices: z.array(Device),
  /** Ids of waiting drafts that were told; null before the first look. */
  told: z.array(z.string()).nullable(),
});
export type PushContent = z.infer<typeof Content>;

export class PushStore {
  private content: PushContent | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly newKeys: () => { publicKey: string; privateKey: string },
  ) {}

  /** A file that is no such thing is put aside by a new one: the phones then have to ask anew. */
  async read(): Promise<PushContent> {
    this.content ??= (await this.load()) ?? (await this.write({ vapid: this.newKeys(), devices: [], told: null }));
    return this.content;
  }

  async change(make: (content: PushContent) => PushContent): Promise<PushContent> {
    return this.write(make(await this.read()));
  }

  private async write(content: PushContent): Promise<PushContent> {
    this.content = content;
    await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 });
    this.writing = this.writing.then(() => replaceFile(this.file, Buffer.from(JSON.stringify(this.content))));
    await this.writing;
    return content;
  }

  private async load(): Promise<PushContent | null> {
    try {
      const found = Content.safeParse(JSON.parse((await readRegular(this.file)).toString("utf8")));
      return found.success ? found.data : null;
    } catch (error) {
      if (isCode(error, "ENOENT") || error instanceof SyntaxError) return null;
      throw error;
    }
  }
}

/** A short name of a phone's address, which is a secret of its own. */
export function deviceId(endpoint: string): string {
  return createHash("sha256").update(endpoint).digest("hex").slice(0, 16);
}
