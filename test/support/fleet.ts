import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ECSClient, type Task } from '@aws-sdk/client-ecs';
import type { MigrationEvent, ResultEvent } from '../../src/core/events/events.ts';
import type { TargetEvent } from '../../src/core/events/fleet-events.ts';
import { readEvents } from './check-events.ts';
import { type CliFinished, type CliOptions, type ServedEngine, serveEngine, startCli } from './cli.ts';
import { tasksOf } from './migration.ts';
import { taskDefinitionFile } from './task-definition.ts';
import { temporaryDirectory } from './temporary.ts';

/** A row of a targets file. `TENANT` of its environment is its name. */
export interface Row {
  name: string;
  group?: string;
  /** The exit codes of its container, one for each start; the last one counts for further starts. Default: 0. */
  codes?: number[];
  /** Waits until the test opens its gate. */
  waits?: boolean;
  /** How long its container runs at least. Default: 0. */
  seconds?: number;
  /** Prints the value of DATABASE_PASSWORD. */
  says?: boolean;
  [key: string]: unknown;
}

export interface FleetWorld extends AsyncDisposable {
  folder: string;
  engine: ServedEngine;
  /** The task definition file. */
  definition: string;
  /** Writes the targets file. */
  rows(rows: readonly Row[]): void;
  /** Runs the fleet to its end. */
  run(...flags: string[]): Promise<FleetFinished>;
  /** The words of a command line. */
  words(flags: readonly string[]): string[];
  /** Another command about the fleet. */
  command(name: 'plan' | 'list', ...flags: string[]): Promise<FleetFinished>;
  start(flags: readonly string[], options?: CliOptions): ReturnType<typeof startCli>;
  openGate(name: string): void;
  /** How often the container of each target has started, by name. */
  begun(): Record<string, number>;
  /** How often the container of each target has ended by itself. */
  ended(): Record<string, number>;
  /** All tasks of the cluster, as DescribeTasks shows them. */
  tasks(): Promise<Task[]>;
  /** The targets whose container has begun while another container of the same target had not ended. */
  overlapped(): string[];
  /** The journals in the folder, as entries. */
  journals(): { file: string; entries: Record<string, unknown>[] }[];
}

export interface FleetFinished extends CliFinished {
  events: MigrationEvent[];
  result: ResultEvent;
  /** The last outcome of each target, by name. */
  outcomes: Record<string, string>;
}

/** The shell script of each target. It notes its beginning and end. */
const SCRIPT = (folder: string) =>
  [
    `echo "begin $TENANT" >> ${folder}/notes`,
    'echo "first of $TENANT"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    'sleep ${SECONDS_EACH:-0}',
    `if [ -n "$WAITS" ]; then while [ ! -e ${folder}/gate-$TENANT ] && [ ! -e ${folder}/gate-all ]; do sleep 0.1; done; fi`,
    'if [ -n "$SAYS" ]; then echo "connecting as $DATABASE_PASSWORD"; else echo "last of $TENANT"; fi',
    `echo "end $TENANT" >> ${folder}/notes`,
    `n=$(grep -c "^begin $TENANT\\$" ${folder}/notes)`,
    'code=0; i=0; for c in $CODES; do i=$((i+1)); code=$c; [ $i -ge $n ] && break; done',
    'exit $code',
  ].join('; ');

/** A served engine, and a targets file of shell scripts. `script`: instead of {@link SCRIPT}. */
export async function aFleet(
  flags: readonly string[] = [],
  script: (folder: string) => string = SCRIPT,
): Promise<FleetWorld> {
  const folder = temporaryDirectory();
  const engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging', ...flags] });
  const definition = await taskDefinitionFile(folder.path, 'shop-migrate', { run: script(folder.path) });
  const words = [
    '--cluster',
    'staging',
    '--task-definition',
    definition,
    '--subnets',
    'subnet-1',
    '--log-quiet',
    '200ms',
  ];
  const args = (more: readonly string[]) => {
    const targets = more.includes('--targets') ? [] : ['--targets', 'targets.json'];
    return ['run', ...words, ...targets, ...more];
  };
  const start = (more: readonly string[], options: CliOptions = {}) =>
    startCli(args(more), { cwd: folder.path, ...options, env: { ...engine.env, ...options.env } });
  const ecs = new ECSClient({ ...engine.client, maxAttempts: 10 });
  const noted = () => {
    const file = path.join(folder.path, 'notes');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    return lines.map((line) => line.split(' '));
  };
  const notes = (word: string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const [what, name = ''] of noted()) {
      if (what === word) counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  return {
    folder: folder.path,
    engine,
    definition,
    rows(rows) {
      const values = rows.map(({ codes = [0], waits, seconds, says, env, ...row }) => ({
        ...row,
        env: {
          TENANT: row.name,
          CODES: codes.join(' '),
          ...(waits ? { WAITS: 'yes' } : {}),
          ...(seconds ? { SECONDS_EACH: `${seconds}` } : {}),
          ...(says ? { SAYS: 'yes' } : {}),
          ...(env as object),
        },
      }));
      writeFileSync(path.join(folder.path, 'targets.json'), JSON.stringify(values));
    },
    words: args,
    start,
    async run(...more) {
      await using running = start(['--output', 'json', ...more]);
      return readFleet(await running.ended);
    },
    async command(name, ...more) {
      const own = name === 'list' ? ['--cluster', 'staging'] : words;
      const all = [name, ...own, '--targets', 'targets.json', '--output', 'json', ...more];
      await using running = startCli(all, { cwd: folder.path, env: engine.env });
      return readFleet(await running.ended);
    },
    openGate: (name) => writeFileSync(path.join(folder.path, `gate-${name}`), ''),
    begun: () => notes('begin'),
    ended: () => notes('end'),
    tasks: () => tasksOf(ecs),
    overlapped() {
      const running = new Set<string>();
      return noted().flatMap(([what, name = '']) => {
        const overlaps = what === 'begin' && running.has(name);
        if (what === 'begin') running.add(name);
        else running.delete(name);
        return overlaps ? [name] : [];
      });
    },
    journals: () => journalsIn(folder.path),
    async [Symbol.asyncDispose]() {
      ecs.destroy();
      await engine[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

export function readFleet(finished: CliFinished): FleetFinished {
  const events = readEvents(finished.stdout) as unknown as MigrationEvent[];
  const result = events.at(-1);
  if (result?.type !== 'result') throw new Error(`no result: ${finished.stderr}`);
  const ends = events.filter((event): event is TargetEvent => event.type === 'target' && event.state === 'ended');
  return {
    ...finished,
    events,
    result,
    outcomes: Object.fromEntries(ends.map(({ target, outcome = '' }) => [target, outcome])),
  };
}

function journalsIn(folder: string): { file: string; entries: Record<string, unknown>[] }[] {
  return filesIn(folder).map((file) => {
    const lines = readFileSync(path.join(folder, file), 'utf8').trim().split('\n');
    return { file, entries: lines.filter((line) => line !== '').map((line) => JSON.parse(line)) };
  });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
}
