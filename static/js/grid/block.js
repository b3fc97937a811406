// A block from the clipboard as rows of texts: from Excel, LibreOffice, Google Sheets, or a table on
// a web page. Pure, but for the browser's own reading of HTML.

/** Rows of a text with tabs (or semicolons), where a text in quotes may hold both. */
export function rowsOfText(text) {
  const separator = text.includes("\t") || !text.includes(";") ? "\t" : ";";
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const endCell = () => (row.push(clean(cell)), (cell = ""));
  const endRow = () => (endCell(), rows.push(row), (row = []));
  for (let n = 0; n < text.length; n += 1) {
    const sign = text[n];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[n + 1] === '"') (cell += '"'), (n += 1);
      else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === separator) endCell();
    else if (sign === "\n") endRow();
    else if (sign === "\r") {
      if (text[n + 1] !== "\n") endRow();
    } else cell += sign;
  }
  if (cell || row.length) endRow();
  return withoutEmptyEdge(rows);
}

/** Rows of the first table in a piece of HTML; a cell that spans several, to the right or downwards,
    leaves the others empty. */
export function rowsOfHtml(html) {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return [];
  const filled = []; // per column, how many rows a cell from above still takes
  return withoutEmptyEdge([...table.rows].map((row) => rowOfCells(row.cells, filled)));
}

function rowOfCells(cells, filled) {
  const row = [];
  const passFilled = () => {
    for (; filled[row.length] > 0; row.push("")) filled[row.length] -= 1;
  };
  for (const cell of cells) {
    passFilled();
    for (let n = 0; n < Math.min(cell.colSpan, 200); n += 1) {
      filled[row.length] = cell.rowSpan - 1;
      row.push(n ? "" : clean(cell.textContent));
    }
  }
  passFilled();
  return row;
}

/** What was copied: the text, unless only the HTML knows the columns. */
export function rowsOfClipboard({ text = "", html = "" }) {
  if (text.includes("\t") || !html) return rowsOfText(text);
  const rows = rowsOfHtml(html);
  return rows.some((row) => row.length > 1) ? rows : rowsOfText(text);
}

const clean = (text) => text.replace(/[\s\u00a0\u202f]+/g, " ").trim();

function withoutEmptyEdge(rows) {
  let last = rows.length;
  while (last && rows[last - 1].every((cell) => cell === "")) last -= 1;
  return rows.slice(0, last);
}
