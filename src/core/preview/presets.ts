import type { PreviewTool } from '../settings/tools-with-preview.ts';

/** What a preview's output shows. `none` is only set if the tool itself proves that nothing is pending. */
export type Reading =
  | { names: string[]; provesNone: false }
  | { names: []; provesNone: true }
  /** The text says that nothing is pending, or cannot be read. */
  | { unknown: true }
  /** The tool failed. */
  | { toolFailed: true };

/** How a tool shows what is pending. */
export interface Preset {
  /** The word of the migration's command that is replaced, and by what. */
  verb: RegExp;
  becomes: readonly string[];
  /** Reads the lines that the container printed, without colours. */
  read(lines: readonly string[], exitCode: number): Reading;
}

const UNKNOWN: Reading = { unknown: true };
const FAILED: Reading = { toolFailed: true };

/** Names are proven or not; that none is pending only if `proven` is true. */
function reading(names: string[], proven: boolean): Reading {
  if (names.length > 0) return { names, provesNone: false };
  return proven ? { names: [], provesNone: true } : UNKNOWN;
}

function namesAfter(lines: readonly string[], pattern: RegExp): string[] {
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
}

/** For tools that say with their exit code whether something is pending: 0 if not, 1 if so. */
function byExitCode(
  lines: readonly string[],
  exitCode: number,
  { name, none }: { name: RegExp; none?: RegExp },
): Reading {
  const names = namesAfter(lines, name);
  if (exitCode === 1) return names.length > 0 ? { names, provesNone: false } : FAILED;
  if (exitCode !== 0) return FAILED;
  // The exit code and the text must agree.
  const agrees = names.length === 0 && (none === undefined || lines.some((line) => none.test(line)));
  return agrees ? reading([], true) : UNKNOWN;
}

/** For tools whose text alone shows what is pending. Text is never a proof that nothing is. */
function byText(lines: readonly string[], exitCode: number, name: RegExp): Reading {
  return exitCode === 0 ? reading(namesAfter(lines, name), false) : FAILED;
}

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

/** A repeatable migration of Flyway is applied again when its file changes: `info` shows it as Pending or Outdated. */
function readFlyway(lines: readonly string[], exitCode: number): Reading {
  const migrations = listOf(jsonIn(lines)?.['migrations']);
  if (exitCode !== 0) return FAILED;
  if (migrations === undefined) return UNKNOWN;
  const open = migrations.filter(
    ({ state }) => !/^(?:Success|Baseline|Below Baseline|Ignored|Above Target)$/i.test(String(state)),
  );
  const names = open.map(({ version, description, filepath }) => String(filepath || `${version} ${description}`));
  return reading(names, true);
}

function readAtlas(lines: readonly string[], exitCode: number): Reading {
  const json = jsonIn(lines);
  if (exitCode !== 0) return FAILED;
  const pending = listOf(json?.['Pending']) ?? [];
  const names = pending.map(({ Name, Version }) => String(Name ?? Version));
  return reading(names, json?.['Status'] === 'OK');
}

/** Any command that prints a line such as {"pending": ["1_orders.sql"]}. */
function readJson(lines: readonly string[], exitCode: number): Reading {
  const pending = jsonIn(lines)?.['pending'];
  if (exitCode !== 0) return FAILED;
  const isList = Array.isArray(pending) && pending.every((one) => typeof one === 'string');
  return isList ? reading(pending, true) : UNKNOWN;
}

/**
 * Knex lists completed migrations first, then a heading, then the pending ones.
 */
function readKnex(lines: readonly string[], exitCode: number): Reading {
  const start = lines.findIndex((line) => /^Found \d+ Pending Migration/.test(line));
  const names = start < 0 ? [] : lines.slice(start + 1).flatMap((line) => /^(\S+)\s*$/.exec(line)?.[1] ?? []);
  return exitCode === 0 ? reading(names, false) : FAILED;
}

/** The presets by tool. The docs say with which of them the real tool was run. */
export const PRESETS: Record<PreviewTool, Preset> = {
  dbmate: {
    verb: /^(?:up|migrate)$/,
    becomes: ['status', '--exit-code'],
    read: (lines, code) => byExitCode(lines, code, { name: /^\[ \] (\S.*?)\s*$/, none: /^Pending: 0$/ }),
  },
  django: {
    verb: /^migrate$/,
    becomes: ['migrate', '--plan', '--check'],
    read: (lines, code) =>
      byExitCode(lines, code, { name: /^([A-Za-z_]\w*\.\w+)$/, none: /No planned migration operations/ }),
  },
  rails: {
    verb: /^db:(?:migrate|prepare)$/,
    becomes: ['db:abort_if_pending_migrations'],
    read: (lines, code) => byExitCode(lines, code, { name: /^ {2,}(\d{8,} \S.*?)\s*$/ }),
  },
  kysely: {
    verb: /^latest$/,
    becomes: ['list', '--fail-on-pending'],
    read: (lines, code) => byExitCode(lines, code, { name: /^\[ \] (\S.*?)\s*$/, none: /Found \d+ migration/ }),
  },
  flyway: { verb: /^migrate$/, becomes: ['info', '-outputType=json'], read: readFlyway },
  atlas: { verb: /^apply$/, becomes: ['status', '--format', '{{ json . }}'], read: readAtlas },
  'node-pg-migrate': {
    verb: /^up$/,
    becomes: ['up', '--dry-run'],
    read: (lines, code) => byText(lines, code, /^> - (\S+)$/),
  },
  knex: { verb: /^migrate:(?:latest|up)$/, becomes: ['migrate:list'], read: readKnex },
  typeorm: {
    verb: /^migration:run$/,
    becomes: ['migration:show'],
    read: (lines, code) => byText(lines, code, /^\s*\[ \] (\S+)/),
  },
  sequelize: {
    verb: /^db:migrate$/,
    becomes: ['db:migrate:status'],
    read: (lines, code) => byText(lines, code, /^down (\S+)$/),
  },
  prisma: {
    verb: /^deploy$/,
    becomes: ['status'],
    read: (lines, code) => {
      const names = namesAfter(lines, /^(\d{14}_\S+)$/);
      if (code === 0) return UNKNOWN;
      const isPending = code === 1 && lines.some((line) => /have not yet been applied/.test(line));
      return isPending ? reading(names, false) : FAILED;
    },
  },
  json: { verb: /^$/, becomes: [], read: readJson },
};

/** The command of a preview, from that of the migration. `undefined` if the word to replace is not in it. */
export function previewCommandOf(words: readonly string[], { verb, becomes }: Preset): string[] | undefined {
  const at = words.findLastIndex((word) => verb.test(word));
  if (at >= 0) return [...words.slice(0, at), ...becomes, ...words.slice(at + 1)];
  // A line of a shell: the word is within it.
  const script = words.findLastIndex((word) => /\s/.test(word));
  if (script < 0) return undefined;
  const parts = (words[script] ?? '').split(/(\s+)/);
  const within = parts.findLastIndex((word) => verb.test(word));
  if (within < 0) return undefined;
  parts[within] = becomes.map(quoted).join(' ');
  return words.with(script, parts.join(''));
}

function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word}'`;
}
