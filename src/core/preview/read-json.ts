import { FAILED, type Reading, reading, UNKNOWN } from './reading.ts';

/** The JSON in the output: one line, or all lines from the first brace. */
function jsonIn(lines: readonly string[]): Record<string, unknown> | undefined {
  const start = lines.findIndex((line) => /^\s*\{/.test(line));
  for (const text of [
    ...lines.filter((line) => /^\s*\{.*\}\s*$/.test(line)),
    lines.slice(Math.max(0, start)).join('\n'),
  ]) {
    try {
      const json: unknown = JSON.parse(text);
      if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
    } catch {
      // Another line may be the answer.
    }
  }
  return undefined;
}

function listOf(value: unknown): Record<string, unknown>[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A repeatable migration is applied again when its file changes: `info` shows it as Pending or Outdated. */
const OPEN = /^(?:Pending|Outdated)$/i;

/**
 * Applied, or never to be applied. With any other state, such as Ignored, Missing or Failed, `migrate` itself fails by default,
 * so leaving it out would hide that. The states are those of Flyway's MigrationState.
 */
const DONE =
  /^(?:Success|Baseline|Below Baseline|Above Target|Out of Order|Superseded|Future|Undone|Deleted|Available)$/i;

export function readFlyway(lines: readonly string[], exitCode: number): Reading {
  if (exitCode !== 0) return FAILED;
  const migrations = listOf(jsonIn(lines)?.['migrations']) ?? [];
  const among = (states: RegExp) => migrations.filter(({ state }) => states.test(String(state)));
  const names = among(OPEN).map(({ version, description, filepath }) =>
    String(filepath || `${version} ${description}`),
  );
  // No migration at all may be a folder that was not found.
  return reading(names, migrations.length > 0 && among(DONE).length === migrations.length);
}

export function readAtlas(lines: readonly string[], exitCode: number): Reading {
  if (exitCode !== 0) return FAILED;
  const { Pending, OutOfOrder, Status, Error: error } = jsonIn(lines) ?? {};
  const names = (listOf(Pending) ?? []).map(({ Name, Version }) => String(Name ?? Version));
  const isClean = !error && (listOf(OutOfOrder) ?? []).length === 0;
  return reading(names, Status === 'OK' && isClean);
}

/** Any command that prints a line such as {"pending": ["1_orders.sql"]}. */
export function readJson(lines: readonly string[], exitCode: number): Reading {
  if (exitCode !== 0) return FAILED;
  const pending = jsonIn(lines)?.['pending'];
  const isList = Array.isArray(pending) && pending.every((one) => typeof one === 'string');
  return isList ? reading(pending, true) : UNKNOWN;
}
