/** How the chosen chips and the owner's own words become one reason. Pure. */

export const REJECT_CHIPS = ["Wrong facts", "Tone", "Too long", "Don't reply"] as const;

/** The longest reason that the vault keeps, in characters. */
const LONGEST_REASON = 200;

const JOIN = ": ";

export function rejectReason(chips: readonly string[], remark: string): string {
  return [chips.join(", "), remark.trim()].filter((part) => part !== "").join(JOIN);
}

/** How many characters are left for the owner's own words beside the chips. */
export function longestRemark(chips: readonly string[]): number {
  const taken = chips.join(", ").length;
  return LONGEST_REASON - (taken === 0 ? 0 : taken + JOIN.length);
}
