/** An incident with a name: `--fault NAME` stands for these fault words. */
export interface Scenario {
  name: string;
  words: readonly string[];
  rehearses: string;
}

const PULL =
  'CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref registry.example/app:1: registry.example/app:1: not found';
const SECRET =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:us-east-1:000000000000:secret:app from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.";

export const SCENARIOS: readonly Scenario[] = [
  { name: 'image-pull', words: [`failed-start:${PULL}`], rehearses: 'The image was never pushed.' },
  { name: 'secret-gone', words: [`failed-start:${SECRET}`], rehearses: 'A secret of the task definition was deleted.' },
  { name: 'no-capacity', words: ['no-capacity'], rehearses: 'Fargate has no capacity at the first attempt.' },
  { name: 'spot', words: ['spot'], rehearses: 'Fargate Spot takes its capacity back while the migration runs.' },
  { name: 'host-lost', words: ['host-terminated:1s'], rehearses: 'The EC2 instance dies under the migration.' },
  { name: 'throttled', words: ['throttle:*:every2'], rehearses: 'Every second call is throttled: others deploy too.' },
  { name: 'logs-late', words: ['logs-late:3s'], rehearses: 'CloudWatch shows each line 3 s late.' },
  { name: 'no-logs', words: ['no-stream'], rehearses: 'The task runs, and its log never appears.' },
  { name: 'answer-lost', words: ['lost:RunTask'], rehearses: 'The task is launched, and nobody hears of it.' },
  {
    name: 'just-launched',
    words: ['missing:2', 'containers-late'],
    rehearses: 'ECS does not see its own new task yet.',
  },
  {
    name: 'outage',
    words: ['outage:DescribeTasks:4s'],
    rehearses: 'The connection to ECS is down for 4 s while it runs.',
  },
  { name: 'not-allowed', words: ['denied:RunTask'], rehearses: 'The role of the pipeline may not run tasks.' },
  {
    name: 'expired-credentials',
    words: ['expired:RunTask'],
    rehearses: 'The credentials have expired before the launch.',
  },
  { name: 'injected-sidecar', words: ['injected'], rehearses: 'GuardDuty puts a container first into the task.' },
  { name: 'stuck', words: ['stuck:PENDING'], rehearses: 'The task waits for ever: --start-timeout ends it.' },
];
