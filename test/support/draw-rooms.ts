/** One box of the picture. */
export interface Box {
  name: string;
  /** A second, smaller line. */
  note: string;
}

/** `from` imports `to`. */
export interface Arrow {
  from: string;
  to: string;
  /** Everything that is imported is loaded on demand. */
  onDemand: boolean;
}

const HEIGHT = 46;
const LAYER = 104;
const GAP = 22;
const MARGIN = 24;
/** Average width of a character of the two lines. */
const CHARACTER = { name: 8.4, note: 6.3 };

interface Placed extends Box {
  x: number;
  y: number;
  width: number;
}

/**
 * Draws boxes in layers, each above everything that it imports. An arrow is left out if a longer way says the same: a box
 * that imports `migrate`, which imports `core`, has no arrow to `core`.
 */
export function drawRooms(title: string, boxes: readonly Box[], arrows: readonly Arrow[]): string {
  const layers = layersOf(boxes, arrows);
  const ways = arrows.filter((arrow) => !isImplied(arrow, arrows)).map((arrow) => wayOf(arrow, layers));
  const ordered = orderLayers(layers, ways);
  const widths = ordered.map((layer) => layer.reduce((sum, box) => sum + widthOf(box) + GAP, -GAP));
  const width = Math.max(...widths) + 2 * MARGIN;
  const placed = new Map<string, Placed>();
  for (const [row, layer] of ordered.entries()) {
    let x = (width - (widths[row] ?? 0)) / 2;
    for (const box of layer) {
      placed.set(box.name, { ...box, x, y: MARGIN + row * LAYER, width: widthOf(box) });
      x += widthOf(box) + GAP;
    }
  }
  const height = MARGIN * 2 + (ordered.length - 1) * LAYER + HEIGHT;
  const lines = ways.map(({ stops, onDemand }) =>
    lineOf(
      stops.flatMap((stop) => placed.get(stop) ?? []),
      onDemand,
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-label="${title}">`,
    STYLE,
    `<rect class="ground" width="${round(width)}" height="${round(height)}" rx="8"/>`,
    ...lines,
    ...[...placed.values()].filter(({ name }) => !isGap(name)).map(boxOf),
    '</svg>\n',
  ].join('\n');
}

const STYLE = `<style>
.ground { fill: #ffffff; }
.box { fill: #eef4fb; stroke: #4a7ab0; }
.line { fill: none; stroke: #7d8894; stroke-width: 1.2; }
.on-demand { stroke-dasharray: 5 4; }
.end { fill: #7d8894; }
text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; text-anchor: middle; fill: #1f2328; }
.name { font-size: 14px; font-weight: bold; }
.note { font-size: 10.5px; fill: #57606a; }
@media (prefers-color-scheme: dark) {
.ground { fill: #0d1117; }
.box { fill: #16202c; stroke: #5b8fc7; }
text { fill: #e6edf3; }
.note { fill: #9da7b3; }
}
</style>`;

/** The stops of an arrow from layer to layer: its two boxes, and between them a gap in each layer that it passes. */
interface Way {
  stops: string[];
  onDemand: boolean;
}

/** Makes a gap in each layer that the arrow passes, so that no line runs behind a box. */
function wayOf({ from, to, onDemand }: Arrow, layers: Box[][]): Way {
  const rowOf = (name: string) => layers.findIndex((layer) => layer.some((box) => box.name === name));
  const stops = [from];
  for (let row = rowOf(from) + 1; row < rowOf(to); row += 1) {
    // Lines to the same box share a gap.
    const gap = `${row}>${to}`;
    if (!layers[row]?.some(({ name }) => name === gap)) layers[row]?.push({ name: gap, note: '' });
    stops.push(gap);
  }
  return { stops: [...stops, to], onDemand };
}

const isGap = (name: string) => name.includes('>');

function widthOf({ name, note }: Box): number {
  if (isGap(name)) return 8;
  return Math.ceil(Math.max(name.length * CHARACTER.name, note.length * CHARACTER.note)) + 24;
}

/** The layer of a box: one below the lowest of those that import it. */
function layersOf(boxes: readonly Box[], arrows: readonly Arrow[]): Box[][] {
  const depth = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depth.get(name);
    if (known !== undefined) return known;
    const above = arrows.filter(({ to }) => to === name).map(({ from }) => depthOf(from) + 1);
    const own = Math.max(0, ...above);
    depth.set(name, own);
    return own;
  };
  const layers: Box[][] = [];
  for (const box of boxes) {
    const own = depthOf(box.name);
    layers[own] = [...(layers[own] ?? []), box];
  }
  return layers;
}

function isImplied({ from, to }: Arrow, arrows: readonly Arrow[]): boolean {
  const reaches = (name: string): boolean =>
    name === to || arrows.some((arrow) => arrow.from === name && reaches(arrow.to));
  return arrows.some((arrow) => arrow.from === from && arrow.to !== to && reaches(arrow.to));
}

/** Puts each box near the middle of those that import it, so that fewer lines cross. */
function orderLayers(layers: readonly Box[][], ways: readonly Way[]): Box[][] {
  const steps = ways.flatMap(({ stops }) => stops.slice(1).map((to, index) => ({ from: stops[index] ?? '', to })));
  const place = new Map<string, number>();
  return layers.map((layer) => {
    const wanted = (box: Box, index: number) => {
      const above = steps.filter(({ to }) => to === box.name).flatMap(({ from }) => place.get(from) ?? []);
      return above.length === 0 ? (index + 0.5) / layer.length : above.reduce((sum, at) => sum + at, 0) / above.length;
    };
    const ordered = layer
      .map((box, index) => ({ box, at: wanted(box, index) }))
      .toSorted((a, b) => a.at - b.at || (a.box.name < b.box.name ? -1 : 1))
      .map(({ box }) => box);
    for (const [index, { name }] of ordered.entries()) place.set(name, (index + 0.5) / ordered.length);
    return ordered;
  });
}

function lineOf(stops: readonly Placed[], onDemand: boolean): string {
  const parts = stops.slice(1).map((stop, index) => partOf(stops[index] ?? stop, stop));
  const last = stops.at(-1) ?? { x: 0, y: 0, width: 0 };
  const [x, y] = [last.x + last.width / 2, last.y - 6];
  const end = `M${round(x - 4)} ${round(y)} L${round(x)} ${round(y + 6)} L${round(x + 4)} ${round(y)} Z`;
  return `<path class="line${onDemand ? ' on-demand' : ''}" d="${parts.join(' ')}"/><path class="end" d="${end}"/>`;
}

/** The line from the foot of one box to the head of the next. It passes straight through a gap. */
function partOf(from: Placed, to: Placed): string {
  const [x1, y1] = [from.x + from.width / 2, from.y + HEIGHT];
  const [x2, y2] = [to.x + to.width / 2, isGap(to.name) ? to.y : to.y - 6];
  const bend = (y2 - y1) / 2;
  const curve = `C${round(x1)} ${round(y1 + bend)} ${round(x2)} ${round(y2 - bend)} ${round(x2)} ${round(y2)}`;
  return `M${round(x1)} ${round(y1)} ${curve}${isGap(to.name) ? ` V${to.y + HEIGHT}` : ''}`;
}

function boxOf({ name, note, x, y, width }: Placed): string {
  const middle = round(x + width / 2);
  return [
    `<rect class="box" x="${round(x)}" y="${y}" width="${width}" height="${HEIGHT}" rx="5"/>`,
    `<text class="name" x="${middle}" y="${y + 20}">${name}</text>`,
    `<text class="note" x="${middle}" y="${y + 36}">${note}</text>`,
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
