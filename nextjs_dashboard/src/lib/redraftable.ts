/** What the Cloud agent can write another version of: answers to a mail, and posts of a campaign. */
const REDRAFTABLE = new Set(["send_email", "create_post"]);

export function mayRedraft(action: string): boolean {
  return REDRAFTABLE.has(action);
}
