/**
 * Front matter as both agents and this dashboard write it, read line by line: some thirty times faster than a YAML
 * parser. Whatever is not of that plain shape is left to the parser (null), which says what it is or what is wrong.
 */
import type { FrontMatter, Plain } from "@/lib/vault/parser";

type Resolve = (text: string) => Plain;

const FIELD = /^([A-Za-z][A-Za-z0-9_-]{0,63}):(?: (\S.*))?$/;
const ITEM = /^( *)- (\S.*)$/;
/** Plain texts that no YAML reads as anything else: a harmless first character, no mark that ends or splits them. */
const PLAIN = /^[A-Za-z0-9</(+\u00c0-\u024f](?:[^:#]|:(?=[^ ])|(?<! )#)*$/;
const SINGLE = /^'(?:[^']|'')*'$/;
const DOUBLE = /^"(?:[^"\\]|\\["\\nrt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"$/;
const BAD_END = /[\s:]/;
const HALF_CHARACTERS = /[\ud800-\udfff]/u;

/** The fields, or null where the text is not of the plain shape. */
export function readLines(text: string, resolve: Resolve): FrontMatter | null {
  if (HALF_CHARACTERS.test(text)) return null;
  const reader = new LineReader(resolve);
  const lines = text === "" ? [] : text.split("\n");
  return lines.every((line) => reader.take(line)) ? reader.fields : null;
}

class LineReader {
  readonly fields: FrontMatter = {};
  private key: string | null = null; // whose list may follow
  private indent: string | null = null;

  constructor(private readonly resolve: Resolve) {}

  /** Whether the line was understood. */
  take(line: string): boolean {
    const field = FIELD.exec(line);
    return field ? this.takeField(field[1] ?? "", field[2]) : this.takeItem(line);
  }

  private takeField(key: string, written: string | undefined): boolean {
    if (Object.hasOwn(this.fields, key)) return false;
    this.key = written === undefined ? key : null;
    this.indent = null;
    const value = written === undefined ? null : written === "[]" ? [] : this.scalar(written);
    if (value === undefined) return false;
    this.fields[key] = value;
    return true;
  }

  private takeItem(line: string): boolean {
    const item = ITEM.exec(line);
    if (!item || this.key === null) return false;
    this.indent ??= item[1] ?? "";
    const value = item[1] === this.indent ? this.scalar(item[2] ?? "") : undefined;
    if (value === undefined) return false;
    const list = this.fields[this.key];
    if (Array.isArray(list)) list.push(value);
    else this.fields[this.key] = [value];
    return true;
  }

  private scalar(written: string): Plain | undefined {
    if (written.startsWith("'")) return SINGLE.test(written) ? written.slice(1, -1).replaceAll("''", "'") : undefined;
    if (written.startsWith('"')) return DOUBLE.test(written) ? (JSON.parse(written) as string) : undefined;
    return PLAIN.test(written) && !BAD_END.test(written.slice(-1)) ? this.resolve(written) : undefined;
  }
}
