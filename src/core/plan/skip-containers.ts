import { nearest } from '../base/did-you-mean.ts';
import type { TaskDefinition, TaskDefinitionInput } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { Resolved } from '../settings/source.ts';
import { chooseContainer } from './choose-container.ts';

/**
 * The containers that a local run leaves out: those named by `--skip-container`, and with `--skip-sidecars` all that
 * are neither essential nor the migration container.
 */
export function containersToSkip(
  resolved: Resolved,
  definition: TaskDefinition,
): { names: string[]; findings: Finding[] } {
  const { settings, origins } = resolved;
  const { skipContainer: named = [], skipSidecars = false } = settings;
  const all = definition.containers.map(({ name }) => name);
  const origin = origins.skipContainer ?? '--skip-container';
  const unknown = named.filter((name) => !all.includes(name));
  const findings = unknown.map((container): Finding => {
    return { code: 'container-unknown', container, origin, names: all, near: nearest(container, all) };
  });
  const left = definition.containers.filter(({ name }) => !named.includes(name));
  const picked = chooseContainer(resolved, { ...definition, containers: left });
  if (settings.container !== undefined && named.includes(settings.container)) {
    const problem = `${origin}: ${settings.container} is the migration container`;
    findings.push({ code: 'usage', problem, fix: 'skip others, or name another one with --container' });
  }
  // The migration container must be chosen before the others are left out.
  const chosen = picked.ok ? picked.value.name : undefined;
  const sidecars = skipSidecars && chosen ? left.filter(({ name, essential }) => !essential && name !== chosen) : [];
  return { names: [...named, ...sidecars.map(({ name }) => name)], findings };
}

/**
 * The definition without these containers. References to them in the other containers (`dependsOn`, volumes, links) are
 * removed too.
 */
export function withoutContainers(
  input: TaskDefinitionInput,
  names: readonly string[],
  region: string,
): TaskDefinitionInput {
  const isSkipped = (name: unknown) => names.includes(String(name));
  const left: Record<string, unknown>[] = input.containerDefinitions.filter(({ name }) => !isSkipped(name));
  // ECS requires an essential container. If the application is left out, the task exists for the remaining containers.
  const allEssential = left.every(({ essential }) => essential === false);
  const isRouted = left.some(({ firelensConfiguration }) => Boolean(firelensConfiguration));
  const containerDefinitions = left.map((container) => {
    const { dependsOn, volumesFrom, links } = container;
    return {
      ...container,
      ...(!isRouted && isForRouter(container) && { logConfiguration: ownLog(region) }),
      ...(allEssential && { essential: true }),
      ...(Array.isArray(dependsOn) && { dependsOn: dependsOn.filter((one) => !isSkipped(one?.containerName)) }),
      ...(Array.isArray(volumesFrom) && {
        volumesFrom: volumesFrom.filter((one) => !isSkipped(one?.sourceContainer)),
      }),
      ...(Array.isArray(links) && { links: links.filter((one) => !isSkipped(String(one).split(':')[0])) }),
    };
  });
  return { ...input, containerDefinitions: containerDefinitions as TaskDefinitionInput['containerDefinitions'] };
}

function isForRouter({ logConfiguration }: Record<string, unknown>): boolean {
  return (logConfiguration as { logDriver?: unknown } | null | undefined)?.logDriver === 'awsfirelens';
}

/** Without the router, nothing would show the container's lines. */
function ownLog(region: string) {
  const options = {
    'awslogs-group': '/local/router-skipped',
    'awslogs-region': region,
    'awslogs-stream-prefix': 'local',
  };
  return { logDriver: 'awslogs', options };
}

/** The findings about containers that are left out. They name the containers that depend on them. */
export function wordSkipped(names: readonly string[], definition: TaskDefinition): Finding[] {
  if (names.length === 0) return [];
  const waiting = definition.containers.filter(
    ({ name, dependsOn = [] }) => !names.includes(name) && dependsOn.some((on) => names.includes(on.container)),
  );
  return [{ code: 'containers-skipped', names: [...names], waiting: waiting.map(({ name }) => name) }];
}
