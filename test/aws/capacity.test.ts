import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { capacityPort } from '../../src/aws/capacity.ts';
import type { Clients } from '../../src/aws/clients.ts';
import { openAws } from '../../src/aws/index.ts';
import type { Trace } from '../../src/core/base/aws-options.ts';
import type { Capacity } from '../../src/core/ports.ts';
import { ec2Error, quotaAnswer, subnetsAnswer } from '../support/capacity-answers.ts';
import { standIn, type WireAnswer, wireError } from '../support/stand-in.ts';

async function capacityAt(endpoint: string): Promise<{ capacity: Capacity; traces: Trace[] }> {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
  const traces: Trace[] = [];
  const trace = (one: Trace) => void traces.push(one);
  const opened = await openAws({ region: 'eu-west-1', endpoint, credentials, trace }, Date.now);
  if (!opened.ok || opened.value.capacity === undefined) throw new Error('not opened');
  return { capacity: opened.value.capacity, traces };
}

const SUBNETS = ['subnet-0a', 'subnet-0b'];

describe.concurrent('the room of an account', () => {
  test.each([
    ['FARGATE', 'L-3032A538'],
    ['FARGATE_SPOT', 'L-36FBB829'],
  ] as const)('the quota of %s is %s', async (provider, code) => {
    await using aws = await standIn(() => quotaAnswer(code, 6));
    const { capacity, traces } = await capacityAt(aws.endpoint);
    expect(await capacity.vcpuQuota(provider)).toEqual({ ok: true, value: 6 });
    expect(aws.asked).toMatchObject([{ what: 'GetServiceQuota', body: { ServiceCode: 'fargate', QuotaCode: code } }]);
    expect(aws.asked[0]?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'ServiceQuotasV20190624.GetServiceQuota',
      'x-amz-security-token': 'token',
      authorization: expect.stringContaining('/eu-west-1/servicequotas/aws4_request'),
    });
    expect(traces).toMatchObject([{ operation: 'servicequotas:GetServiceQuota', error: undefined }]);
  });

  test('without a value of the account, it is the default of AWS', async () => {
    await using aws = await standIn(({ what }) =>
      what === 'GetServiceQuota' ? wireError('NoSuchResourceException') : quotaAnswer('L-3032A538', 4_000),
    );
    const { capacity } = await capacityAt(aws.endpoint);
    expect(await capacity.vcpuQuota('FARGATE')).toEqual({ ok: true, value: 4_000 });
    expect(aws.asked.map(({ what }) => what)).toEqual(['GetServiceQuota', 'GetAWSDefaultServiceQuota']);
  });

  test('the free addresses of all subnets', async () => {
    await using aws = await standIn(() => subnetsAnswer({ 'subnet-0a': 3, 'subnet-0b': 251 }));
    const { capacity } = await capacityAt(aws.endpoint);
    expect(await capacity.freeAddresses(SUBNETS)).toEqual({ ok: true, value: 254 });
    expect(aws.asked).toMatchObject([
      {
        what: 'DescribeSubnets',
        body: { Version: '2016-11-15', 'SubnetId.1': 'subnet-0a', 'SubnetId.2': 'subnet-0b' },
        headers: { authorization: expect.stringContaining('/eu-west-1/ec2/aws4_request') },
      },
    ]);
  });

  test.each<[string, WireAnswer, WireAnswer, string?]>([
    ['denied', wireError('AccessDeniedException'), ec2Error('UnauthorizedOperation'), 'denied'],
    ['no such quota anywhere', wireError('NoSuchResourceException'), ec2Error('InvalidSubnetID.NotFound', 400)],
    ['another format', { status: 200, body: { Quota: {} } }, { status: 200, body: {} }],
    ['no format', { status: 200, bytes: Buffer.from('<html>') }, { status: 502, bytes: Buffer.from('<html>') }],
    ['a subnet is missing', { status: 200 }, subnetsAnswer({ 'subnet-0a': 0 })],
    ['subnets without IPv4', { status: 500 }, subnetsAnswer({ 'subnet-0a': 0, 'subnet-0b': 0 }, true)],
  ])('%s: a failure, and never a number', async (_, quota, subnets, kind) => {
    await using aws = await standIn(({ what }) => (what === 'DescribeSubnets' ? subnets : quota));
    const { capacity } = await capacityAt(aws.endpoint);
    const failure = kind === undefined ? {} : { failure: { kind } };
    expect(await capacity.vcpuQuota('FARGATE')).toMatchObject({ ok: false, ...failure });
    expect(await capacity.freeAddresses(SUBNETS)).toMatchObject({ ok: false, ...failure });
  });

  test.each([
    ['eu-west-1', 'servicequotas.eu-west-1.amazonaws.com', 'ec2.eu-west-1.amazonaws.com'],
    ['cn-north-1', 'servicequotas.cn-north-1.amazonaws.com.cn', 'ec2.cn-north-1.amazonaws.com.cn'],
  ])('%s: the endpoints of AWS, if ECS is that of AWS', async (region, ...hosts) => {
    const asked: string[] = [];
    const clientsOf = (isAmazon: boolean) => {
      const requestHandler = {
        handle: async ({ hostname, protocol }: { hostname: string; protocol: string }) => {
          asked.push(`${protocol}//${hostname}`);
          throw new Error('no network');
        },
      };
      const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
      const ecs = { config: { credentials, requestHandler, systemClockOffset: 0 } };
      return { ecs, region, isAmazon: () => isAmazon, context: { now: Date.now } } as unknown as Clients;
    };
    for (const isAmazon of [true, false]) {
      const capacity = capacityPort(clientsOf(isAmazon));
      expect((await capacity.vcpuQuota('FARGATE')).ok).toBe(false);
      expect((await capacity.freeAddresses(SUBNETS)).ok).toBe(false);
    }
    expect(asked).toEqual(hosts.map((host) => `https://${host}`));
  });

  test.each(['nothing', 'half an answer'])(
    '%s comes: it does not wait for long',
    async (what) => {
      const server = createServer((_, response) => {
        if (what !== 'nothing') response.writeHead(200).write('{"Quota":');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { capacity } = await capacityAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const began = performance.now();
      const answers = await Promise.all([capacity.vcpuQuota('FARGATE'), capacity.freeAddresses(SUBNETS)]);
      expect(answers.map(({ ok }) => ok)).toEqual([false, false]);
      // The SDK's own time-out is 20 seconds.
      expect(performance.now() - began).toBeLessThan(12_000);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    20_000,
  );
});
