/** How long a post is as its platform counts, and how long it may be; local_agent/executors has the same. Pure. */

const LIMITS: Record<string, number> = { linkedin: 3000, facebook: 63_206, instagram: 2200, twitter: 280 };

/** What a platform would count; null for a platform whose limit is not known. */
export function postLength(platform: string, text: string, link: string | null): { length: number; limit: number } | null {
  const limit = LIMITS[platform];
  if (limit === undefined) return null;
  const whole = link ? `${text}\n\n${link}`.trim() : text; // X has no field for links
  return { length: platform === "twitter" ? weightedLength(whole) : text.length, limit };
}

const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]] as const;
const ADDRESS_WEIGHT = 23;
const EMOJI_WEIGHT = 2;
const ENDINGS = "com|org|net|edu|gov|info|biz|io|ai|app|dev|co|me|tv|eu|de|at|ch|uk|fr|es|it|nl|be|pl|se|no|dk|fi|pt|us|ca|au|in|jp|cn|br|tr|pk";
const ADDRESS = new RegExp(`(?<![\\p{L}\\p{N}_@#$./-])(?:https?://[^\\s<>"]+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${ENDINGS})(?![\\p{L}\\p{N}_-])(?:/[^\\s<>"]*)?)`, "giu");
const TRAILING = /[.,;:!?'")\]}…]+$/u;
const ONE = "(?:[\\u{1F1E6}-\\u{1F1FF}]{2}|[0-9#*]\\ufe0f?\\u20e3|[\\u00a9\\u00ae\\u203c-\\u3299\\u{1F000}-\\u{1FAFF}]\\ufe0f?[\\u{1F3FB}-\\u{1F3FF}]?)";
const EMOJI = new RegExp(`${ONE}(?:[\\u{E0020}-\\u{E007F}]+|(?:\\u200d${ONE})*)`, "gu");

/** twitter-text, configuration 3: weights by code point, addresses as 23, emoji as 2. */
export function weightedLength(text: string): number {
  const normal = text.normalize("NFC");
  let total = 0;
  let at = 0;
  for (const match of normal.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    total += weight(normal.slice(at, match.index)) + ADDRESS_WEIGHT;
    at = match.index + address.length;
  }
  return total + weight(normal.slice(at));
}

function weight(text: string): number {
  const emoji = text.match(EMOJI)?.length ?? 0;
  const plain = [...text.replace(EMOJI, "")];
  return emoji * EMOJI_WEIGHT + plain.reduce((sum, char) => sum + of(char.codePointAt(0) ?? 0), 0);
}

function of(point: number): number {
  return LIGHT.some(([low, high]) => low <= point && point <= high) ? 1 : 2;
}
