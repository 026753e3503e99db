import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, runOf, type ServedEngine, serveEngine } from '../support/cli.ts';
import { missingOpenssl, startNetworkProxy, startTlsFront, type TlsFront } from '../support/network.ts';
import { startCredentials } from '../support/proxy.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const folder = temporaryDirectory();
let engine: ServedEngine;
let front: TlsFront;
let args: string[];
/** Credentials and region, and no endpoint: AWS's own hosts are asked. */
let keys: Record<string, string>;

beforeAll(async () => {
  engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging'] });
  const file = await taskDefinitionFile(folder.path, 'shop', { run: 'echo migrated; exit 3' });
  args = [...runOf(file), '--log-quiet', '200ms'];
  const { AWS_ENDPOINT_URL: _, ...others } = engine.env;
  keys = others;
  if (missingOpenssl === undefined) front = await startTlsFront(engine, folder.path);
});

afterAll(async () => {
  await front?.[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const PASSWORD = 'pr0xy-Passw0rd';
const withUser = (host: string, password = PASSWORD) => `http://team:${password}@${host}`;
const title = (text: string) => (missingOpenssl ? `${text} (skipped: ${missingOpenssl})` : text);

describe.skipIf(missingOpenssl).concurrent(title('a network that has a proxy'), () => {
  test('every call of ECS and of the log goes through HTTPS_PROXY, and AWS_CA_BUNDLE is trusted', async () => {
    await using proxy = await startNetworkProxy({ to: front.port });
    const env = { ...keys, HTTPS_PROXY: `http://${proxy.host}`, AWS_CA_BUNDLE: front.certificate };
    const run = await runCli(args, { env });
    expect(run, run.stderr).toMatchObject({ exitCode: 3, stdout: 'migrated\n' });
    expect(new Set(proxy.asked)).toEqual(
      new Set(['CONNECT ecs.us-east-1.amazonaws.com:443', 'CONNECT logs.us-east-1.amazonaws.com:443']),
    );
    // Connections are kept, as without a proxy.
    expect(proxy.asked.length).toBeLessThan(8);
  });

  test('a user and a password, NODE_EXTRA_CA_CERTS, a variable in lower case, an assumed role', async () => {
    await using proxy = await startNetworkProxy({ to: front.port, user: `team:${PASSWORD}` });
    // The agents for proxies would write their whole address where DEBUG asks for it.
    const others = { NODE_EXTRA_CA_CERTS: front.certificate, DEBUG: '*' };
    const env = { ...keys, https_proxy: withUser(proxy.host), ...others };
    const run = await runCli([...args, '--verbose', '--role-arn', 'arn:aws:iam::123456789012:role/r'], { env });
    expect(run, run.stderr).toMatchObject({ exitCode: 3, stdout: 'migrated\n' });
    expect(proxy.asked).toContain('CONNECT sts.us-east-1.amazonaws.com:443');
    expect(run.stderr).not.toContain(PASSWORD);
  });

  test('credentials of a container are asked for without the proxy', async () => {
    await using proxy = await startNetworkProxy({ to: front.port });
    await using credentials = await startCredentials(3_600_000);
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...others } = keys;
    const network = { HTTPS_PROXY: proxy.host, HTTP_PROXY: proxy.host, AWS_CA_BUNDLE: front.certificate };
    const run = await runCli(args, { env: { ...others, ...credentials.env, ...network } });
    expect(run, run.stderr).toMatchObject({ exitCode: 3 });
    expect(credentials.handedOut()).toBeGreaterThan(0);
    expect(proxy.asked.filter((one) => !one.includes('amazonaws.com:443'))).toEqual([]);
  });

  test.each([
    ['407', 407],
    ['403', 403],
  ])('a proxy that answers %s: 69 at once, and the variable is named without its password', async (_, status) => {
    await using proxy = await startNetworkProxy({ to: front.port, status });
    const env = { ...keys, HTTPS_PROXY: withUser(proxy.host) };
    const run = await runCli(args, { env });
    expect(run, run.stderr).toMatchObject({ exitCode: 69, stdout: '' });
    expect(run.stderr).toContain(`HTTPS_PROXY (http://${proxy.host}) answered ${status}`);
    expect(run.stderr).not.toContain(PASSWORD);
    // What is asked at the same time, and nothing again.
    expect(proxy.asked.length).toBeLessThan(4);
  });

  test('a certificate that is not trusted: 69 at once, with the variables that help', async () => {
    await using proxy = await startNetworkProxy({ to: front.port });
    const run = await runCli(args, { env: { ...keys, HTTPS_PROXY: proxy.host } });
    expect(run, run.stderr).toMatchObject({ exitCode: 69, stdout: '' });
    expect(run.stderr).toContain('NODE_EXTRA_CA_CERTS');
    expect(run.stderr).toContain('AWS_CA_BUNDLE');
    // What is asked at the same time, and nothing again.
    expect(proxy.asked.length).toBeLessThan(4);
  });

  test('nor by a bundle that has another authority', async () => {
    await using other = await startTlsFront(engine, temporaryDirectory().path);
    await using proxy = await startNetworkProxy({ to: front.port });
    const env = { ...keys, HTTPS_PROXY: proxy.host, AWS_CA_BUNDLE: other.certificate };
    expect(await runCli(args, { env })).toMatchObject({ exitCode: 69, stdout: '' });
  });
});

describe.concurrent('proxy variables', () => {
  test('a proxy that nobody answers for is named', async () => {
    const run = await runCli(args, { env: { ...keys, ALL_PROXY: withUser('127.0.0.1:9') } });
    expect(run, run.stderr).toMatchObject({ exitCode: 69, stdout: '' });
    expect(run.stderr).toContain('ALL_PROXY (http://127.0.0.1:9)');
    expect(run.stderr).not.toContain(PASSWORD);
  });

  test('an endpoint without TLS is asked for by HTTP_PROXY, unless NO_PROXY has it', async () => {
    await using proxy = await startNetworkProxy({ to: Number(new URL(engine.endpoint).port) });
    const env = { ...keys, AWS_ENDPOINT_URL: 'http://aws.invalid', HTTP_PROXY: proxy.host };
    // It does not know the engine's key, so that nothing runs.
    expect((await runCli(args, { env })).exitCode).toBe(77);
    expect(proxy.asked[0]).toMatch(/^POST http:\/\/aws\.invalid\//);
    const before = proxy.asked.length;
    expect((await runCli(args, { env: { ...env, NO_PROXY: 'other.example,.invalid' } })).exitCode).toBe(69);
    expect(proxy.asked).toHaveLength(before);
  });

  test('this machine is never asked for by a proxy, nor is the embedded engine', async () => {
    const dead = {
      HTTPS_PROXY: 'http://127.0.0.1:9',
      HTTP_PROXY: 'http://127.0.0.1:9',
      ALL_PROXY: 'http://127.0.0.1:9',
    };
    expect(await runCli(args, { env: { ...engine.env, ...dead } })).toMatchObject({
      exitCode: 3,
      stdout: 'migrated\n',
    });
    const file = args[args.indexOf('--task-definition') + 1] ?? '';
    const local = await runCli(['run', '--local', '--task-definition', file], { env: dead, cwd: folder.path });
    expect(local, local.stderr).toMatchObject({ exitCode: 3, stdout: 'migrated\n' });
  });

  test.each<[string, Record<string, string>]>([
    ['HTTPS_PROXY', { HTTPS_PROXY: 'socks5://user:s3cret-word@proxy:1080' }],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://user:s3cret-word@' }],
    ['AWS_CA_BUNDLE', { AWS_CA_BUNDLE: path.join(folder.path, 'nowhere.pem') }],
    ['AWS_CA_BUNDLE', { AWS_CA_BUNDLE: '/dev/null' }],
  ])('%s that cannot be used is a setting to correct: 64', async (name, wrong) => {
    const run = await runCli(args, { env: { ...keys, ...wrong } });
    expect(run, run.stderr).toMatchObject({ exitCode: 64, stdout: '' });
    expect(run.stderr).toContain(name);
    expect(run.stderr).not.toContain('s3cret-word');

    // Until the region is known some files are read, and what is wrong is known before anybody asks.
    const { AWS_REGION: region = 'us-east-1', ...others } = keys as Record<string, string>;
    const config = path.join(folder.path, 'config');
    writeFileSync(config, `[default]\nregion = ${region}\n`);
    const later = await runCli(args, { env: { ...others, AWS_CONFIG_FILE: config, ...wrong } });
    expect(later, later.stderr).toMatchObject({ exitCode: 64, stdout: '' });
  });
});
