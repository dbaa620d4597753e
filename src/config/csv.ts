/** How CSV tables are cut into cells. */

const CANDIDATES = [',', ';', '\t', '|'] as const;

/**
 * The separator of a table: the one most used in its header row, outside quotes. The library's own guess looks at rows with
 * quoted line breaks as well and then cuts them wrong.
 */
export function delimiterOf(text: string): string {
  const counts = new Map<string, number>(CANDIDATES.map((c) => [c, 0]));
  let isQuoted = false;
  let hasText = false;
  for (const c of text) {
    if (c === '"') isQuoted = !isQuoted;
    if (!isQuoted && (c === '\n' || c === '\r')) {
      if (hasText) break;
      continue;
    }
    hasText = true;
    if (!isQuoted && counts.has(c)) counts.set(c, (counts.get(c) ?? 0) + 1);
  }
  const best = [...counts].sort(([, a], [, b]) => b - a)[0];
  return best && best[1] > 0 ? best[0] : ',';
}
