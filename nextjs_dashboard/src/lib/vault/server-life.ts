import "server-only";

/** Reads the vault as the server starts, so that the first page does not wait for it; lets go of open pages as it ends. */
import { startPushing } from "@/lib/push/service";
import { vaultIndex } from "@/lib/vault/vault-index";

const LAST_MS = 1_000; // for answers that are under way; browsers would keep their connections for longer

function end(): void {
  void vaultIndex().then((index) => index.stop());
  setTimeout(() => process.exit(0), LAST_MS).unref();
}

if (process.env.VAULT_PATH) {
  startPushing().catch((error: unknown) => console.error("the vault cannot be read yet", error));
  process.once("SIGTERM", end).once("SIGINT", end);
}
