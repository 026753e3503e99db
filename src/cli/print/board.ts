import { formatDuration } from '../../core/base/duration.ts';
import { estimateLeft, type FleetProgress, type WaveProgress } from './fleet-progress.ts';
import type { Paint } from './paint.ts';
import { fill, joinSegments, type Segment } from './segments.ts';
import { forTerminal } from './terminal.ts';

/** The window, and the moment. */
export interface BoardView {
  columns: number;
  /** The height of the window. The board leaves its last line free. */
  rows: number;
  now: number;
  paint: Paint;
}

/** More waves than this are shown as the ones around the current. */
const MOST_WAVES = 4;
/** Shorter windows show the counts alone. In lines. */
const LOWEST = 10;

/** A fleet on a terminal, of however many targets: waves, counts, what runs longest and what failed last. */
export function boardLines(progress: FleetProgress, view: BoardView): string[] {
  const { columns, rows } = view;
  const head = [headLine(progress, view), barLine(progress, view), countLine(progress, view)];
  const room = Math.max(1, rows - 1);
  const waves = rows < LOWEST ? [] : waveLines(progress, view);
  const left = rows < LOWEST ? 0 : room - head.length - waves.length;
  return [...head, ...waves, ...listLines(progress, view, left)]
    .slice(0, room)
    .map((line) => joinSegments(line, columns - 1));
}

function headLine(
  { wave, waves, pausedUntil, startedAt, ...rest }: FleetProgress,
  { now, paint }: BoardView,
): Segment[] {
  const left = estimateLeft({ wave, waves, pausedUntil, startedAt, ...rest }, now);
  const parts = [
    `wave ${wave} of ${waves.length}`,
    ...(pausedUntil === undefined
      ? []
      : [pausedUntil === null ? 'waits for an approval' : `waits until ${pausedUntil.slice(11, 19)} UTC`]),
    formatDuration(seconds(now - startedAt)),
    ...(left === undefined || left === 0 ? [] : [`about ${formatDuration(roughly(left))} left`]),
  ];
  return [[parts.join(' · '), paint.bold]];
}

/** Green for what succeeded, red for what failed: the same as the counts below it. */
function barLine({ total, succeeded, failed, running }: FleetProgress, { columns, paint }: BoardView): Segment[] {
  const done = total === 0 ? 0 : (succeeded + failed) / total;
  const text = ` ${Math.floor(100 * done)} %`;
  const width = Math.max(1, Math.min(60, columns - 1 - text.length));
  const share = (count: number) => (count === 0 || total === 0 ? 0 : Math.max(1, Math.floor((width * count) / total)));
  const [bad, busy] = [share(failed), share(running.size)];
  const good = Math.max(0, Math.min(width - bad - busy, Math.floor((width * succeeded) / Math.max(1, total))));
  const rest = Math.max(0, width - good - bad - busy);
  return [
    ['█'.repeat(good), paint.green],
    ['█'.repeat(bad), paint.red],
    ['▒'.repeat(busy), paint.cyan],
    ['░'.repeat(rest), paint.dim],
    [text],
  ];
}

function countLine({ total, succeeded, failed, running }: FleetProgress, { paint }: BoardView): Segment[] {
  const waiting = Math.max(0, total - succeeded - failed - running.size);
  return [
    [`${succeeded} succeeded`, succeeded > 0 ? paint.green : String],
    [' · '],
    [`${failed} failed`, failed > 0 ? paint.red : String],
    [' · '],
    [`${running.size} running`, running.size > 0 ? paint.cyan : String],
    [` · ${waiting} waiting · ${total} in all`],
  ];
}

function waveLines({ waves, wave: current }: FleetProgress, { paint }: BoardView): Segment[][] {
  if (waves.length < 2) return [];
  const first = Math.max(0, Math.min(waves.length - MOST_WAVES, current - 2));
  return waves.slice(first, first + MOST_WAVES).map((wave) => waveLine(wave, current, paint));
}

function waveLine({ wave, targets, succeeded, failed }: WaveProgress, current: number, paint: Paint): Segment[] {
  const done = succeeded + failed;
  const sign = waveSign({ wave, targets, done, failed, current });
  return [
    [`  ${sign} wave ${wave}: ${done} of ${targets}`, wave === current ? paint.bold : paint.dim],
    ...(failed > 0 ? [[`, ${failed} failed`, paint.red] as const] : []),
  ];
}

function waveSign(of: { wave: number; targets: number; done: number; failed: number; current: number }): string {
  if (of.done < of.targets) return of.wave === of.current ? '>' : ' ';
  return of.failed > 0 ? '✘' : '✔';
}

/** What runs longest, and what failed last, in `room` lines: each gets half, or what the other leaves. */
function listLines({ running, failures, failed }: FleetProgress, view: BoardView, room: number): Segment[][] {
  if (room < 4) return [];
  const oldest = [...running.values()].toSorted((a, b) => a.since - b.since);
  const wanted = failures.length === 0 ? 0 : failures.length + 1;
  const forFailures = Math.min(wanted, Math.max(Math.floor(room / 2), room - oldest.length - 1));
  const forRunning = Math.min(oldest.length + 1, room - forFailures);
  const nameWidth = Math.max(12, Math.min(32, Math.floor(view.columns / 3)));
  const inFailures = { title: 'failed, the last first', items: failures, hidden: failed - failures.length };
  return [
    ...section({ title: 'running, the longest first', items: oldest }, forRunning, view, (target) => [
      [`  ${fill(forTerminal(target.name), nameWidth)} `],
      [`${fill(target.phase, 9)} ${fill(formatDuration(seconds(view.now - target.since)), 12)} `],
      [plain(target.lastLine), view.paint.dim],
    ]),
    ...section(inFailures, forFailures, view, ({ name, outcome, exitCode, cause }) => [
      [`  ${fill(forTerminal(name), nameWidth)} `],
      [`${outcome} (${exitCode}) `, view.paint.red],
      [plain(cause)],
    ]),
  ];
}

/** A heading and its items. `hidden`: how many items there are besides those that are given. */
function section<T>(
  { title, items, hidden = 0 }: { title: string; items: readonly T[]; hidden?: number },
  room: number,
  { paint }: BoardView,
  show: (item: T) => Segment[],
): Segment[][] {
  if (items.length === 0 || room < 2) return [];
  const shown = items.slice(0, room - 1);
  const more = items.length - shown.length + hidden;
  return [[[title, paint.bold], ...(more > 0 ? [[` (${more} more)`, paint.dim] as const] : [])], ...shown.map(show)];
}

/** Without colours, which a cut could leave open, and in one line. */
function plain(text: string): string {
  const [line = ''] = text.trimStart().split('\n');
  return forTerminal(line.replaceAll('\u001b', '\\u001b'));
}

/** The line for the log of a build. */
export function progressLine(progress: FleetProgress, now: number): string {
  const { wave, waves, total, succeeded, failed, running, pausedUntil } = progress;
  const left = estimateLeft(progress, now);
  return [
    `wave ${wave} of ${waves.length}${pausedUntil === undefined ? '' : ' waits'}: ${succeeded + failed} of ${total} done`,
    `${failed} failed`,
    `${running.size} running`,
    ...(left === undefined || left === 0 ? [] : [`about ${formatDuration(roughly(left))} left`]),
  ].join(', ');
}

/** Whole seconds: tenths would flicker. */
function seconds(ms: number): number {
  return Math.max(1_000, Math.floor(ms / 1_000) * 1_000);
}

/** An estimate is not more precise than this: ten seconds, or a minute after ten. */
function roughly(ms: number): number {
  const step = ms > 600_000 ? 60_000 : 10_000;
  return Math.max(step, Math.round(ms / step) * step);
}
