import { nearest } from '../base/did-you-mean.ts';
import type { ContainerDefinition, TaskDefinition } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { Rival } from '../findings/rows/definition.ts';
import type { Resolved } from '../settings/source.ts';

type Choice = { container: ContainerDefinition } | { finding: Finding };

/**
 * The migration container: the named one, else the only one, else the only essential one; asked for where another one of
 * the definition looks like the migration, for the exit code of the chosen one decides.
 */
export function chooseContainer({ settings, origins }: Resolved, definition: TaskDefinition): Choice {
  const { containers } = definition;
  const names = containers.map(({ name }) => name);
  if (settings.container !== undefined) {
    const named = containers.find(({ name }) => name === settings.container);
    if (named) return { container: named };
    const near = nearest(settings.container, names);
    const origin = origins.container ?? '--container';
    return { finding: { code: 'container-unknown', container: settings.container, origin, names, near } };
  }
  const essential = containers.filter((container) => container.essential);
  const [obvious] = [containers, essential].find(({ length }) => length === 1) ?? [];
  if (obvious === undefined) return { finding: { code: 'container-ambiguous', names } };
  const rivals = rivalsOf(obvious, definition, settings.command);
  if (rivals.length === 0) return { container: obvious };
  return { finding: { code: 'container-ambiguous', names, obvious: obvious.name, rivals } };
}

/** The containers that may be meant instead of the obvious one. `command` is what that one was asked to run. */
function rivalsOf(obvious: ContainerDefinition, { containers }: TaskDefinition, command?: string[]): Rival[] {
  const isMigration = looksNamedSo(obvious) || runsMigration(command ?? wordsOf(obvious));
  const awaited = awaitedEnds(obvious);
  return containers.flatMap((other): Rival[] => {
    const { name } = other;
    if (name === obvious.name || isLogRouter(other)) return [];
    if (runsMigration(wordsOf(other))) return [{ name, why: 'runs-one' }];
    if (looksNamedSo(other) && (!isMigration || awaited.includes(name))) return [{ name, why: 'named-so' }];
    // What prepares the ground for a migration, or for a command that was asked for, is waited for too.
    const prepares = isMigration || command !== undefined;
    return awaited.includes(name) && !prepares ? [{ name, why: 'waited-for' }] : [];
  });
}

/** Containers whose end this one waits for: what sets up a database before the application starts. */
function awaitedEnds({ dependsOn = [] }: ContainerDefinition): string[] {
  return dependsOn
    .filter(({ condition }) => /^(?:COMPLETE|SUCCESS)$/.test(condition))
    .map(({ container }) => container);
}

const NAMES = /migrat|flyway|liquibase|alembic|dbmate|sqitch|db-?(?:upgrade|setup|schema)/i;

/** How migration tools are called. Most of them say `migrate`. */
const COMMANDS =
  /migrat|\bflyway\b|\bliquibase\b|\balembic\b|\bdbmate\b|\bsqitch\b|\bgoose\b|\btern\b|\bdb:(?:prepare|setup|update|schema)|\bdb upgrade\b|\baerich upgrade\b|\bprisma db push\b|\bdrizzle-kit\b|\bef database update\b|\befbundle\b|\bschema apply\b/i;

function looksNamedSo({ name }: ContainerDefinition): boolean {
  return NAMES.test(name);
}

function wordsOf({ entryPoint = [], command = [] }: ContainerDefinition): string[] {
  return [...entryPoint, ...command];
}

/** The folders of a path tell nothing of what is run. */
function runsMigration(words: readonly string[]): boolean {
  return COMMANDS.test(words.join(' ').replaceAll(/[^\s'"=]*\//g, ''));
}

function isLogRouter({ firelens }: ContainerDefinition): boolean {
  return firelens !== undefined;
}
