import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anEngine } from './support.ts';

const ECS = 'AmazonEC2ContainerServiceV20141113';
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/ecs/aws4_request, Signature=0';

describe('the protocol', () => {
  let world: Awaited<ReturnType<typeof anEngine>>;
  beforeAll(async () => {
    world = await anEngine();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const call = async (
    target: string,
    body: string,
    headers: Record<string, string> = { authorization: AUTHORIZATION },
  ) => {
    const response = await fetch(world.engine.endpoint, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, ...headers },
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  };

  test('answers JSON 1.1 with a request id', async () => {
    const { status, headers, body } = await call(`${ECS}.ListClusters`, '{}');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toEqual({ clusterArns: ['arn:aws:ecs:us-east-1:000000000000:cluster/default'] });
  });

  test('writes times of ECS as seconds with a fraction', async () => {
    const input = { family: 'wire', containerDefinitions: [{ name: 'app', image: 'app:1' }] };
    const { body } = await call(`${ECS}.RegisterTaskDefinition`, JSON.stringify(input));
    const { registeredAt } = body['taskDefinition'] as { registeredAt: number };
    expect(Math.abs(registeredAt - Date.now() / 1000)).toBeLessThan(60);
  });

  test('takes an empty body for no input, and null for an absent member', async () => {
    expect((await call(`${ECS}.ListClusters`, '')).status).toBe(200);
    expect((await call(`${ECS}.ListClusters`, '{"nextToken":null}')).status).toBe(200);
  });

  test.each([
    [`${ECS}.DeleteEverything`, '{}', 400, 'UnknownOperationException'],
    [`${ECS}.constructor`, '{}', 400, 'UnknownOperationException'],
    ['Nonsense', '{}', 400, 'UnknownOperationException'],
    [`${ECS}.ListClusters`, '{', 400, 'SerializationException'],
    [`${ECS}.ListClusters`, '[]', 400, 'SerializationException'],
    [`${ECS}.DescribeClusters`, '{"clusters":"default"}', 400, 'SerializationException'],
    [`${ECS}.RunTask`, '{"taskDefinition":7}', 400, 'SerializationException'],
    [`${ECS}.RunTask`, '{"taskDefinition":"app","count":"two"}', 400, 'SerializationException'],
    [`${ECS}.RunTask`, '{"taskDefinition":["app"]}', 400, 'SerializationException'],
    [`${ECS}.RunTask`, '{"overrides":{"containerOverrides":{}}}', 400, 'SerializationException'],
  ])('%s with %s answers %i %s', async (target, input, status, type) => {
    const answer = await call(target, input);
    expect(answer).toMatchObject({ status, body: { __type: type } });
    expect(answer.body['message']).toBeTypeOf('string');
  });

  test('words a wrong type as AWS does', async () => {
    const { body } = await call(`${ECS}.RunTask`, '{"taskDefinition":7}');
    expect(body['message']).toBe('NUMBER_VALUE can not be converted to a String');
  });

  test('wants a signature, though it checks none', async () => {
    const answer = await call(`${ECS}.ListClusters`, '{}', {});
    expect(answer).toMatchObject({ status: 403, body: { __type: 'MissingAuthenticationTokenException' } });
  });

  test('refuses a body above its limit', async () => {
    const answer = await call(`${ECS}.ListClusters`, `{"x":"${'x'.repeat(2_200_000)}"}`);
    expect(answer).toMatchObject({ status: 413, body: { __type: 'RequestEntityTooLargeException' } });
  });

  test('knows nothing but POST', async () => {
    expect((await fetch(world.engine.endpoint)).status).toBe(400);
  });
});
