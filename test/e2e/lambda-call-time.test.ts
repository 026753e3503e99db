import { describe, expect, test } from 'vitest';
import { eventOf, playAction, startAction } from '../support/invoke-action.ts';
import { aFunction } from '../support/lambda.ts';

const SETTINGS = { cluster: 'staging', taskDefinition: 'shop-migrate', subnets: ['subnet-1'] };

// A step takes nine seconds at the least; a call has five more, for a slow machine.
describe.concurrent('the time of one call', () => {
  test.each([
    // ECS cannot be reached for longer than the first call has.
    'outage:RunTask:10s',
    // The launch is under way when the time of the first call is over.
    'slow:RunTask:11s',
  ])('a call that has no time for the answer to its launch leaves the rest to the next one (%s)', async (fault) => {
    await using world = await aFunction('pipeline-action', { faults: [fault] });
    await world.register('shop-migrate', { run: 'echo once' });
    const job = startAction(world.engine, SETTINGS);
    const short = await world.call(eventOf(job), { ms: 14_000 });
    expect(job.continuedBy, short.log).toBeDefined();
    const rest = await playAction(world, world.engine.jobs.find(job.continuedBy));
    expect(rest.job.status, rest.log).toBe('Succeeded');
    expect(await world.tasks()).toHaveLength(1);
  });
});
