import path from 'node:path';
import { nearest } from '../core/base/did-you-mean.ts';
import type { Result } from '../core/base/result.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { TargetRow } from '../core/fleet/targets.ts';
import { placePaths } from './config-file.ts';
import { readEntries, type TargetEntry } from './targets-formats.ts';
import { TARGET_KEYS } from './targets-schema.ts';

/** So many problems are reported at once. */
const MOST_FINDINGS = 20;

const NAME = /^[\w.:/@+-]{1,100}$/;

/**
 * Reads the content of a targets file. `file`: as the settings name it; its ending decides the format. Every problem
 * names the file and the row. Paths in the file are relative to it.
 */
export async function readTargets(text: string, file: string, cwd: string): Promise<Result<TargetRow[], Finding[]>> {
  const read = await readEntries(text, file);
  if (!read.ok) {
    const { at, problem, fix } = read.failure;
    return { ok: false, failure: [problemAt(at, problem, fix)] };
  }
  if (read.value.length === 0) {
    return { ok: false, failure: [problemAt(file, 'it has no targets', 'give at least one row with a name')] };
  }
  const folder = file.startsWith('s3://') ? cwd : path.dirname(path.resolve(cwd, file));
  const rows: TargetRow[] = [];
  const findings: Finding[] = [];
  const seen = new Map<string, string>();
  for (const entry of read.value) {
    if (findings.length === MOST_FINDINGS) break;
    const checked = readRow(entry, folder);
    if (!checked.ok) {
      findings.push(checked.failure);
      continue;
    }
    const row = checked.value;
    if (seen.has(row.name)) {
      const problem = `the name ${row.name} is also at ${seen.get(row.name)}`;
      findings.push(problemAt(row.at, problem, 'give each target a name of its own'));
    } else {
      seen.set(row.name, row.at);
      rows.push(row);
    }
  }
  return findings.length > 0 ? { ok: false, failure: findings } : { ok: true, value: rows };
}

function readRow({ at, value }: TargetEntry, folder: string): Result<TargetRow, Finding> {
  const fail = (problem: string, fix: string) => ({ ok: false as const, failure: problemAt(at, problem, fix) });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail('the row is not an object', 'give each target a name and its settings');
  }
  const { name: given, group: shared, ...values } = value as Record<string, unknown>;
  const name = typeof given === 'number' ? String(given) : given;
  if (name === undefined || name === null || name === '') return fail('the row has no name', 'give it a unique name');
  if (typeof name !== 'string' || !NAME.test(name)) {
    const fix = 'a name has letters, digits and . _ : / @ + -, at most 100 characters';
    return fail(`the name ${JSON.stringify(name)} is not valid`, fix);
  }
  const group = typeof shared === 'number' ? String(shared) : shared;
  if (group !== undefined && group !== null && (typeof group !== 'string' || group.trim() === '')) {
    return fail(`the group of ${name} is not a text`, 'give the name of what its targets share, or no group');
  }
  const known: string[] = TARGET_KEYS;
  const stray = Object.keys(values).find((key) => !known.includes(key));
  if (stray !== undefined) {
    const near = nearest(stray, [...known, 'name', 'group']);
    const fix = near ? `did you mean ${near}?` : 'the keys are those of the config file that say where, what and how';
    return fail(`there is no such key: ${stray}`, fix);
  }
  return { ok: true, value: { name, ...(group ? { group } : {}), at, values: placePaths(values, folder) } };
}

function problemAt(at: string, problem: string, fix: string): Finding {
  return { code: 'file-problem', file: at, key: undefined, problem, fix };
}
