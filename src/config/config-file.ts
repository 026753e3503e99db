import path from 'node:path';
import { nearest } from '../core/base/did-you-mean.ts';
import { isMap, withoutNulls } from '../core/base/json.ts';
import type { Result } from '../core/base/result.ts';
import type { Finding } from '../core/findings/findings.ts';
import { type SettingKey, settingOf, settingsWhere } from '../core/settings/settings-table.ts';
import type { Source } from '../core/settings/source.ts';
import { chooseEnvironment, type Environment } from './environments.ts';
import { parseYaml } from './parse-yaml.ts';
import { readText } from './read-text.ts';

type Values = Record<string, unknown>;
/** `clusterNamedIt`: the requested cluster was the name of an environment that sets its own cluster. */
type Read = Result<{ sources: Source[]; clusterNamedIt: boolean }, Finding>;

export const FILE_KEYS = settingsWhere(({ notInFiles }) => !notInFiles);

/**
 * Reads a config file. The settings of the environment that the cluster chooses override the settings at the top. Paths
 * in the file are relative to it.
 */
export async function readConfig(file: string, cluster: string | undefined, cwd: string): Promise<Read> {
  const shown = path.relative(cwd, path.resolve(cwd, file));
  const read = await readText(file, cwd);
  if (!read.ok) return failRead(shown, undefined, read.failure, 'check --config');
  const parsed = parseYaml(read.value);
  if (!parsed.ok) return failRead(shown, undefined, parsed.failure.problem, parsed.failure.fix);
  return readValues(withoutNulls(parsed.value ?? {}), shown, path.dirname(path.resolve(cwd, file)), cluster);
}

/** Like {@link readConfig}, for content that is already parsed. */
export function readValues(content: unknown, file: string, folder: string, cluster: string | undefined): Read {
  if (!isMap(content)) return failRead(file, undefined, 'it is not an object of settings', 'give keys and values');
  const { environments = {}, $schema: _, ...top } = content;
  if (!isMap(environments)) {
    return failRead(file, 'environments', 'it is not a map', 'give the name of each environment and its settings');
  }
  const stray = strayKey(top, '', ['environments']) ?? strayIn(environments);
  if (stray) return failRead(file, stray.key, 'there is no such setting', stray.fix);

  const chosen = chooseEnvironment(environments as Record<string, Environment>, cluster ?? asText(top['cluster']));
  if (!chosen.ok) {
    const problem = `environments ${chosen.failure.join(' and ')} have the same cluster`;
    return failRead(file, 'environments', problem, 'name the environment: --cluster NAME');
  }
  const { name, values } = chosen.value;
  const own: Source = source(values, folder, (key) => `${file}:environments.${name}.${key}`);
  const clusterNamedIt = name === cluster && values['cluster'] !== undefined;
  return { ok: true, value: { sources: [own, source(top, folder, (key) => `${file}:${key}`)], clusterNamedIt } };
}

/** The values of a file, or of a part of it. A path in the file is relative to the file. */
function source(values: Values, folder: string, origin: (key: SettingKey) => string): Source {
  return { origin, values: placePaths(values, folder) };
}

/** The same values, with paths that do not depend on the folder of the file. */
export function placePaths(values: Values, folder: string): Values {
  const placed = settingsWhere(({ isPath }) => isPath).flatMap((key) => {
    const { isPath } = settingOf(key);
    const place = (value: unknown) =>
      typeof value === 'string' && isPath?.(value) ? path.resolve(folder, value.replace(/^file:\/\//, '')) : value;
    const value = values[key];
    return value === undefined ? [] : [[key, Array.isArray(value) ? value.map(place) : place(value)]];
  });
  return { ...values, ...Object.fromEntries(placed) };
}

function strayIn(environments: Values): { key: string; fix: string } | undefined {
  for (const [name, values] of Object.entries(environments)) {
    if (!isMap(values)) return { key: `environments.${name}`, fix: 'give it settings' };
    const stray = strayKey(values, `environments.${name}.`, []);
    if (stray) return stray;
  }
  return undefined;
}

function strayKey(values: Values, prefix: string, more: string[]): { key: string; fix: string } | undefined {
  const known: string[] = [...FILE_KEYS, ...more];
  const key = Object.keys(values).find((name) => !known.includes(name));
  if (key === undefined) return undefined;
  const near = nearest(key, known);
  return { key: `${prefix}${key}`, fix: near ? `did you mean ${near}?` : 'keys are the flags in camelCase' };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function failRead(file: string, key: string | undefined, problem: string, fix: string): Read {
  return { ok: false, failure: { code: 'file-problem', file, key, problem, fix } };
}
