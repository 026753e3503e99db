import path from 'node:path';
import { readText } from '../config/read-text.ts';
import { readTargets } from '../config/targets-file.ts';
import type { Result } from '../core/base/result.ts';
import type { WarningEvent } from '../core/events/events.ts';
import { warnFleet } from '../core/events/fleet-warnings.ts';
import { errorsAmong, type Finding } from '../core/findings/findings.ts';
import { findTwins } from '../core/fleet/find-twins.ts';
import { chooseTargets } from '../core/fleet/make-waves.ts';
import type { TargetRow } from '../core/fleet/targets.ts';
import { type SettingKey, settingsOfCommand, settingsWhere } from '../core/settings/settings-table.ts';
import type { Resolved, Source } from '../core/settings/source.ts';
import type { FleetTarget } from '../fleet/fleet.ts';
import type { Objects } from '../fleet/objects.ts';
import { gatherSettings, type OwnSettings } from './gather-settings.ts';
import type { Io } from './io.ts';
import { readFiles } from './read-files.ts';

export interface Targets {
  /** The targets file, as the settings name it. */
  source: string;
  rows: number;
  chosen: FleetTarget[];
  warnings: Omit<WarningEvent, 'at'>[];
}

/** So many problems are reported at once. */
const MOST_FINDINGS = 20;

/** Reads the targets file, and resolves the settings of each row. */
export async function gatherTargets(
  argv: Readonly<Record<string, unknown>>,
  { settings, origins }: Resolved,
  io: Io,
  objects: () => Promise<Objects>,
): Promise<Result<Targets, Finding[]>> {
  const source = settings.targets ?? '';
  const text = await readSource(source, io.cwd, objects);
  if (!text.ok) return { ok: false, failure: [problemOf(shownPath(source, io.cwd), text.failure)] };
  const shown = shownPath(source, io.cwd);
  const read = await readTargets(text.value, shown, io.cwd);
  if (!read.ok) return read;
  const rows = read.value;
  const { chosen, unmatched } = chooseTargets(rows, settings);
  if (chosen.length === 0) {
    const fix = 'check --only and --except; * stands for any text';
    return { ok: false, failure: [{ code: 'usage', problem: `none of the ${rows.length} targets is chosen`, fix }] };
  }
  const configs: NonNullable<OwnSettings['configs']> = new Map();
  const contents = new Map<string, ReturnType<typeof readFiles>>();
  const targets: FleetTarget[] = [];
  const findings: Finding[] = [];
  for (const row of chosen) {
    const target = await resolveTarget(row, argv, io, { configs, contents });
    const errors = errorsAmong(target.resolved.findings);
    findings.push(...errors);
    targets.push(target);
    if (findings.length >= MOST_FINDINGS) break;
  }
  if (findings.length > 0) return { ok: false, failure: distinct(findings) };
  const twins = findTwins(targets).slice(0, MOST_FINDINGS);
  if (twins.length > 0) return { ok: false, failure: twins.map(([second, first]) => twinOf(second, first)) };
  const setting = (pattern: string) => (settings.only?.includes(pattern) ? origins.only : origins.except) ?? '--only';
  const warnings = unmatched.map((pattern) => warnFleet('nothing-matches', { pattern, setting: setting(pattern) }));
  return { ok: true, value: { source: shown, rows: rows.length, chosen: targets, warnings } };
}

async function readSource(
  source: string,
  cwd: string,
  objects: () => Promise<Objects>,
): Promise<Result<string, string>> {
  if (!source.startsWith('s3://')) return readText(source, cwd);
  const stored = await (await objects()).read(source);
  if (!stored.ok) return { ok: false, failure: stored.failure.problem };
  return stored.value === undefined
    ? { ok: false, failure: 'there is no such object' }
    : { ok: true, value: stored.value.text };
}

/** A path that the config file names is absolute by now. */
function shownPath(source: string, cwd: string): string {
  return source.startsWith('s3://') ? source : path.relative(cwd, path.resolve(cwd, source)) || source;
}

/** The settings of a single run, without those that only the whole command has, and how it is asked for its version. */
const OF_A_TARGET: readonly SettingKey[] = [
  ...settingsOfCommand('run').filter((key) => !settingsWhere(({ group }) => group === 'many').includes(key)),
  'versionCommand',
];

async function resolveTarget(
  row: TargetRow,
  argv: Readonly<Record<string, unknown>>,
  io: Io,
  {
    configs,
    contents,
  }: { configs: NonNullable<OwnSettings['configs']>; contents: Map<string, ReturnType<typeof readFiles>> },
): Promise<FleetTarget> {
  const source: Source = { values: row.values, origin: (key) => `${row.at}:${key}` };
  const { local: _, ...gathered } = await gatherSettings(argv, OF_A_TARGET, io, { row: source, configs });
  const { name, group, at } = row;
  // What is checked for the whole command is not repeated for each target.
  const { idempotencyKey: __, ...settings } = gathered.settings;
  const resolved = { ...gathered, settings, findings: [...gathered.findings] };
  const { taskDefinition, imageFrom, runTaskInput } = settings;
  const key = JSON.stringify([taskDefinition, imageFrom, runTaskInput]);
  const reading = contents.get(key) ?? readFiles(resolved, io);
  contents.set(key, reading);
  const { findings, files } = await reading;
  resolved.findings.push(...findings);
  const ownsLock = row.values.lock !== undefined;
  return { name, ...(group === undefined ? {} : { group }), row: at, resolved, files, ownsLock };
}

function twinOf(second: FleetTarget, first: FleetTarget): Finding {
  return {
    code: 'file-problem',
    file: second.row,
    key: undefined,
    problem: `${second.name} has the same settings as ${first.name} (${first.row}), so one database would be migrated twice`,
    fix: 'remove one of them, or give each what distinguishes it, such as an environment variable',
  };
}

function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...seen.values()];
}

function problemOf(file: string, problem: string): Finding {
  return { code: 'file-problem', file, key: undefined, problem, fix: 'check --targets' };
}
