export type Cell = string | number | boolean | Date | null | undefined;

/** A spreadsheet takes a text that begins like this for a formula, and runs it. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line of CSV (RFC 4180). An apostrophe keeps a spreadsheet from running a text (OWASP, "CSV injection"). */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell !== "string") return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
