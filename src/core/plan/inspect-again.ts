import type { DatabaseFacts } from '../ecs/database-facts.ts';
import type { ContainerDefinition } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { Resolved } from '../settings/source.ts';
import { commandsIn, toolsIn } from '../tools/recognize.ts';
import { toolOf } from '../tools/tools.ts';
import { wordsOfContainer } from '../tools/words-of-container.ts';

/** What forbids further attempts, and what keeps the lock time-out from the database. */
export function inspectAgain(
  resolved: Resolved,
  container: ContainerDefinition,
  command: readonly string[] | undefined,
): Finding[] {
  const words = wordsOfContainer(container, command);
  return [...inspectRetries(resolved, container, words), ...inspectLockTimeout(resolved, container, words)];
}

function inspectRetries(
  { settings, origins }: Resolved,
  { database }: ContainerDefinition,
  words: readonly string[],
): Finding[] {
  if (!settings.retries) return [];
  const retries = origins.retries ?? '--retries';
  const never = (what: string, why: string): Finding => ({ code: 'retry-never', retries, what, why });
  const tools = toolsIn(words);
  const forbidding = tools.find((name) => toolOf(name).never !== undefined);
  if (forbidding !== undefined) return [never(forbidding, toolOf(forbidding).never ?? '')];
  if (words.some((word) => /\bconcurrently\b/i.test(word))) {
    return [never('CONCURRENTLY', 'a failed attempt leaves an INVALID index behind, which IF NOT EXISTS then accepts')];
  }
  if (isOther(database)) return [never('this database', 'its DDL commits by itself')];
  if (tools.length > 0 && (commandsIn(words)?.length ?? 2) > 1 && tools.some((name) => !toolOf(name).resumes)) {
    return [never('several commands', 'each of them commits on its own, and another attempt begins with the first')];
  }
  if (settings.retrySafe !== 'transactional') {
    const safe = settings.retrySafe && `${origins.retrySafe} ${settings.retrySafe}`;
    return [{ code: 'retry-not-safe', retries, safe }];
  }
  return [];
}

function isOther(database: DatabaseFacts | undefined): boolean {
  return database?.schemes.some((scheme) => !/postg|pgx/i.test(scheme)) === true;
}

function inspectLockTimeout(
  { settings, origins }: Resolved,
  container: ContainerDefinition,
  words: readonly string[],
): Finding[] {
  if (settings.lockTimeout === undefined) return [];
  const origin = origins.lockTimeout ?? '--lock-timeout';
  if (container.secrets.includes('PGOPTIONS')) {
    return [{ code: 'lock-timeout-secret', origin, container: container.name }];
  }
  return unheeded(container, words).map((why): Finding => ({ code: 'lock-timeout-unheeded', why }));
}

/** RDS Proxy: NAME.proxy-ID.REGION.rds.amazonaws.com. */
const RDS_PROXY = /\.proxy-[a-z0-9]+\.[\w-]+\.rds\.amazonaws\.com/i;
const POOLER = /pgbouncer|pooler|:6432\b|PORT=6432\b/i;
const DEAF_DRIVERS: [pattern: RegExp, name: string][] = [
  [/^jdbc:/, 'JDBC'],
  [/\+asyncpg$/, 'asyncpg'],
  [/\+pg8000$/, 'pg8000'],
  // golang-migrate writes pgx5: for the next one.
  [/^pgx4?$/, 'pgx 4'],
];

function unheeded({ database, hasEnvironmentFiles }: ContainerDefinition, words: readonly string[]): string[] {
  const { schemes = [], places = [], hasOptions = false } = database ?? {};
  const reasons: string[] = [];
  if (isOther(database)) reasons.push('the database is not PostgreSQL, and does not know lock_timeout');
  if (places.some((place) => RDS_PROXY.test(place))) {
    reasons.push('RDS Proxy refuses connections with PGOPTIONS, so the migration would not connect at all');
  } else if (places.some((place) => POOLER.test(place))) {
    reasons.push('PgBouncer refuses connections with PGOPTIONS, or ignores them');
  }
  if (hasOptions) reasons.push('options in the URL replace PGOPTIONS');
  const driver = DEAF_DRIVERS.find(([pattern]) => schemes.some((scheme) => pattern.test(scheme)))?.[1];
  const tool = toolsIn(words).find((name) => toolOf(name).pgOptions === 'ignored');
  if (driver !== undefined || tool !== undefined) reasons.push(`${driver ?? tool} does not read PGOPTIONS`);
  if (/\bjava\b|\.jar\b/.test(words.join(' ')) && driver === undefined) reasons.push('JDBC does not read PGOPTIONS');
  if (hasEnvironmentFiles) {
    reasons.push('the container has environment files; if they set PGOPTIONS, the override replaces that');
  }
  return reasons;
}
