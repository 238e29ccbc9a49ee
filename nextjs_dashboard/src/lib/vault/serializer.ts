/** Writes a vault file that both parsers read back to the same values. */
import { Document, Scalar, type ScalarTag } from "yaml";
import { numberText, resolvePlain, type FrontMatter, type Plain, type VaultDocument } from "@/lib/vault/parser";

/** Texts that need no quotes in any YAML: letters first, then letters, digits and a few harmless marks. */
const HARMLESS = /^[A-Za-z][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*$/;
const WORDS_OF_OTHER_YAMLS = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** What the parsers refuse raw; only double-quoted texts can hold it, so an escape can stand in its place. */
const RAW_REFUSED = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Numbers are written without exponent: both parsers take one for text. */
const FRACTION: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  identify: (value) => typeof value === "number" && !Number.isInteger(value),
  test: /^-?[0-9]+\.[0-9]+$/,
  resolve: Number,
  stringify: ({ value }) => numberText(Number(value)),
};

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

export function serialize(document: VaultDocument): Buffer {
  const keys = Object.keys(document.front);
  const front = keys.length === 0 ? "" : new Document(nodes(document.front), { version: "1.2", customTags: (tags) => [FRACTION, ...tags] }).toString({ lineWidth: 0, doubleQuotedAsJSON: true });
  return Buffer.from(`---\n${front.replace(RAW_REFUSED, escaped)}---\n${document.body}`, "utf8");
}

function nodes(front: FrontMatter): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(front).map(([key, value]) => {
      if (Array.isArray(value)) return [key, value.map(scalar)];
      if (typeof value === "object" && value !== null) return [key, Object.fromEntries(Object.entries(value).map(([inner, plain]) => [inner, scalar(plain)]))];
      return [key, scalar(value)];
    }),
  );
}

function scalar(value: Plain): unknown {
  if (typeof value !== "string") return value;
  const node = new Scalar(value);
  const plain = HARMLESS.test(value) && !WORDS_OF_OTHER_YAMLS.test(value) && resolvePlain(value) === value;
  node.type = plain ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
  return node;
}
