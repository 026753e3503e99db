import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anEngine } from './support.ts';

const ECS = 'AmazonEC2ContainerServiceV20141113';
const KEY = 'LOCAL0123456789ABCDEF';
const signedBy = (key: string) =>
  `AWS4-HMAC-SHA256 Credential=${key}/20261121/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=0`;

describe('the protocol', () => {
  let world: Awaited<ReturnType<typeof anEngine>>;
  beforeAll(async () => {
    world = await anEngine({ accessKeyId: KEY });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const call = async (
    target: string,
    body: string,
    headers: Record<string, string> = { authorization: signedBy(KEY) },
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

  /** With headers that fetch does not allow to be set. */
  const send = async (target: string, headers: Record<string, string>) => {
    const sent = request(world.engine.endpoint, { method: 'POST', headers: { 'x-amz-target': target, ...headers } });
    sent.end('{}');
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, body: JSON.parse(await text(answer)) as Record<string, unknown> };
  };

  test('answers JSON 1.1 with a request id', async () => {
    const { status, headers, body } = await call(`${ECS}.ListClusters`, '{}');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toEqual({ clusterArns: ['arn:aws:ecs:us-east-1:000000000000:cluster/default'] });
  });

  test('writes times of ECS as seconds with a fraction', async () => {
    const input = { family: 'wire', containerDefinitions: [{ name: 'app', image: 'app:1', memory: 128 }] };
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

  test.each<[string, Record<string, string>, number, string]>([
    ['no signature', {}, 403, 'MissingAuthenticationTokenException'],
    ['another key', { authorization: signedBy('AKIAOTHER') }, 400, 'UnrecognizedClientException'],
    ['a longer key', { authorization: signedBy(`${KEY}X`) }, 400, 'UnrecognizedClientException'],
    ['a web page', { authorization: signedBy(KEY), origin: 'http://127.0.0.1:3000' }, 403, 'AccessDeniedException'],
    ['a page without origin', { authorization: signedBy(KEY), origin: 'null' }, 403, 'AccessDeniedException'],
    [
      'a name made to lead here',
      { authorization: signedBy(KEY), host: 'evil.example:4566' },
      403,
      'AccessDeniedException',
    ],
    [
      'one that looks like it',
      { authorization: signedBy(KEY), host: '127.0.0.1.evil.example' },
      403,
      'AccessDeniedException',
    ],
  ])('refuses %s', async (_, headers, status, type) => {
    const answer = await send(`${ECS}.ListClusters`, headers);
    expect(answer).toMatchObject({ status, body: { __type: type } });
  });

  test.each(['localhost:1', '127.0.0.1', '[::1]:80'])('answers %s', async (host) => {
    expect(await send(`${ECS}.ListClusters`, { authorization: signedBy(KEY), host })).toMatchObject({ status: 200 });
  });

  test.each([
    [-6, 'expired'],
    [-4, undefined],
    [4, undefined],
    [6, 'not yet current'],
  ])('a signature of %i minutes from now', async (minutes, problem) => {
    const date = new Date(Date.now() + minutes * 60_000).toISOString().replace(/[-:]|\.\d+/g, '');
    const { status, body } = await send(`${ECS}.ListClusters`, { authorization: signedBy(KEY), 'x-amz-date': date });
    expect(status).toBe(problem === undefined ? 200 : 400);
    expect(body['__type']).toBe(problem && 'InvalidSignatureException');
    if (problem) expect(body['message']).toContain(`Signature ${problem}: ${date}`);
  });

  test('refuses a body above its limit', async () => {
    const answer = await call(`${ECS}.ListClusters`, `{"x":"${'x'.repeat(2_200_000)}"}`);
    expect(answer).toMatchObject({ status: 413, body: { __type: 'RequestEntityTooLargeException' } });
  });

  test('knows nothing but POST', async () => {
    expect((await fetch(world.engine.endpoint)).status).toBe(400);
  });
});
