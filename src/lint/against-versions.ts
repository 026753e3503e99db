import type { Allowed, LintFinding } from './finding.ts';
import { type Linted, lintFiles } from './lint-files.ts';
import type { Parser } from './parser.ts';
import { EVEN_IF_KNOWN } from './rules/rules.ts';
import type { SqlFile } from './statements.ts';
import type { Version } from './versions.ts';

export interface Judgement {
  /** All migrations, in their order. */
  all: readonly SqlFile[];
  /** Those that are judged. The others have been applied. */
  judged: ReadonlySet<string>;
  foreign: readonly LintFinding[];
}

/**
 * Judges migrations against each version that can take traffic. What a version's own commit has cannot break it. What
 * was created since its commit is new to it, also by migrations that were applied already, such as before a deployment that failed.
 */
export function lintAgainst(versions: readonly Version[], judgement: Judgement, parser: Parser): Linted {
  const { all, judged, foreign } = judgement;
  const findings = new Map<string, LintFinding>();
  const allowed = new Map<string, Allowed>();
  const unused = new Map<string, number>();
  let statements = 0;
  for (const version of versions) {
    const isUnknown = ({ file }: SqlFile) => !['known', undefined].includes(version.knows(file));
    const files = all.filter((one) => judged.has(one.file) || isUnknown(one));
    const isNew = (file: string) => (version.commit === undefined ? judged.has(file) : version.knows(file) === 'new');
    const creates = new Set(files.map(({ file }) => file).filter(isNew));
    const linted = lintFiles(files, parser, { together: true, foreign, only: judged, creates, version });
    statements = Math.max(statements, linted.statements);
    const breaks = ({ code, file }: { code: string; file: string }) =>
      version.knows(file) !== 'known' || isAboutLocks(code);
    for (const one of linted.findings.filter(breaks)) {
      const key = keyOf(one);
      const known = findings.get(key) ?? (isAboutLocks(one.code) ? one : { ...one, breaks: [] });
      known.breaks?.push(version.name);
      if (one.exception !== undefined) known.exception ??= one.exception;
      findings.set(key, known);
      if (one.code === 'allowance-unused') unused.set(key, (unused.get(key) ?? 0) + 1);
    }
    for (const one of linted.allowed.filter(breaks)) allowed.set(keyOf(one), one);
  }
  // An exception that one version needs is used.
  for (const [key, count] of unused) if (count < versions.length) findings.delete(key);
  for (const key of findings.keys()) allowed.delete(key);
  return { findings: [...findings.values()], allowed: [...allowed.values()], statements };
}

/** A lock harms every version, whatever it knows. */
function isAboutLocks(code: string): boolean {
  return code.startsWith('squawk/') || EVEN_IF_KNOWN.has(code);
}

function keyOf({ code, file, line, object }: Pick<LintFinding, 'code' | 'file' | 'line' | 'object'>): string {
  return [file, line, code, object].join('\n');
}
