import { nearest } from '../base/did-you-mean.ts';
import type { Result } from '../base/result.ts';
import type { ContainerDefinition, TaskDefinition } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { Rival } from '../findings/rows/definition.ts';
import type { Resolved } from '../settings/source.ts';

type Choice = Result<ContainerDefinition, Finding>;

/**
 * Chooses the migration container: the named one, else the only one, else the only essential one. If another container
 * of the definition looks like the migration, the user must name it, because the exit code of the chosen container
 * decides.
 */
export function chooseContainer({ settings, origins }: Resolved, definition: TaskDefinition): Choice {
  const { containers } = definition;
  const names = containers.map(({ name }) => name);
  if (settings.container !== undefined) {
    const named = containers.find(({ name }) => name === settings.container);
    if (named) return { ok: true, value: named };
    const near = nearest(settings.container, names);
    const origin = origins.container ?? '--container';
    return { ok: false, failure: { code: 'container-unknown', container: settings.container, origin, names, near } };
  }
  const essential = containers.filter((container) => container.essential);
  const [obvious] = [containers, essential].find(({ length }) => length === 1) ?? [];
  if (obvious === undefined) return { ok: false, failure: { code: 'container-ambiguous', names } };
  const rivals = rivalsOf(obvious, definition, settings.command);
  if (rivals.length === 0) return { ok: true, value: obvious };
  return { ok: false, failure: { code: 'container-ambiguous', names, obvious: obvious.name, rivals } };
}

/**
 * The containers that may be meant instead of the obvious one. `command`: the command that the user gave for the
 * obvious one.
 */
function rivalsOf(obvious: ContainerDefinition, { containers }: TaskDefinition, command?: string[]): Rival[] {
  const isMigration = looksNamedSo(obvious) || runsMigration(command ?? wordsOf(obvious));
  const awaited = awaitedEnds(obvious);
  return containers.flatMap((other): Rival[] => {
    const { name } = other;
    if (name === obvious.name || isLogRouter(other)) return [];
    if (runsMigration(wordsOf(other))) return [{ name, why: 'runs-one' }];
    if (looksNamedSo(other) && (!isMigration || awaited.includes(name))) return [{ name, why: 'named-so' }];
    // A migration, or a command that the user gave, may also wait for a container that prepares something.
    const prepares = isMigration || command !== undefined;
    return awaited.includes(name) && !prepares ? [{ name, why: 'waited-for' }] : [];
  });
}

/**
 * Containers whose end this container waits for. Such a container may set up a database before the application starts.
 */
function awaitedEnds({ dependsOn = [] }: ContainerDefinition): string[] {
  return dependsOn
    .filter(({ condition }) => /^(?:COMPLETE|SUCCESS)$/.test(condition))
    .map(({ container }) => container);
}

const NAMES = /migrat|flyway|liquibase|alembic|dbmate|sqitch|db-?(?:upgrade|setup|schema)/i;

/** The commands of migration tools. Most of them contain `migrate`. */
const COMMANDS =
  /migrat|\bflyway\b|\bliquibase\b|\balembic\b|\bdbmate\b|\bsqitch\b|\bgoose\b|\btern\b|\bdb:(?:prepare|setup|update|schema)|\bdb upgrade\b|\baerich upgrade\b|\bprisma db push\b|\bdrizzle-kit\b|\bef database update\b|\befbundle\b|\bschema apply\b/i;

function looksNamedSo({ name }: ContainerDefinition): boolean {
  return NAMES.test(name);
}

function wordsOf({ entryPoint = [], command = [] }: ContainerDefinition): string[] {
  return [...entryPoint, ...command];
}

/** The folders of a path do not show which program runs. */
function runsMigration(words: readonly string[]): boolean {
  return COMMANDS.test(words.join(' ').replaceAll(/[^\s'"=]*\//g, ''));
}

function isLogRouter({ firelens }: ContainerDefinition): boolean {
  return firelens !== undefined;
}
