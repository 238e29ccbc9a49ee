/** What a draft's flags ask of the owner. Pure. */

/** Flags that keep a draft out of every batch, whatever the settings say (architecture §7). */
const ONE_BY_ONE = ["money", "new_recipient", "changed_recipient", "suspicious", "bidi", "malformed"];

/** Only mail without such a flag may be approved together with others. */
export function mayBatch(risk: string[], action: string): boolean {
  return action === "send_email" && !risk.some((flag) => ONE_BY_ONE.includes(flag));
}
