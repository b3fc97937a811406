// What a cell's text is, as far as the screen needs it: totals, going on, one way of writing.
// Pure. What is allowed and why not is known by the server (results/scoring.py) alone; which codes
// there are, and which of them count as zero, comes with the page.

const NUMBER = /^(\d*)(?:[.,](\d*))?$/;
const MOST_DECIMALS = 2;

function split(text) {
  const match = NUMBER.exec(text);
  return match && (match[1] || match[2]) ? [match[1], match[2] ?? null] : null;
}

/** The number in hundredths, so that sums stay exact; null when it is no number. */
export function hundredths(text) {
  const parts = split(text);
  return parts && Math.round(100 * Number(`${parts[0] || 0}.${parts[1] || 0}`));
}

/** One way of writing: `a` is `A`, `2.50` is `2,5`, `07` is `7`. What is neither stays as it is. */
export function tidy(text, codes) {
  const trimmed = text.trim();
  if (trimmed.toUpperCase() in codes) return trimmed.toUpperCase();
  const parts = split(trimmed);
  if (!parts) return trimmed;
  const whole = parts[0].replace(/^0+(?=\d)/, "") || "0";
  const decimals = (parts[1] ?? "").replace(/0+$/, "");
  return decimals ? `${whole},${decimals}` : whole;
}

/** What counts of a cell, in hundredths: 0 for a code that counts as zero, null for nothing. */
export function counted(text, maximum, codes) {
  if (text in codes) return codes[text].zero ? 0 : null;
  const points = hundredths(text);
  return points !== null && points <= 100 * maximum ? points : null;
}

/** Whether the cell can't be what it says; the server says why, and decides. */
export function impossible(text, maximum, codes) {
  if (text === "" || text in codes) return false;
  const points = hundredths(text);
  return points === null || points > 100 * maximum;
}

/** Whether nothing can follow what was typed, so that the cursor may go on by itself. */
export function isComplete(text, maximum, codes) {
  if (text.toUpperCase() in codes) return true;
  const parts = split(text);
  if (!parts) return false;
  const points = hundredths(text);
  if (parts[1] === null) return parts[0] === "0" || 10 * points > 100 * maximum;
  if (parts[1].length >= MOST_DECIMALS) return true;
  return parts[1].length === 1 && points + 1 > 100 * maximum;
}

/** `1250` hundredths as people write it: `12,5`. */
export const dutch = (value) => String(value / 100).replace(".", ",").replace("-", "−");

/** A share as `63,2 %`; empty when there is nothing to divide. */
export function percent(part, whole) {
  return whole ? `${(Math.round((1000 * part) / whole) / 10).toFixed(1).replace(".", ",")}\u00a0%` : "";
}
