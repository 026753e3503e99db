import type { PreviewTool } from '../settings/tools-with-preview.ts';
import { readAtlas, readFlyway, readJson } from './read-json.ts';
import {
  byExitCode,
  byText,
  FAILED,
  namesAfter,
  namesBelow,
  type Reading,
  type ReadOutput,
  reading,
  UNKNOWN,
} from './reading.ts';

/** How a tool shows what is pending. */
export interface Preset {
  /** The word of the migration's command that is replaced, and by what. */
  verb: RegExp;
  becomes: readonly string[];
  /** The word behind it, which goes with it. With any other there is no preview: another target is another list. */
  target?: RegExp;
  read: ReadOutput;
}

const LIQUIBASE_COUNT = /^\s*(\d+) change ?sets? ha(?:s|ve) not been applied/;
const PRISMA_NAME = /^(\d{14}_\S+)$/;

/** Exit code 1 also means that Prisma failed, so the text has to say that something is pending. */
function readPrisma(lines: readonly string[], exitCode: number): Reading {
  if (exitCode === 0) return UNKNOWN;
  const names = namesBelow(lines, /have not yet been applied/, PRISMA_NAME);
  return exitCode === 1 && names.length > 0 ? reading(names, false) : FAILED;
}

/** Alembic prints its history with the newest revision first, and marks the current one. */
function readAlembic(lines: readonly string[], exitCode: number): Reading {
  if (exitCode !== 0) return FAILED;
  const revisions = lines.flatMap((line) => {
    const [, revision, marks = '', message] = /^\S.* -> (\w+)((?: \([a-z]+\))*), (.*)$/.exec(line) ?? [];
    return revision === undefined ? [] : [{ marks, name: `${revision} ${message}` }];
  });
  // Which side of a branch is applied is not in this list.
  if (revisions.some(({ marks }) => /branchpoint|mergepoint/.test(marks))) return UNKNOWN;
  const current = revisions.findIndex(({ marks }) => marks.includes('(current)'));
  const names = (current < 0 ? revisions : revisions.slice(0, current)).map(({ name }) => name);
  return reading(names.toReversed(), false);
}

/** The presets by tool. The docs say with which of them the real tool was run. */
export const PRESETS: Record<PreviewTool, Preset> = {
  dbmate: {
    verb: /^(?:up|migrate)$/,
    becomes: ['status', '--exit-code'],
    // With no file at all `up` fails, so that is no proof.
    read: byExitCode({ name: /^\[ \] (\S.*?)\s*$/, none: /^Applied: [1-9]/, count: /^Pending: (\d+)$/ }),
  },
  django: {
    verb: /^migrate$/,
    becomes: ['migrate', '--plan', '--check'],
    read: byExitCode({ name: /^([A-Za-z_]\w*\.\w+)$/, none: /No planned migration operations/ }),
  },
  rails: {
    verb: /^db:(?:migrate|prepare)$/,
    becomes: ['db:abort_if_pending_migrations'],
    read: byExitCode({ name: /^ {2,}(\d{8,} \S.*?)\s*$/, count: /^You have (\d+) pending migration/ }),
  },
  kysely: {
    verb: /^latest$/,
    becomes: ['list', '--fail-on-pending'],
    read: byExitCode({ name: /^\[ \] (\S.*?)\s*$/, none: /Found [1-9]\d* migration/ }),
  },
  flyway: { verb: /^migrate$/, becomes: ['info', '-outputType=json'], read: readFlyway },
  atlas: { verb: /^apply$/, becomes: ['status', '--format', '{{ json . }}'], read: readAtlas },
  'node-pg-migrate': {
    verb: /^up$/,
    becomes: ['up', '--dry-run'],
    read: byText((lines) => namesBelow(lines, /^> Migrating files:$/, /^> - (\S+)$/)),
  },
  knex: {
    verb: /^migrate:(?:latest|up)$/,
    becomes: ['migrate:list'],
    read: byText(readKnex, /^Found (\d+) Pending Migration/),
  },
  typeorm: {
    verb: /^migration:run$/,
    becomes: ['migration:show'],
    read: byText((lines) => namesAfter(lines, /^\s*\[ \] (\S+)/)),
  },
  sequelize: {
    verb: /^db:migrate$/,
    becomes: ['db:migrate:status'],
    read: byText((lines) => namesAfter(lines, /^down (\S+)$/)),
  },
  prisma: { verb: /^deploy$/, becomes: ['status'], read: readPrisma },
  alembic: {
    verb: /^upgrade$/,
    target: /^heads?$/,
    becomes: ['history', '--indicate-current'],
    read: readAlembic,
  },
  liquibase: {
    verb: /^update$/,
    becomes: ['status', '--verbose'],
    read: byText((lines) => namesBelow(lines, LIQUIBASE_COUNT, /^ {5}(\S.*::.*::.*)$/), LIQUIBASE_COUNT),
  },
  goose: {
    verb: /^up$/,
    becomes: ['status'],
    read: byText((lines) => namesAfter(lines, /(?:^|\s)Pending\s+-- (\S+)$/)),
  },
  json: { verb: /^$/, becomes: [], read: readJson },
};

/** The list of Knex is as long as its heading says; a script may print more below it. */
function readKnex(lines: readonly string[]): string[] {
  const heading = /^Found (\d+) Pending Migration/;
  const [count = '0'] = namesAfter(lines, heading);
  return namesBelow(lines, heading, /^(\S+)\s*$/).slice(0, Number(count));
}

/** The command of a preview, from that of the migration. `undefined` if the word to replace is not in it. */
export function previewCommandOf(words: readonly string[], preset: Preset): string[] | undefined {
  if (words.some((word) => preset.verb.test(word))) return replaceVerb(words, preset, preset.becomes);
  // A line of a shell: the word is within it.
  const script = words.findLastIndex((word) => /\s/.test(word));
  if (script < 0) return undefined;
  const parts = (words[script] ?? '').split(/(\s+)/);
  const replaced = replaceVerb(parts, preset, [preset.becomes.map(quoted).join(' ')], 2);
  return replaced && words.with(script, replaced.join(''));
}

/** `apart`: how far the next word is from the verb. */
function replaceVerb(
  words: readonly string[],
  { verb, target }: Preset,
  becomes: readonly string[],
  apart = 1,
): string[] | undefined {
  const at = words.findLastIndex((word) => verb.test(word));
  if (at < 0) return undefined;
  if (target === undefined) return [...words.slice(0, at), ...becomes, ...words.slice(at + 1)];
  if (!target.test(words[at + apart] ?? '')) return undefined;
  return [...words.slice(0, at), ...becomes, ...words.slice(at + apart + 1)];
}

function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word}'`;
}
