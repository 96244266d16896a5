// The table as CSV and the map as SVG, made in the page and saved by the browser.

/// A cell that a spreadsheet would take for a formula gets an apostrophe, as in ranking.csv.
export function safe_cell(value) {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value);
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

export const csv_text = (rows) => rows.map((row) => row.map(safe_cell).join(',')).join('\n') + '\n';

export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
