/**
 * The restricted front matter of a vault file (docs/platinum/data-model.md §1), read exactly as the Python side does.
 * The `yaml` package gives the syntax tree only; no tag, alias or resolver of it acts.
 */
import { readLines } from "@/lib/vault/front-lines";
import { CST, isMap, isScalar, isSeq, Lexer, parseAllDocuments, Scalar, type Pair, type YAMLMap } from "yaml";

export type Plain = string | number | boolean | null;
export type Value = Plain | Plain[] | Record<string, Plain>;
export type FrontMatter = Record<string, Value>;

export interface VaultDocument {
  front: FrontMatter;
  body: string;
}

export type ProblemCode =
  | "too_large"
  | "not_utf8"
  | "control_character"
  | "no_front_matter"
  | "bad_yaml"
  | "alias"
  | "tag"
  | "duplicate_key"
  | "too_deep"
  | "bad_key";

export class MalformedFile extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly line: number | null = null,
  ) {
    super(code);
    this.name = "MalformedFile";
  }
}

const MAX_FILE_BYTES = 1024 * 1024;
const MAX_FRONT_CHARS = 64 * 1024;
const KEY = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const NUMBER = /^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$/;
// Control characters are just what these look for.
 
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;
const CONTROL_IN_FRONT = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
 
const SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const OPENING = /^---\r?(?:\n|(?![^]))/;
const CLOSING = /\n---\r?(?:\n|(?![^]))/;
const LINE_END_CR = /\r(?=\n|(?![^]))/g;
const WORDS = new Map<string, Plain>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["~", null],
  ["", null],
]);

/** Reads the exact bytes of a file; throws MalformedFile. */
export function parse(data: Uint8Array): VaultDocument {
  if (data.byteLength > MAX_FILE_BYTES) throw new MalformedFile("too_large");
  const { front, body } = split(decode(data));
  return { front: frontMatter(front), body };
}

function decode(data: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(data);
  } catch {
    throw new MalformedFile("not_utf8");
  }
  const found = CONTROL.exec(text);
  if (found) throw new MalformedFile("control_character", lineAt(text, found.index));
  return text;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function split(text: string): { front: string; body: string } {
  const opening = OPENING.exec(text);
  if (!opening) throw new MalformedFile("no_front_matter", 1);
  const start = opening[0].length - 1; // from the line's end on: the next line may be the closing one
  const closing = CLOSING.exec(text.slice(start));
  if (!closing) throw new MalformedFile("no_front_matter", lineAt(text, text.length));
  const end = start + closing.index;
  return { front: copied(text.slice(start + 1, end)).replace(LINE_END_CR, ""), body: text.slice(end + closing[0].length) };
}

/** A text of its own: a piece of a text keeps the whole of it in memory, and an index keeps many pieces. */
export function copied(text: string): string {
  return ` ${text}`.slice(1);
}

function frontMatter(text: string): FrontMatter {
  if (text.length > MAX_FRONT_CHARS && [...text].length > MAX_FRONT_CHARS) throw new MalformedFile("too_large");
  const found = CONTROL_IN_FRONT.exec(text);
  if (found) throw new MalformedFile("control_character", lineAt(text, found.index) + 1);
  if (text.includes("\t")) throw new MalformedFile("bad_yaml", lineAt(text, text.indexOf("\t")) + 1);
  if (/^(%|\.\.\.|---)/m.test(text)) throw new MalformedFile("bad_yaml");
  return readLines(text, resolvePlain) ?? mapping(text);
}

function mapping(text: string): FrontMatter {
  refuseMarks(`${text}\n`);
  const documents = parseAllDocuments(`${text}\n`, { schema: "failsafe", uniqueKeys: false, strict: true, version: "1.1", merge: false });
  if (!Array.isArray(documents)) return {};
  const [document, ...more] = documents;
  if (!document) return {};
  if (more.length > 0) throw new MalformedFile("bad_yaml");
  const root = document.contents;
  const error = document.errors[0];
  if (error) throw new MalformedFile("bad_yaml", (error.linePos?.[0].line ?? 0) + 1);
  if (root === null || (isScalar(root) && root.value === "" && root.type === Scalar.PLAIN)) return {};
  if (!isMap(root)) throw new MalformedFile("bad_yaml");
  return readMap(root, false) as FrontMatter;
}

/** Refuses aliases, anchors and tags wherever they stand, before anything is read. */
function refuseMarks(text: string): void {
  let scalarFollows = false;
  for (const lexeme of new Lexer().lex(text)) {
    const kind: string | null = scalarFollows ? "scalar" : CST.tokenType(lexeme);
    scalarFollows = kind === "scalar" && lexeme === CST.SCALAR;
    if (kind === "alias" || kind === "anchor") throw new MalformedFile("alias");
    if (kind === "tag") throw new MalformedFile("tag");
  }
}

function readMap(map: YAMLMap, nested: boolean): Record<string, Value> {
  const result: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const pair of map.items) {
    const key = readKey(pair);
    if (key in result) throw new MalformedFile("duplicate_key");
    result[key] = readValue(pair.value, nested);
  }
  return { ...result };
}

function readKey(pair: Pair): string {
  const key = pair.key;
  if (!isScalar(key) || typeof key.value !== "string") throw new MalformedFile("bad_key");
  if (key.type === Scalar.BLOCK_FOLDED || key.type === Scalar.BLOCK_LITERAL || !KEY.test(key.value)) throw new MalformedFile("bad_key");
  return key.value;
}

function readValue(node: unknown, nested: boolean): Value {
  if (node === null || node === undefined) return null;
  if (isScalar(node)) return readScalar(node);
  if (nested) throw new MalformedFile("too_deep");
  if (isMap(node)) return readMap(node, true) as Record<string, Plain>;
  if (isSeq(node)) return node.items.map(readItem);
  throw new MalformedFile("bad_yaml");
}

function readItem(node: unknown): Plain {
  if (node === null || node === undefined) return null;
  if (!isScalar(node)) throw new MalformedFile("too_deep");
  return readScalar(node);
}

function readScalar(node: Scalar): Plain {
  const text = typeof node.value === "string" ? node.value : "";
  if (SURROGATE.test(text)) throw new MalformedFile("bad_yaml");
  return node.type === Scalar.PLAIN || node.type === undefined ? resolvePlain(text) : text;
}

/** The value of an unquoted scalar: the same few rules as in Python. */
export function resolvePlain(text: string): Plain {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return NUMBER.test(text) ? Number(text) + 0 : text; // + 0: no negative zero, as in Python
}

export function asText(value: Value | undefined): string {
  return value === undefined || value === null || typeof value === "object" ? "" : pythonText(value);
}

/** How Python writes a scalar: both sides must make the same payload of a mistyped field. */
function pythonText(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? numberText(value) : value;
}

/** A number without exponent; a vault file holds at most 15 decimals. */
export function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-6 ? value.toFixed(15).replace(/0+$/, "") : String(value);
}

export function asTexts(value: Value | undefined): string[] {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => pythonText(item));
  return value === undefined || value === null || typeof value === "object" ? [] : [pythonText(value)];
}
