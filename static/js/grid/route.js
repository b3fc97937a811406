// Where the cursor goes. Pure: a grid here is its size, its total column, which
// cells are open (the others are exempt) and which are filled.

/** The columns that an order of entry visits. */
function columnsOf(order, grid, withTotal) {
  const all = [...Array(grid.width).keys()];
  if (order === "total" && grid.total !== null) return [grid.total];
  return all.filter((x) => x !== grid.total || withTotal);
}

function* sequence(order, grid, columns) {
  const rows = [...Array(grid.height).keys()];
  if (order === "pupil") for (const y of rows) for (const x of columns) yield [y, x];
  else for (const x of columns) for (const y of rows) yield [y, x];
}

/** The cell after [y, x] in the order of entry, or null at the end. */
export function goOn([y, x], grid, { order = "pupil", skip = false, withTotal = false } = {}) {
  const columns = columnsOf(order, grid, withTotal);
  if (!columns.includes(x)) columns.push(x); // who is in the total column goes on from there
  columns.sort((a, b) => a - b);
  let passed = false;
  for (const [row, column] of sequence(order, grid, columns)) {
    if (passed && grid.isOpen(row, column) && !(skip && grid.filled(row, column))) return [row, column];
    if (row === y && column === x) passed = true;
  }
  return null;
}

/** Enter: down, then the top of the next column. Backwards with -1. */
export function down([y, x], grid, { skip = false, order } = {}, way = 1) {
  return walk(y + x * grid.height, grid, way, skip, order === "total" ? grid.total : null, (n) => [
    n % grid.height,
    Math.floor(n / grid.height),
  ]);
}

/** Tab: right, then the first cell of the next row. Backwards with -1. */
export function right([y, x], grid, { skip = false, order } = {}, way = 1) {
  return walk(x + y * grid.width, grid, way, skip, order === "total" ? grid.total : null, (n) => [
    Math.floor(n / grid.width),
    n % grid.width,
  ]);
}

function walk(from, grid, way, skip, only, place) {
  const cells = grid.width * grid.height;
  for (let n = from + way; n >= 0 && n < cells; n += way) {
    const [y, x] = place(n);
    if (only !== null && x !== only) continue;
    if (grid.isOpen(y, x) && !(skip && grid.filled(y, x))) return [y, x];
  }
  return null;
}
