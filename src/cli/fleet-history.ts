import path from 'node:path';
import type { Result } from '../core/base/result.ts';
import { warnFleet } from '../core/events/fleet-warnings.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { FleetMemory } from '../core/fleet/journal.ts';
import { journalOfMemory } from '../core/fleet/journal-of-memory.ts';
import type { CommandName } from '../core/settings/setting-row.ts';
import type { Settings } from '../core/settings/settings-table.ts';
import { settingsWhere } from '../core/settings/settings-table.ts';
import type { Resolved } from '../core/settings/source.ts';
import type { Journal } from '../fleet/fleet.ts';
import type { Objects } from '../fleet/objects.ts';
import { openJournal } from '../fleet/open-journal.ts';
import { readMemory } from '../fleet/read-memory.ts';
import { thisProcess } from '../fleet/this-process.ts';
import { sha256, systemClock, systemRandom } from '../system.ts';
import { VERSION } from './version.ts';

/** What is known of a fleet before it starts. */
export interface History {
  id: string;
  /** Open for this process alone. Absent for `plan`. */
  journal?: Journal;
  memory?: FleetMemory;
  notes: ReturnType<typeof warnFleet>[];
}

interface Asked {
  command: CommandName;
  /** The targets file. */
  source: string;
  /** What identifies the build, in CI. */
  build: string | undefined;
  cwd: string;
}

/** Which fleet it is, where its journal is, and what was read already. */
interface Found<Place> {
  id: string;
  place: Place;
  before: FleetMemory | undefined;
}

type LoadObjects = () => Promise<Objects>;

/** The journal of the fleet, and what earlier processes have noted in it. `plan` only reads it. */
export async function openHistory(
  asked: Asked,
  { settings, origins }: Resolved,
  objects: LoadObjects,
): Promise<Result<History, Finding>> {
  const { resume, journal } = settings;
  if (resume !== undefined && journal !== undefined && !isReport(resume)) {
    const fix = 'give one of them: a journal that is resumed is also written';
    return refuse(`${origins.resume} and ${origins.journal} name two journals`, fix);
  }
  const read = resume === undefined ? undefined : await readMemory(absolute(resume, asked.cwd), objects);
  if (read?.ok === false) return refuse(`${origins.resume} ${resume}: ${read.failure.problem}`, read.failure.fix);
  const before = read?.value;
  const id = before?.fleet ?? idOfFleet(asked, settings);
  const place = resume !== undefined && !isReport(resume) ? resume : journal;
  if (asked.command === 'list' && place === undefined && !settings.versions) {
    return refuse('list --targets needs the journal of the fleet', 'give --journal, or --versions');
  }
  if (asked.command !== 'run') return { ok: true, value: await peek({ id, place, before }, asked.cwd, objects) };
  return open({ id, place: place ?? `ecs-migrate-${id}.jsonl`, before }, asked, objects);
}

/** A JSON report, as opposed to a journal of JSON lines. */
const isReport = (place: string) => /\.json$/i.test(place);

const refuse = (problem: string, fix: string) => ({
  ok: false as const,
  failure: { code: 'usage' as const, problem, fix },
});

async function peek(
  { id, place, before }: Found<string | undefined>,
  cwd: string,
  objects: LoadObjects,
): Promise<History> {
  const read =
    before === undefined && place !== undefined ? await readMemory(absolute(place, cwd), objects) : undefined;
  const memory = before ?? (read?.ok ? read.value : undefined);
  return { id: memory?.fleet ?? id, notes: [], ...(memory && { memory }) };
}

async function open(
  { id, place, before }: Found<string>,
  { cwd, build }: Asked,
  objects: LoadObjects,
): Promise<Result<History, Finding>> {
  const opened = await openJournal(absolute(place, cwd), thisProcess(systemClock), objects);
  if (!opened.ok) return refuse(opened.failure.problem, opened.failure.fix);
  const { journal, memory = before, torn } = opened.value;
  if (memory !== undefined && memory.fleet !== id) {
    await journal.close();
    const fix = `continue it with --resume ${place}, or give --journal another place`;
    return refuse(`${place} is the journal of another fleet (${memory.fleet})`, fix);
  }
  if (opened.value.memory === undefined && before !== undefined) {
    const problem = await carryOver(before, journal);
    if (problem !== undefined) return refuse(`${place} cannot be written (${problem})`, 'give --journal another place');
  }
  const notes: History['notes'] = [];
  if (torn !== undefined) notes.push(warnFleet('journal-torn', { place, line: torn }));
  if (build !== undefined && !place.startsWith('s3://')) notes.push(warnFleet('journal-in-build', { place }));
  return { ok: true, value: { id, journal, notes, ...(memory && { memory }) } };
}

/** Notes in a new journal what a report says: otherwise the process after this one would not know it. */
async function carryOver(before: FleetMemory, journal: Journal): Promise<string | undefined> {
  const at = new Date(systemClock.now()).toISOString();
  const entries = journalOfMemory(before, { at, tool: VERSION, writer: systemRandom.uuid() });
  try {
    await Promise.all(entries.map((entry) => journal.append(entry)));
    return undefined;
  } catch (error) {
    await journal.close();
    return (error as Error).message;
  }
}

/**
 * In CI, and with `--idempotency-key`, the same command is the same fleet, also in a second process. Everywhere else it
 * is a new one.
 */
export function idOfFleet({ source, build }: Pick<Asked, 'source' | 'build'>, settings: Settings): string {
  const key = settings.idempotencyKey ?? build;
  if (key === undefined) return systemRandom.uuid().slice(0, 8);
  const keys = settingsWhere(({ group }) => group === 'where' || group === 'what' || group === 'how');
  return sha256(JSON.stringify([key, source, ...keys.map((name) => settings[name] ?? null)])).slice(0, 12);
}

function absolute(place: string, cwd: string): string {
  return place.startsWith('s3://') ? place : path.resolve(cwd, place);
}
