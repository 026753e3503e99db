import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  DescribeServiceDeploymentsCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { startEngine } from '../../src/engine/server.ts';
import { systemClock, systemRandom } from '../../src/system.ts';
import { type CliFinished, type CliRunning, startCli } from './cli.ts';
import { type Call, startRecorder } from './iam/recorder.ts';
import { type TestContainer, taskDefinition } from './task-definition.ts';
import { temporaryDirectory } from './temporary.ts';

export const DIGEST = `sha256:${'ab'.repeat(32)}`;
export const IMAGE = `000000000000.dkr.ecr.us-east-1.amazonaws.com/shop@${DIGEST}`;

export interface PauseHook {
  targetType: 'PAUSE';
  lifecycleStages: string[];
  timeoutConfiguration: { timeoutInMinutes: number; action: string };
}

export function pauseHook(stage = 'PRE_SCALE_UP', timeoutInMinutes = 60, action = 'ROLLBACK'): PauseHook {
  return { targetType: 'PAUSE', lifecycleStages: [stage], timeoutConfiguration: { timeoutInMinutes, action } };
}

export interface HookWorld extends AsyncDisposable {
  folder: string;
  ecs: ECSClient;
  /** Deploys the service: the deployment runs to its pause. Returns its ARN. */
  deploy(...hooks: PauseHook[]): Promise<string>;
  /** Starts `ecs-migrate hook` in a build. */
  start(build: string, ...flags: (string | Record<string, string>)[]): CliRunning;
  hook(build: string, ...flags: (string | Record<string, string>)[]): Promise<CliFinished>;
  stop(deployment: string): Promise<void>;
  /** As ECS shows it. */
  see(deployment: string): Promise<ServiceDeployment>;
  /** The actions that were sent to hooks, with the hook, in order. */
  actions(): { hookId: string; action: string }[];
  calls: readonly Call[];
  tasks(): Promise<Task[]>;
  /** The image of the task that ran. */
  imageThatRan(): Promise<string | undefined>;
  openGate(): void;
  /** How often the migration container has started. */
  begun(): number;
  register(family: string, ...containers: TestContainer[]): Promise<void>;
}

const SCRIPT = (folder: string) =>
  `echo begin >> ${folder}/notes; echo first; while [ ! -e ${folder}/gate ]; do sleep 0.1; done; echo last; exit \${CODE:-0}`;

/** A service whose deployments pause, and the migration that they wait for, on an engine whose clock a test may move. */
export async function aDeployment(
  options: {
    faults?: string[];
    clock?: typeof systemClock;
    hooks?: PauseHook[];
    loads?: object[];
    image?: string;
  } = {},
): Promise<HookWorld> {
  const { faults = [], clock = systemClock, hooks = [pauseHook()], loads = [], image = IMAGE } = options;
  const folder = temporaryDirectory();
  const configuration = { strategy: 'BLUE_GREEN', lifecycleHooks: hooks };
  const service = {
    serviceName: 'web',
    clusterArn: 'staging',
    taskDefinition: 'shop',
    deploymentConfiguration: configuration,
  };
  const engine = await startEngine({
    cwd: folder.path,
    env: process.env,
    clock,
    random: systemRandom,
    clusters: ['staging'],
    faults,
    loads: [{ services: [service] }, ...loads],
  });
  const recorder = await startRecorder(engine.endpoint);
  const { credentials } = engine;
  const ecs = new ECSClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials, maxAttempts: 10 });
  const env = {
    AWS_ENDPOINT_URL: recorder.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const register = async (family: string, ...containers: TestContainer[]) => {
    await ecs.send(new RegisterTaskDefinitionCommand(taskDefinition(family, ...containers) as never));
  };
  await register('shop', { name: 'web', run: 'serve', with: { image } });
  await register('shop-migrate', { run: SCRIPT(folder.path) });
  const own = ['--cluster', 'staging', '--task-definition', 'shop-migrate', '--subnets', 'subnet-1'];
  const start = (build: string, ...flags: (string | Record<string, string>)[]) => {
    const words = flags.filter((word) => typeof word === 'string');
    const variables = flags.filter((word) => typeof word !== 'string');
    const ofBuild = { ...env, CODEBUILD_BUILD_ID: `project:${build}`, ECS_MIGRATE_SERVICE: 'web' };
    return startCli(['hook', ...own, '--log-quiet', '300ms', ...words], {
      cwd: folder.path,
      env: Object.assign(ofBuild, ...variables),
    });
  };
  const tasks = async () => {
    const lists = await Promise.all(
      (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
        ecs.send(new ListTasksCommand({ cluster: 'staging', desiredStatus })),
      ),
    );
    const arns = lists.flatMap(({ taskArns = [] }) => taskArns);
    if (arns.length === 0) return [];
    return (await ecs.send(new DescribeTasksCommand({ cluster: 'staging', tasks: arns }))).tasks ?? [];
  };
  return {
    folder: folder.path,
    ecs,
    start,
    tasks,
    register,
    calls: recorder.calls,
    async hook(build, ...flags) {
      await using running = start(build, ...flags);
      return await running.ended;
    },
    async deploy(...others) {
      await ecs.send(
        new UpdateServiceCommand({
          cluster: 'staging',
          service: 'web',
          taskDefinition: 'shop',
          forceNewDeployment: true,
          ...(others.length === 0
            ? {}
            : { deploymentConfiguration: { strategy: 'BLUE_GREEN', lifecycleHooks: others as never } }),
        }),
      );
      const { serviceDeployments: [newest] = [] } = await ecs.send(
        new ListServiceDeploymentsCommand({ cluster: 'staging', service: 'web' }),
      );
      return newest?.serviceDeploymentArn ?? '';
    },
    async stop(serviceDeploymentArn) {
      await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));
    },
    async see(arn) {
      const { serviceDeployments: [found] = [] } = await ecs.send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
      );
      if (found === undefined) throw new Error(`no deployment ${arn}`);
      return found;
    },
    actions: () =>
      recorder.calls
        .filter(({ target }) => target.endsWith('.ContinueServiceDeployment'))
        .map(({ request }) => ({ hookId: String(request['hookId']), action: String(request['action']) })),
    async imageThatRan() {
      const [task, ...others] = await tasks();
      if (task === undefined || others.length > 0) throw new Error(`${others.length + 1} tasks`);
      const { taskDefinition: found } = await ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }),
      );
      return found?.containerDefinitions?.[0]?.image;
    },
    openGate: () => appendFileSync(path.join(folder.path, 'gate'), ''),
    begun() {
      const file = path.join(folder.path, 'notes');
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
    },
    async [Symbol.asyncDispose]() {
      ecs.destroy();
      await recorder[Symbol.asyncDispose]();
      await engine.close();
      folder[Symbol.dispose]();
    },
  };
}

/** The hook that a deployment waits for. */
export function waitingHook({ lifecycleHookDetails = [] }: ServiceDeployment): { hookId: string; status: string } {
  const hook = lifecycleHookDetails.at(-1);
  return { hookId: hook?.hookId ?? '', status: hook?.status ?? '' };
}
