import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { createPrinter } from '../../../src/cli/print/printer.ts';
import type { MigrationEvent } from '../../../src/core/events/events.ts';
import { inOneLog, onScreen, Screen } from '../../support/screen.ts';

const at = '2026-11-21T12:00:00.000Z';
const taskArn = 'arn:aws:ecs:eu-west-1:123456789012:task/staging/0123456789abcdef0123456789abcdef';
const attach = `npx ecs-migrate attach ${taskArn} --cluster staging --region eu-west-1`;
const log = (message: string): MigrationEvent => ({
  type: 'log',
  at,
  container: 'migrate',
  stream: 'app/migrate/0123456789abcdef',
  timestamp: Date.parse(at),
  message,
});

/** A run that fails. As on AWS, its end is known before its last lines are. */
const RUN: MigrationEvent[] = [
  {
    type: 'launched',
    at,
    taskArn,
    taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/app-migrate:7',
    cluster: 'staging',
    container: 'migrate',
    adopted: false,
    logStreams: [
      {
        container: 'migrate',
        region: 'eu-west-1',
        group: '/app',
        stream: 'app/migrate/0123456789abcdef',
        console: null,
      },
    ],
    console: null,
    attach,
  },
  { type: 'status', at, phase: 'queued', lastStatus: 'PROVISIONING', text: 'waiting for a place to run' },
  { type: 'status', at, phase: 'running', lastStatus: 'RUNNING', text: 'the container is running' },
  log('applying 20260101120000_make_currency_required.sql'),
  {
    type: 'warning',
    at,
    code: 'silent',
    text: 'migrate has run for 2 min and printed nothing: it may wait for a lock',
  },
  { type: 'status', at, phase: 'stopping', lastStatus: 'DEPROVISIONING', text: 'the task is stopping' },
  { type: 'status', at, phase: 'stopped', lastStatus: 'STOPPED', text: 'the task has stopped' },
  log('ERROR: column "currency" of relation "orders" contains null values'),
  {
    type: 'result',
    at,
    outcome: 'failed',
    exitCode: 1,
    containerExitCode: 1,
    ending: 'failed',
    reasons: [],
    taskArn,
    cause: 'column "currency" of relation "orders" contains null values (existing rows break the new constraint)',
    next: 'fill the column in the existing rows first, in a migration of its own; until then the same run fails again',
    causeCode: 'not-null',
    causeLine: 'column "currency" of relation "orders" contains null values',
    again: 'no',
    phases: { queued: 2_000, pulling: 20_000, running: 65_000, stopping: 12_000, total: 99_000 },
    task: null,
  },
];

async function show(io: Io, events: readonly MigrationEvent[]): Promise<void> {
  const printer = await createPrinter({}, io);
  for (const event of events) {
    await printer.print(event);
    await vi.advanceTimersByTimeAsync(1_500);
  }
  printer.close();
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse(at) }));
afterEach(() => void vi.useRealTimers());

describe('a run that fails', () => {
  test.each([40, 80, 120])('on a terminal of %i columns', async (columns) => {
    const screen = new Screen(columns);
    await show(onScreen(screen), RUN);
    await expect(screen.text()).toMatchFileSnapshot(`screens/run-${columns}.txt`);
    expect(screen.cursorHidden).toBe(false);
  });

  test('while it runs, one live line says the phase and for how long; a window that becomes narrower keeps nothing of it', async () => {
    const screen = new Screen(80);
    const printer = await createPrinter({}, onScreen(screen));
    for (const event of RUN.slice(0, 3)) await printer.print(event);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(screen.text()).toMatch(/\n[⠋-⠿] the container is running \(1 min 1 s\)\n$/);
    expect(screen.cursorHidden).toBe(true);
    screen.columns = 30;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(screen.text().match(/the container is running/g)).toHaveLength(1);
    printer.close();
    expect(screen.text()).not.toContain('the container is running');
    expect(screen.cursorHidden).toBe(false);
  });

  test('after the launch it no longer says that AWS is asked', async () => {
    const screen = new Screen(80);
    const printer = await createPrinter({}, onScreen(screen));
    for (const event of RUN.slice(0, 1)) await printer.print(event);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(screen.text()).toMatch(/\n\S waiting for ECS to show the task \(2 s\)\n$/);
    printer.close();
  });

  test('Ctrl-C is answered at once, and what a second one does is said', async () => {
    const screen = new Screen(120);
    const interrupt = new AbortController();
    const printer = await createPrinter({}, { ...onScreen(screen), interrupt: interrupt.signal });
    for (const event of RUN.slice(0, 3)) await printer.print(event);
    interrupt.abort('SIGINT');
    expect(screen.text()).toContain('interrupted by SIGINT: this run ends in order; a second one leaves at once');
    printer.close();
  });

  test.each([{ CI: 'true' }, { TERM: 'dumb' }])('on a terminal that cannot draw (%o): plain lines', async (env) => {
    const screen = new Screen(80);
    await show(onScreen(screen, env), RUN);
    expect(screen.text()).toContain('ecs-migrate: RUNNING: the container is running\n');
    expect(screen.text()).not.toMatch(/[⠋-⠿]/);
  });

  test('in the log of a build: the end of the task is said after the last line of the container', async () => {
    let text = '';
    await show(
      inOneLog((more) => {
        text += more;
      }),
      RUN,
    );
    await expect(text).toMatchFileSnapshot('screens/run-in-a-build.txt');
    expect(text.indexOf('STOPPED')).toBeGreaterThan(text.indexOf('contains null values\n'));
  });

  test('after an interrupt it is said at once that the task is stopping', async () => {
    let text = '';
    const interrupt = AbortSignal.abort('SIGINT');
    const printer = await createPrinter(
      {},
      {
        ...inOneLog((more) => {
          text += more;
        }),
        interrupt,
      },
    );
    for (const event of RUN.slice(0, 6)) await printer.print(event);
    printer.close();
    expect(text).toContain('DEPROVISIONING: the task is stopping');
  });
});
