import * as kind from '../setting-kinds.ts';
import { REHEARSING, rowsOf } from '../setting-row.ts';

const row = rowsOf('local');

/** What only a rehearsal on the local engine has. */
export const LOCAL = {
  fault: row(
    kind.texts('the name of a fault'),
    'With --local: misbehave as AWS may, such as throttle:DescribeTasks:12 or spot:2s; see docs/local-engine.md',
    { notInFiles: true, notInLambda: 'start the engine with it: ecs-migrate local --fault' },
  ),
  runner: row(
    kind.choice('auto', 'docker', 'podman', 'process'),
    'With --local: what runs the containers; with --build: what builds (auto: docker or podman if it answers, else processes of this machine)',
    { commands: REHEARSING },
  ),
  secrets: row(
    kind.text('a file'),
    'With --local: a YAML or dotenv file with the values of secrets by valueFrom, and of environment files by ARN',
    { commands: REHEARSING },
  ),
  localNetwork: row(
    kind.text('a network of docker or podman'),
    "With --local: the network of the task's containers, such as host or that of docker compose",
    { commands: REHEARSING },
  ),
  skipContainer: row(
    kind.names('names of containers', /^[\w-]{1,255}$/),
    'With --local: run the task without these containers; what waits for one of them does not wait; repeatable',
  ),
  skipSidecars: row(
    kind.flag,
    'With --local: run the task without the containers that are neither essential nor the migration',
  ),
} as const;
