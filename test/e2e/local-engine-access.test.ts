import { describe, expect, test } from 'vitest';
import { runCli, serveEngine } from '../support/cli.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const OWN_KEY = 'a_key_of_this_test_0';

describe.concurrent('who may use a local engine', () => {
  test('whoever has its exports; not those of another engine, nor any other key', async () => {
    using folder = temporaryDirectory();
    await using one = await serveEngine({ cwd: folder.path });
    await using other = await serveEngine({ cwd: folder.path });
    const key = one.env['AWS_ACCESS_KEY_ID'] ?? '';
    expect(key).toMatch(/^LOCAL[0-9A-F]{32}$/);
    expect(other.env['AWS_ACCESS_KEY_ID']).not.toBe(key);
    const list = (env: Record<string, string>) => runCli(['list', '--cluster', 'default'], { env });
    expect(await list(one.env)).toMatchObject({ exitCode: 0 });
    const strange = await list({ ...other.env, AWS_ENDPOINT_URL: one.endpoint });
    expect(strange, strange.stderr).toMatchObject({ exitCode: 77, stdout: '' });
    expect(strange.stderr).toContain('UnrecognizedClientException');
    // What helps is another key, not a policy.
    expect(strange.stderr).toContain('AWS_ACCESS_KEY_ID');
    expect(strange.stderr).not.toContain('"Effect"');
    expect(strange.stderr).not.toContain(key);
  });

  test('a web page cannot, though it knows the port', async () => {
    using folder = temporaryDirectory();
    await using engine = await serveEngine({ cwd: folder.path });
    const headers = {
      origin: 'https://example.com',
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters',
      authorization: `AWS4-HMAC-SHA256 Credential=${engine.env['AWS_ACCESS_KEY_ID']}/20261121/us-east-1/ecs/aws4_request`,
    };
    const answer = await fetch(engine.endpoint, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('the command that it is started around; a key of one’s own for other shells', async () => {
    const shell = ['local', '--', 'sh', '-c', 'echo "$AWS_ACCESS_KEY_ID"'];
    const around = await runCli(shell);
    expect(around).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^LOCAL[0-9A-F]{32}\n$/) });
    const own = await runCli(shell, { env: { ECS_MIGRATE_LOCAL_KEY: OWN_KEY } });
    expect(own).toMatchObject({ exitCode: 0, stdout: `${OWN_KEY}\n` });
  });

  test.each(['local', 'short', 'with-a-dash-in-its-middle', 'with a space in its middle'])(
    'a key that is not valid is not shown: %s',
    async (key) => {
      const refused = await runCli(['local', '--', 'true'], { env: { ECS_MIGRATE_LOCAL_KEY: key } });
      expect(refused).toMatchObject({ exitCode: 64 });
      expect(refused.stderr).toContain('ECS_MIGRATE_LOCAL_KEY');
      if (key !== 'local') expect(refused.stderr).not.toContain(key);
    },
  );
});
