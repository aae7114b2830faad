// The grid that fills the screen: as many columns as make the tiles largest and leave
// little empty; below a readable size the room scrolls instead.

const LEAST = { wide: 216, high: 176 }; // px
const SHAPE = 1.25; // width to height of a tile that looks right
const GAP = 12;
const SCROLLED_HIGH = 208;

/** Return {columns, high} for a number of tiles in a place; high in px. */
export function grid(tiles, width, height) {
  let best = null;
  for (let columns = 1; columns <= tiles; columns += 1) {
    const rows = Math.ceil(tiles / columns);
    const wide = (width - (columns - 1) * GAP) / columns;
    const high = (height - (rows - 1) * GAP) / rows;
    const filled = tiles / (columns * rows);
    const size = Math.min(wide / SHAPE, high) * filled;
    const fits = wide >= LEAST.wide && high >= LEAST.high;
    if (fits && (best === null || size > best.size)) best = { columns, high, size };
  }
  if (best !== null) return best;
  const columns = Math.max(1, Math.min(tiles, Math.floor((width + GAP) / (LEAST.wide + 64 + GAP))));
  return { columns, high: SCROLLED_HIGH };
}
