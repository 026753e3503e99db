import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import { standIn } from '../support/stand-in.ts';
import { until } from '../support/until.ts';

const TEN_MINUTES = 10 * 60_000;

/** As `X-Amz-Date` has it. */
const stamp = (at: number) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
const readStamp = (text: string) => Date.parse(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));

describe.concurrent('a clock that is wrong', () => {
  test.each(['clock:10m', 'clock:-10m'])(
    '%s: the signatures follow the clock of AWS, and the run is as any',
    async (fault) => {
      await using world = await aMigration([fault]);
      world.openGate();
      const run = await world.run('1', '--env', 'CODE=3', '--verbose');
      expect(run, run.stderr).toMatchObject({ exitCode: 3, stdout: 'first\nlast\n' });
      // One refusal for each client: ECS (whose first calls go out together) and the log.
      expect(run.stderr.match(/InvalidSignatureException/g)?.length).toBeLessThan(6);
      expect(await world.tasks()).toHaveLength(1);
    },
  );

  test('4.5 min ahead of AWS: --timeout 4m leaves a healthy task alone, also when it is followed again', async () => {
    await using world = await aMigration(['clock:-270s']);
    const run = world.start('1', '--timeout', '4m');
    const task = await until('the task runs', async () => {
      return (await world.tasks()).find(({ lastStatus }) => lastStatus === 'RUNNING')?.taskArn;
    });
    const { env } = world.engine;
    const flags = ['--timeout', '4m', '--on-timeout', 'stop', '--log-quiet', '300ms', '--output', 'json'];
    const attached = startCli(['attach', task, ...flags], { env });
    await until('both have looked at it', () => (attached.stdout().includes('"running"') ? true : undefined));
    world.openGate();
    expect(await run.ended).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
    const again = await attached.ended;
    expect(again.exitCode).toBe(0);
    const { phases } = JSON.parse(again.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(phases.total).toBeLessThan(60_000);
  });

  test('4.5 min behind AWS: --timeout 2s stops the task in time', async () => {
    await using world = await aMigration(['clock:270s'], { run: 'echo begun; exec sleep 600' });
    const run = await world.run('1', '--timeout', '2s');
    expect(run).toMatchObject({ exitCode: 124, stdout: 'begun\n' });
  });

  test('STS, which makes the credentials of a role, is asked once more too', async () => {
    await using world = await aMigration(['clock:10m']);
    world.openGate();
    let asked = 0;
    const sts = createServer(async (request, response) => {
      await request.toArray();
      asked += 1;
      const now = performance.timeOrigin + performance.now() + TEN_MINUTES;
      response.setHeader('date', new Date(now).toUTCString());
      response.setHeader('content-type', 'text/xml');
      const signed = String(request.headers['x-amz-date']);
      if (Math.abs(readStamp(signed) - now) > TEN_MINUTES / 2) {
        const message = `Signature expired: ${signed} is now earlier than ${stamp(now - TEN_MINUTES / 2)} (${stamp(now)} - 5 min.)`;
        const error = `<Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>${message}</Message></Error>`;
        return void response.writeHead(403).end(`<ErrorResponse>${error}</ErrorResponse>`);
      }
      const key = world.engine.client.credentials.accessKeyId;
      const keys = `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`;
      const result = `<AssumeRoleResult><Credentials>${keys}<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>`;
      response.end(`<AssumeRoleResponse>${result}</AssumeRoleResponse>`);
    });
    await new Promise<void>((done) => sts.listen(0, '127.0.0.1', done));
    const env = {
      ...world.engine.env,
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(sts.address() as AddressInfo).port}`,
    };
    const role = ['--role-arn', 'arn:aws:iam::123456789012:role/r'];
    const run = await runCli(world.args(...role, '--env', 'CODE=3'), { env });
    sts.close();
    sts.closeAllConnections();
    expect(run, run.stderr).toMatchObject({ exitCode: 3, stdout: 'first\nlast\n' });
    expect(asked).toBeGreaterThan(1);
  });

  test('a signature that AWS does not take even so: 77, with both clocks and how to set ours', async () => {
    const now = performance.timeOrigin + performance.now();
    const at = stamp(now - TEN_MINUTES);
    const message = `Signature not yet current: ${stamp(now)} is still later than ${stamp(now - TEN_MINUTES / 2)} (${at} + 5 min.)`;
    await using aws = await standIn(() => ({
      status: 400,
      body: { __type: 'InvalidSignatureException', message },
    }));
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };
    const args = ['list', '--cluster', 'c', '--endpoint-url', aws.endpoint];
    const run = await runCli(args, { env: keys });
    expect(run, run.stderr).toMatchObject({ exitCode: 77, stdout: '', told: { ending: 'aws', reasons: ['clock'] } });
    expect(run.stderr).toContain('10 min ');
    expect(run.stderr).toContain(new Date(now - TEN_MINUTES).toISOString().slice(0, 16));
    expect(run.stderr).toMatch(/here it is \d{4}-\d\d-\d\dT/);
    expect(run.told?.outcome).toBe('denied');
    expect(run.stderr).not.toContain('"Effect"');
    expect(aws.asked).toHaveLength(3);
  });
});
