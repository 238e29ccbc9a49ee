/** What each problem code of the data model means, for the owner. */

const WORDS: Record<string, string> = {
  too_large: "The file is larger than 1 MiB.",
  not_utf8: "The file is not text that can be read (no UTF-8).",
  control_character: "The file holds control characters.",
  no_front_matter: "The block of fields at the top is missing or never ends.",
  bad_yaml: "The fields at the top cannot be read.",
  alias: "The fields at the top use an alias, which is not allowed.",
  tag: "The fields at the top use a tag, which is not allowed.",
  duplicate_key: "A field at the top is there twice.",
  too_deep: "The fields at the top are nested too deeply.",
  bad_key: "A field at the top has a name that is not allowed.",
};

export function problemWords(code: string): string {
  return WORDS[code] ?? `The file has a problem: ${code.replaceAll("_", " ")}.`;
}
