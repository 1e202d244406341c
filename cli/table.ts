/** Aligns columns by their widest cell, and cuts the widest column where a line would not fit. */
export function table(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => width(row[at] ?? ''))));
  const gap = 2;
  let over = widths.reduce((sum, each) => sum + each, 0) + gap * (count - 1) - columns;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const had = widths[widest] ?? 0;
    if (had <= 8) break;
    widths[widest] = had - 1;
    over -= 1;
  }
  return rows.map((row) =>
    row
      .map((cell, at) => asWide(cell, widths[at] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

// eslint-disable-next-line no-control-regex -- colours take no room
const bare = (text: string): string => text.replaceAll(/\u001B\[[\d;]*m/g, '');
const width = (text: string): number => [...bare(text)].length;

function asWide(text: string, room: number): string {
  const long = width(text);
  if (long <= room) return text + ' '.repeat(room - long);
  return `${[...bare(text)].slice(0, room - 1).join('')}…`;
}
