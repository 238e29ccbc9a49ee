/** The lines of an invoice's table with their sums, in whole numbers so that no cent is lost. Pure; as agent_skills/domain/line_items.py reads it. */

import { grouped } from "@/lib/client/numbers";

export interface LineItem {
  item: string;
  quantity: string;
  price: string;
  /** Null where the books decide. */
  tax: string | null;
  /** Quantity times price, two places. */
  total: string;
}

export interface Bill {
  items: LineItem[];
  net: string;
  /** The given taxes; null where a line leaves its tax to the books. */
  tax: string | null;
  gross: string | null;
  /** The text beside the table. */
  note: string;
}

const HEADER = "item|quantity|unit price|tax %";
const NUMBER = /^(-?)([0-9]{1,12})(?:\.([0-9]{1,6}))?$/;
const MICRO = 10n ** 6n;

/** Null where the text has no table that can be read whole. */
export function billOf(text: string): Bill | null {
  const lines = text.split("\n");
  const table = tableOf(lines);
  if (!table) return null;
  const note = [...lines.slice(0, table.start), ...lines.slice(table.end)].join("\n").trim();
  const read = table.rows.map(row);
  return read.length === 0 || read.includes(null) ? null : sums(read as Row[], note);
}

/** Where the table of lines begins and ends, and its rows; null where there is none. */
export function tableOf(lines: string[]): { start: number; end: number; rows: string[] } | null {
  const start = lines.findIndex(isHeader);
  if (start < 0) return null;
  const after = lines.slice(start + 1).findIndex((line) => !line.trimStart().startsWith("|"));
  const end = after < 0 ? lines.length : start + 1 + after;
  return { start, end, rows: lines.slice(start + 1, end).filter((line) => !/^[\s|:-]+$/.test(line)) };
}

export function isHeader(line: string): boolean {
  return cells(line).join("|").toLowerCase() === HEADER;
}

interface Row extends Omit<LineItem, "total"> {
  /** In millionths of a millionth, and its tax in hundreds of those. */
  net: bigint;
  due: bigint | null;
}

function row(line: string): Row | null {
  const [item = "", quantity = "", price = "", percent = ""] = cells(line);
  const tax = percent.replace(/%$/, "").trim() || null;
  const [count, each, rate] = [micros(quantity), micros(price), tax === null ? 0n : micros(tax)];
  if (cells(line).length !== 4 || item === "" || count === null || each === null || rate === null) return null;
  const net = count * each;
  return { item, quantity, price, tax, net, due: tax === null ? null : net * rate };
}

function sums(rows: Row[], note: string): Bill {
  const net = rows.reduce((sum, { net: each }) => sum + each, 0n);
  const taxed = rows.every(({ due }) => due !== null);
  const due = rows.reduce((sum, { due: each }) => sum + (each ?? 0n), 0n);
  const scale = MICRO * MICRO;
  const items = rows.map(({ item, quantity, price, tax, net: each }) => ({ item, quantity, price, tax, total: money(each, scale) }));
  const whole = { net: cents(net, scale), tax: cents(due, scale * MICRO * 100n) };
  return { items, note, net: written(whole.net), tax: taxed ? written(whole.tax) : null, gross: taxed ? written(whole.net + whole.tax) : null };
}

function micros(text: string): bigint | null {
  const [found, sign, whole = "", rest = ""] = NUMBER.exec(text) ?? [];
  if (found === undefined) return null;
  const value = BigInt(whole) * MICRO + BigInt(rest.padEnd(6, "0"));
  return sign === "-" ? -value : value;
}

function money(value: bigint, scale: bigint): string {
  return written(cents(value, scale));
}

/** Half a cent is rounded away from zero. */
function cents(value: bigint, scale: bigint): bigint {
  const doubled = (value < 0n ? -value : value) * 200n;
  const rounded = (doubled + scale) / (2n * scale);
  return value < 0n ? -rounded : rounded;
}

function written(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(3, "0");
  return `${value < 0n ? "-" : ""}${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`;
}

/** The texts of a table's row; none where the line is no row. */
export function cells(line: string): string[] {
  const text = line.trim();
  if (!text.startsWith("|")) return [];
  return text.slice(1).replace(/(?<!\\)\|$/, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}
