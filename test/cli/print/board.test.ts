import picocolors from 'picocolors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { boardLines, progressLine } from '../../../src/cli/print/board.ts';
import { estimateLeft, followFleet } from '../../../src/cli/print/fleet-progress.ts';
import { createPrinter } from '../../../src/cli/print/printer.ts';
import type { MigrationEvent } from '../../../src/core/events/events.ts';
import type { Settings } from '../../../src/core/settings/settings-table.ts';
import { FLEET_START, type FleetShape, fleetInOrder } from '../../support/a-fleet.ts';
import { inOneLog, onScreen, Screen } from '../../support/screen.ts';

const SETTINGS: Settings = { targets: 'targets.yml' };
const THOUSAND = { targets: 1_000, concurrency: 50, lines: 2 };
const paint = picocolors.createColors(false);

/** Prints the events up to a time, in milliseconds from the start. */
async function play(io: Io, shape: FleetShape, until = Number.POSITIVE_INFINITY, settings = SETTINGS) {
  const printer = await createPrinter(settings, io);
  for (const event of fleetInOrder(shape)) {
    const due = Date.parse(event.at) - FLEET_START;
    if (due > until) break;
    await vi.advanceTimersByTimeAsync(Math.max(0, FLEET_START + due - Date.now()));
    await printer.print(event);
  }
  if (Number.isFinite(until)) await vi.advanceTimersByTimeAsync(Math.max(0, FLEET_START + until - Date.now()));
  return printer;
}

function progressAt(shape: FleetShape, until: number) {
  const fleet = followFleet(FLEET_START);
  for (const event of fleetInOrder(shape)) {
    if (Date.parse(event.at) - FLEET_START > until) break;
    fleet.take(event);
  }
  return fleet.progress();
}

beforeEach(() => void vi.useFakeTimers({ now: FLEET_START }));
afterEach(() => void vi.useRealTimers());

describe('the board of 1,000 targets', () => {
  test.each([40, 80, 120])('in 24 lines of %i columns', async (columns) => {
    const lines = boardLines(progressAt(THOUSAND, 600_000), { columns, rows: 24, now: FLEET_START + 600_000, paint });
    expect(lines.length).toBeLessThanOrEqual(23);
    for (const line of lines) expect(line.length).toBeLessThan(columns);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`screens/board-${columns}.txt`);
  });

  test.each([3, 6, 10, 24, 60])('fits into %i lines, and always says how far it is', (rows) => {
    const lines = boardLines(progressAt(THOUSAND, 600_000), { columns: 80, rows, now: FLEET_START + 600_000, paint });
    expect(lines.length).toBeLessThan(rows);
    expect(lines.join('\n')).toMatch(/wave 3 of 3 · 10 min · about \d+ min/);
  });

  test('names that are no names, and lines with colours, cannot leave their place', () => {
    const fleet = followFleet(0);
    const target = {
      type: 'target',
      row: '',
      group: null,
      wave: 1,
      attempt: 1,
      taskArn: null,
      migration: null,
      image: null,
    } as const;
    fleet.take({
      ...target,
      at: new Date(0).toISOString(),
      target: '\u001b[2Jx\n日本語日本語日本語日本語',
      state: 'launching',
    });
    const view = { columns: 40, rows: 24, now: 1_000, paint };
    const lines = boardLines(fleet.progress(), view);
    expect(lines.join('')).not.toContain('\u001b');
    expect(lines.join('')).not.toContain('\n');
  });
});

describe('the time that is left', () => {
  test('before the first end, by the plan; then by what has ended', () => {
    expect(estimateLeft(progressAt(THOUSAND, 5_000), FLEET_START + 5_000)).toBe(595_000);
    const progress = progressAt(THOUSAND, 600_000);
    const whole = Date.parse(fleetInOrder(THOUSAND).at(-1)?.at ?? '') - FLEET_START;
    const left = estimateLeft(progress, FLEET_START + 600_000) ?? 0;
    expect(Math.abs(left - (whole - 600_000))).toBeLessThan(0.1 * whole);
  });

  test('nothing is left at the end', () => {
    const shape: FleetShape = { targets: 10, endOf: () => 'good' };
    expect(estimateLeft(progressAt(shape, Number.POSITIVE_INFINITY), FLEET_START)).toBe(0);
  });
});

describe('on a terminal', () => {
  test('the board is drawn, failures stay above it, and nothing of it is left at the end', async () => {
    const screen = new Screen(80, 24);
    const printer = await play(onScreen(screen), THOUSAND, 600_000);
    const during = screen.text();
    expect(during.match(/running, the longest first/g)).toHaveLength(1);
    expect(during).toMatch(/ecs-migrate: tenant-0014: failed \(exit code 1\)/);
    expect(screen.cursorHidden).toBe(true);
    printer.close();
    const after = screen.text();
    expect(after).not.toMatch(/running, the longest first|█/);
    expect(screen.cursorHidden).toBe(false);
  });

  test('a window that changes its size in between leaves no part of an older board', async () => {
    const screen = new Screen(120, 40);
    const printer = await play(onScreen(screen), THOUSAND, 300_000);
    for (const [columns, rows] of [
      [60, 40],
      [60, 20],
      [100, 30],
    ] as const) {
      screen.columns = columns;
      screen.rows = rows;
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(screen.window().match(/running, the longest first/g)).toHaveLength(1);
    printer.close();
    expect(screen.window()).not.toMatch(/running, the longest first|█/);
  });

  test('while somebody is asked, the board does not overwrite the question', async () => {
    const screen = new Screen(80, 24);
    const printer = await play(onScreen(screen), THOUSAND, 300_000);
    const paused = {
      type: 'wave',
      wave: 3,
      of: 3,
      state: 'paused',
      targets: 9,
      succeeded: 0,
      failed: 0,
      until: null,
    } as const;
    await printer.print({ ...paused, at: '' });
    screen.write('start wave 3? [y/N] ');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(screen.text()).toMatch(/waits for an approval\nstart wave 3\? \[y\/N\]\n$/);
    screen.write('y\n');
    await printer.print({ ...paused, at: '', state: 'started' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(screen.text()).toContain('running, the longest first');
    printer.close();
  });

  test('the lines of a canary are shown with its name; those of many are not', async () => {
    const screen = new Screen(80);
    const printer = await play(onScreen(screen), { targets: 30 });
    printer.close();
    expect(screen.text()).toContain('tenant-0001 | applying step 1 of 12');
    expect(screen.text()).not.toContain('tenant-0005 | ');
    await expect(screen.text()).toMatchFileSnapshot('screens/fleet-on-a-terminal.txt');
  });
});

describe('without a terminal', () => {
  const printed = async (shape: FleetShape, settings = SETTINGS) => {
    let text = '';
    const printer = await play(
      inOneLog((more) => {
        text += more;
      }),
      shape,
      Number.POSITIVE_INFINITY,
      settings,
    );
    printer.close();
    return text;
  };

  test('a line a minute, a line for each failure, and every line of the containers with its target', async () => {
    const text = await printed({ targets: 30 });
    await expect(text).toMatchFileSnapshot('screens/fleet-in-a-build.txt');
    const minutes = text.match(/^ecs-migrate: wave \d of 3: \d+ of 30 done, .*$/gm) ?? [];
    const whole = Date.parse(fleetInOrder({ targets: 30 }).at(-1)?.at ?? '') - FLEET_START;
    expect(minutes).toHaveLength(Math.floor(whole / 60_000));
    expect(text.match(/^tenant-\d+ \| /gm)).toHaveLength(12 * 25);
    expect(text).toMatch(/^ecs-migrate: tenant-0014: failed \(exit code 1\): canceling statement/m);
    expect(text).toMatch(/\necs-migrate: failed \(exit code 1\)\n$/);
  });

  test('--quiet: failures and the end', async () => {
    const text = await printed({ targets: 30, lines: 0 }, { ...SETTINGS, quiet: true });
    expect(text.split('\n')[0]).toMatch(/^ecs-migrate: tenant-0014: failed/);
    expect(text).not.toContain('wave');
  });

  test('the line of a minute says what matters', () => {
    expect(progressLine(progressAt(THOUSAND, 600_000), FLEET_START + 600_000)).toMatch(
      /^wave 3 of 3: \d+ of 1000 done, \d+ failed, 50 running, about \d+ min( \d+ s)? left$/,
    );
  });
});

test('a warning names its target', async () => {
  let text = '';
  const printer = await createPrinter(
    SETTINGS,
    inOneLog((more) => {
      text += more;
    }),
  );
  const warning: MigrationEvent = { type: 'warning', at: '', target: 'tenant-7', code: 'overlap', text: 'two at once' };
  await printer.print(warning);
  printer.close();
  expect(text).toBe('ecs-migrate: warning: tenant-7: two at once\n');
});
