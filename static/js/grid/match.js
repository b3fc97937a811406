// Which cell of the grid each text of a pasted block belongs to. Pure: pupils by their names and
// questions by their labels where the block has them, else from the cell of the cursor on.
//
// A text that belongs nowhere is told, never dropped in silence; an empty one changes nothing.

const bare = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const nameKey = (text) => bare(text).split(" ").sort().join(" ");
const isName = (text) => (text.match(/\p{L}/gu) ?? []).length >= 2;
const labelKey = (text) => bare(text).replace(/^(vraag|vr|item|oefening|oef|v)(?=[ \d])/, "").trim();

/** `{writes: [[y, x, text]], names, header, found, strangers: [name], unplaced: [text]}`.
    `pupils` are names, `labels` the columns' labels, `total` the total's column or null, `at` the
    cursor. `header` true or false overrules what the block looks like. */
export function matchBlock(block, { pupils, labels, total = null, maxima, at: [top, left] }, header = null) {
  const nameColumns = findNames(block);
  const hasHeader = header ?? looksLikeHeader(block, nameColumns, labels, maxima);
  const body = hasHeader ? block.slice(1) : block;
  const width = Math.max(0, ...block.map((row) => row.length));
  const values = [...Array(width).keys()].filter((n) => !nameColumns.includes(n));
  const columns = hasHeader
    ? byLabel(block[0], values, labels)
    : bySequence(values, startColumn(values.length, labels.length, total, left), labels.length);
  const rows = nameColumns.length ? byName(body, nameColumns, pupils) : body.map((_, n) => top + n);
  return place(body, { rows, columns, values, nameColumns, pupils, hasHeader });
}

function place(body, { rows, columns, values, nameColumns, pupils, hasHeader }) {
  const result = {
    writes: [], unplaced: [], strangers: [], found: 0, names: nameColumns.length > 0, header: hasHeader,
  };
  const taken = new Set();
  body.forEach((row, n) => {
    const y = rows[n];
    const texts = values.map((column) => [columns.get(column), row[column] ?? ""]).filter(([, text]) => text !== "");
    if (y === null && texts.length) {
      const name = nameColumns.map((column) => row[column] ?? "").join(" ").trim() || "zonder naam";
      result.strangers.push(`${name} (${texts.map(([, text]) => text).join(" ")})`);
      return;
    }
    if (y < pupils.length && texts.length) result.found += 1;
    for (const [x, text] of texts) {
      const here = `${y}-${x}`;
      if (y >= pupils.length || x === undefined || taken.has(here)) {
        result.unplaced.push(text);
        continue;
      }
      taken.add(here);
      result.writes.push([y, x, text]);
    }
  });
  return result;
}

/** The first columns that hold names: one, or family name and first name apart. */
function findNames(block) {
  const columns = [];
  for (let n = 0; n < 4; n += 1) {
    const texts = block.slice(block.length > 1 ? 1 : 0).map((row) => row[n] ?? "").filter((text) => text !== "");
    if (!texts.length || 2 * texts.filter(isName).length <= texts.length) {
      if (columns.length) break;
      continue;
    }
    columns.push(n);
    if (columns.length === 2) break;
  }
  return columns;
}

function looksLikeHeader(block, nameColumns, labels, maxima) {
  if (block.length < 2) return false;
  const first = block[0];
  const texts = first.map((text, n) => [text, n]).filter(([text, n]) => text !== "" && !nameColumns.includes(n));
  const known = new Map(labels.map((label, x) => [labelKey(label), x]));
  const matched = texts.filter(([text]) => known.has(labelKey(text)));
  if (!texts.length || 2 * matched.length < texts.length) return false;
  if (nameColumns.some((n) => /^(|naam|familienaam|achternaam|voornaam|leerling|leerlingen|volledige naam)$/.test(bare(first[n] ?? "")))) return true;
  if (matched.some(([text]) => isNaN(Number(text.replace(",", "."))) && text.length > 1)) return true;
  // Only numbers: labels when all are, and as points they would be impossible.
  return matched.length === texts.length && matched.some(([text]) => Number(text) > maxima[known.get(labelKey(text))]);
}

function byLabel(first, values, labels) {
  const known = new Map(labels.map((label, x) => [labelKey(label), x]));
  const found = values.map((n) => [n, known.get(labelKey(first[n] ?? ""))]);
  return new Map(found.filter(([, x]) => x !== undefined));
}

/** A block as wide as the questions begins at the first, wherever the cursor is. */
function startColumn(count, width, total, left) {
  const questions = total === null ? width : width - 1;
  return count === questions || count === width ? 0 : left;
}

function bySequence(values, start, width) {
  const placed = values.map((n, order) => [n, start + order]).filter(([, x]) => x < width);
  return new Map(placed);
}

/** Per row the pupil whose name it is, or null: nobody, or more than one. */
function byName(body, nameColumns, pupils) {
  const keys = pupils.map(nameKey);
  return body.map((row) => {
    const given = nameKey(nameColumns.map((n) => row[n] ?? "").join(" "));
    const exact = keys.flatMap((key, y) => (key === given ? [y] : []));
    if (exact.length) return exact.length === 1 ? exact[0] : null;
    const close = keys.flatMap((key, y) => (given && holds(key, given) ? [y] : []));
    return close.length === 1 ? close[0] : null;
  });
}

/** Whether one name says all words of the other: a second first name that one of both lacks. */
function holds(one, other) {
  const [short, long] = [one.split(" "), other.split(" ")].sort((a, b) => a.length - b.length);
  return short.length > 1 && short.every((word) => long.includes(word));
}
