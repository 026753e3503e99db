import * as kind from '../setting-kinds.ts';
import { REHEARSING, rowsOf } from '../setting-row.ts';

const row = rowsOf('local');

/** The settings of a rehearsal on the local engine. */
export const LOCAL = {
  fault: row(
    kind.texts('the name of a fault'),
    'With --local: simulate a fault of AWS, such as throttle:DescribeTasks:12 or spot:2s; see docs/local-engine.md',
    { notInFiles: true, notInLambda: 'give it to the engine instead: ecs-migrate local --fault' },
  ),
  runner: row(
    kind.choice('auto', 'docker', 'podman', 'process'),
    'With --local: what runs the containers; with --build: what builds the image (auto: docker or podman if one of them answers, else processes on this machine)',
    { commands: REHEARSING },
  ),
  secrets: row(
    kind.text('a file'),
    'With --local: a YAML or dotenv file with the values of secrets (by valueFrom) and of environment files (by ARN)',
    { commands: REHEARSING, isPath: () => true },
  ),
  localNetwork: row(
    kind.text('a network of docker or podman'),
    "With --local: the network of the task's containers, such as host, or the network of docker compose",
    { commands: REHEARSING },
  ),
  skipContainer: row(
    kind.names('names of containers', /^[\w-]{1,255}$/),
    'With --local: run the task without these containers; a container that depends on one of them does not wait; repeatable',
  ),
  skipSidecars: row(kind.flag, 'With --local: run only the migration container and the essential containers'),
} as const;
