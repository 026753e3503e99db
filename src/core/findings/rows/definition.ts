import { LIMITS } from '../../base/defaults.ts';
import { fargateSizesNear } from '../../ecs/definition-rules/fargate-sizes.ts';
import { error, note, warning } from './row.ts';

export interface Ambiguity {
  names: string[];
  /**
   * `obvious`: the container that the task definition makes the obvious choice. `rivals`: the others that may be meant.
   */
  obvious?: string;
  rivals?: Rival[];
}

/** Findings about the task definition, its containers, and the changes that the launch makes to them. */
export const DEFINITION_FINDINGS = {
  'no-task-definition': error<{ cluster: string | undefined }>({
    doc: 'no task definition was given, and no tag of the cluster names one',
    cause: ({ cluster }) =>
      cluster === undefined
        ? 'no task definition was given'
        : `no task definition was given, and cluster ${cluster} has no tag that names one`,
    next: ({ cluster }) =>
      `give --task-definition FAMILY, FAMILY:REVISION, ARN or a file, or ${cluster === undefined ? 'set ECS_MIGRATE_TASK_DEFINITION' : 'tag the cluster: ecs-migrate:task-definition = FAMILY'}`,
  }),
  'task-definition-unknown': error<{ reference: string; region: string; local: boolean }>({
    doc: 'the task definition does not exist in the region',
    cause: ({ reference, region }) => `task definition ${reference} does not exist in ${region}`,
    next: ({ local }) =>
      local
        ? 'the local engine starts empty: give --task-definition FILE.json'
        : 'check --task-definition and --region; a file has a dot or a slash in its name',
  }),
  'task-definition-inactive': error<{ reference: string; status: string }>({
    doc: 'the revision is not ACTIVE',
    cause: ({ reference, status }) => `task definition ${reference} is ${status}`,
    next: 'use an ACTIVE revision',
  }),
  'container-unknown': error<{ container: string; origin: string; names: string[]; near: string | undefined }>({
    doc: 'the task definition has no container of that name',
    cause: ({ origin, container }) => `${origin}: the task definition has no container ${container}`,
    next: ({ near, names }) => `${near ? `did you mean ${near}? ` : ''}the task definition has: ${names.join(', ')}`,
  }),
  'container-ambiguous': error<Ambiguity>({
    doc: 'it is not clear which container is the migration; its exit code decides the result',
    cause: ({ names, obvious, rivals = [] }) => {
      if (obvious === undefined) return `the task definition has several containers (${names.join(', ')})`;
      const others = rivals.map(({ name, why }) => `${name} ${RIVALS[why]}`).join(', and ');
      return `${obvious} is the only essential container of the task definition, but ${others}`;
    },
    next: ({ obvious, rivals = [] }) => {
      const ask = 'name the migration container (its exit code decides the result)';
      if (obvious === undefined) return `${ask} with --container`;
      return `${ask}: ${[...rivals.map(({ name }) => name), obvious].map((name) => `--container ${name}`).join(' or ')}`;
    },
  }),
  'containers-skipped': warning<{ names: string[]; waiting: string[] }>({
    doc: '`--local`: the task runs without the containers that were skipped',
    cause: ({ names }) => `the local task runs without ${names.join(', ')}, as you asked`,
    next: ({ waiting }) =>
      waiting.length === 0
        ? 'on AWS these containers run'
        : `${waiting.join(', ')} ${waiting.length > 1 ? 'do' : 'does'} not wait for the skipped containers; on AWS these run`,
  }),
  'several-essential': warning<{ container: string; others: string[] }>({
    doc: 'another container is essential too: if it ends first, ECS stops the migration',
    cause: ({ container, others }) =>
      `besides ${container}, ${others.join(', ')} ${others.length > 1 ? 'are' : 'is'} essential too`,
    next: 'mark them essential: false. If one of them ends first, ECS stops the migration; if nothing shows which container ended first, the outcome is uncertain (125)',
  }),
  'restart-policy': error<{ container: string }>({
    doc: 'ECS would run the migration again when it ends',
    cause: ({ container }) =>
      `container ${container} has a restart policy: ECS would run the migration again when it ends`,
    next: 'set restartPolicy.enabled to false in the task definition',
  }),
  'command-one-word': warning<{ container: string; word: string; next: string }>({
    doc: 'the command is one word with spaces in it; no program has such a name',
    cause: ({ container, word }) =>
      `the command of container ${container} is a single word, "${word}", and no program has that name`,
    next: ({ next }) => `give ${next}, unless the image's entry point is a shell`,
  }),
  'plain-secret': warning<{ container: string; names: string[] }>({
    doc: 'the task definition has a plain-text variable that looks like a secret',
    cause: ({ names, container }) =>
      `${names.join(', ')} of container ${container} is plain text in the task definition and looks like a secret`,
    next: 'put it into secrets (valueFrom) of the task definition',
  }),
  'no-execution-role': error<{ container: string }>({
    doc: 'a container has secrets, and the task definition has no execution role to read them',
    cause: ({ container }) =>
      `container ${container} has secrets, but the task definition has no execution role to read them`,
    next: 'set executionRoleArn',
  }),
  'subnets-missing': error<{ taskDefinition: string }>({
    doc: 'the task needs subnets (networkMode awsvpc), and none were given',
    cause: ({ taskDefinition }) => `task definition ${taskDefinition} has networkMode awsvpc and no subnets were given`,
    next: 'give --subnets subnet-…, --like-service NAME, or tag the task definition: ecs-migrate:subnets',
  }),
  'network-unused': error<{ networkMode: string; origin: string }>({
    doc: 'a network setting was given, but the network mode does not use it',
    cause: ({ origin, networkMode }) =>
      `${origin} needs networkMode awsvpc, but the task definition has ${networkMode}`,
    next: ({ origin }) => `remove ${origin}`,
  }),
  'no-public-ip': note({
    doc: 'the task gets no public IP address',
    cause: 'the task gets no public IP address',
    next: 'give the subnets a NAT gateway or VPC endpoints for image, secrets and logs, or use --assign-public-ip',
  }),
  'too-many': error<{ what: string; given: number; limit: number }>({
    doc: 'more items were given than ECS allows',
    cause: ({ given, what }) => `${given} ${what} were given`,
    next: ({ limit }) => `give at most ${limit}: that is the limit of ECS`,
  }),
  'overrides-too-long': error<{ characters: number }>({
    doc: 'command and environment overrides are longer than ECS allows',
    cause: ({ characters }) => `the overrides (command and environment) have ${characters} characters`,
    next: `put long values into the task definition or a secret: ECS allows at most ${LIMITS.overridesCharacters} characters`,
  }),
  'launch-type-incompatible': error<{ launchType: string; compatible: string[] }>({
    doc: 'the task definition cannot run on the launch type',
    cause: ({ launchType }) => `the task definition cannot run on launch type ${launchType}`,
    next: ({ compatible }) => `use one that it is compatible with: ${compatible.join(', ')}`,
  }),
  'fargate-size': error<{ cpu: number; memory: number }>({
    doc: 'Fargate does not have this combination of cpu and memory, as far as we know',
    cause: ({ cpu, memory }) => `Fargate has no task with ${cpu} CPU units and ${memory} MiB`,
    next: ({ cpu }) => `${fargateSizesNear(cpu)}: change --cpu or --memory`,
  }),
};

const RIVALS = {
  'named-so': 'is named like a migration',
  'runs-one': 'runs a migration command',
  'waited-for': 'is a container that it waits for (dependsOn), as an application waits for its migration',
} as const;

/** Why a container may be the migration although another container is the obvious choice. */
export interface Rival {
  name: string;
  why: 'named-so' | 'runs-one' | 'waited-for';
}
