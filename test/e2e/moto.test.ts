import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateClusterCommand, DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { startProcess } from '../support/process.ts';
import { freePort } from '../support/registry.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const missing = spawnSync('moto_server', ['--help']).status !== 0;
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };

/** An emulator of strangers: what runs against it does not lean on the engine's own ways. */
async function startMoto() {
  const port = await freePort();
  const running = startProcess('moto_server', ['-H', '127.0.0.1', '-p', String(port)]);
  const endpoint = `http://127.0.0.1:${port}`;
  const subnets = () =>
    fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization:
          'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: 'Action=DescribeSubnets&Version=2016-11-15',
    });
  const answer = await until('moto serves', () => {
    if (running.child.exitCode !== null) throw new Error(`moto ended: ${running.stderr()}`);
    return subnets().catch(() => undefined);
  });
  const subnet = /<subnetId>(.*?)</.exec(await answer.text())?.[1] ?? '';
  const client = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const [ecs, logs] = [new ECSClient(client), new CloudWatchLogsClient(client)];
  await ecs.send(new CreateClusterCommand({ clusterName: 'staging' }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/test' }));
  return { endpoint, subnet, ecs, [Symbol.asyncDispose]: running[Symbol.asyncDispose] };
}

describe.skipIf(missing)(`against moto${missing ? ' (skipped: there is no moto_server)' : ''}`, () => {
  test('plan finds nothing against the run; run launches a task and follows it to its end', async () => {
    await using moto = await startMoto();
    using folder = temporaryDirectory();
    const container = { run: 'true', with: { memory: 256, cpu: 128 } };
    const file = await taskDefinitionFile(folder.path, 'shop-migrate', container);
    const network = ['--subnets', moto.subnet, '--security-groups', 'sg-1'];
    const args = ['--cluster', 'staging', '--task-definition', path.basename(file), ...network];
    const options = { cwd: folder.path, env: { ...CREDENTIALS, AWS_ENDPOINT_URL: moto.endpoint } };

    const plan = await runCli(['plan', ...args], options);
    expect(plan.exitCode, plan.stdout + plan.stderr).toBe(0);

    const run = await runCli(['run', ...args, '--log-quiet', '300ms', '--output', 'json'], options);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const { tasks } = await moto.ecs.send(
      new DescribeTasksCommand({
        cluster: 'staging',
        tasks: (
          await moto.ecs.send(new ListTasksCommand({ cluster: 'staging', startedBy: 'ecs-migrate/shop-migrate' }))
        ).taskArns,
      }),
    );
    expect(tasks).toHaveLength(1);
    const result = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '{}');
    expect(result).toMatchObject({ outcome: 'succeeded', containerExitCode: 0, taskArn: tasks?.[0]?.taskArn });
  });
});
