import fc from 'fast-check';
import type { Scenario } from '../support/virtual-aws/scenario.ts';
import { simulate } from '../support/virtual-aws/simulate.ts';
import { brief } from '../support/virtual-aws/trace.ts';
import { scenarios } from './arbitrary.ts';
import { type Violation, violationOf } from './invariants.ts';
import { mirror, shareAll } from './mirror.ts';

/** A scenario that broke a promise, after shrinking, with everything needed to replay it. */
export interface Found {
  seed: number;
  path: string;
  /** How many runs were needed, before shrinking. */
  runs: number;
  scenario: Scenario;
  violation: Violation;
}

class PromiseBroken extends Error {}

export interface Search {
  seed: number;
  runs: number;
  path?: string;
  shrink?: boolean;
}

type Broken = { scenario: Scenario; violation: Violation } | undefined;

/** Simulates random scenarios until one breaks a promise. */
export function check(search: Search): Promise<Found | undefined> {
  return searchFor(firstViolation, scenarios, search);
}

/** Draws scenarios until one breaks a promise. */
export async function searchFor(
  play: (scenario: Scenario) => Promise<Broken>,
  drawn: fc.Arbitrary<Scenario>,
  { seed, runs, path, shrink = true }: Search,
): Promise<Found | undefined> {
  const holds = fc.asyncProperty(drawn, async (scenario) => {
    const broken = await play(scenario);
    if (broken !== undefined) throw new PromiseBroken(broken.violation.invariant);
  });
  const result = await fc.check(holds, {
    seed,
    numRuns: runs,
    endOnFailure: !shrink,
    ...(path === undefined ? {} : { path }),
  });
  if (!result.failed || result.counterexample === null) return undefined;
  const [scenario] = result.counterexample;
  const broken = await play(scenario);
  if (broken === undefined) throw new Error('a failure that does not come again: the simulation is not deterministic');
  return { seed, path: result.counterexamplePath ?? '', runs: result.numRuns, ...broken };
}

/** Plays a scenario as it was drawn, with each run driven in the other way, and with the shared calls of a fleet. */
async function firstViolation(drawn: Scenario): Promise<Broken> {
  for (const scenario of [drawn, mirror(drawn), shareAll(drawn)]) {
    const violation = violationOf(await simulate(scenario));
    if (violation !== undefined) return { scenario, violation };
  }
  return undefined;
}

/** A long trace is shown only by its beginning and end. */
const FIRST = 120;
const LAST = 40;

/** Describes a failure: every call and event, the scenario, the broken promise, and how to repeat it. */
export async function report({ seed, path, scenario, violation }: Found): Promise<string> {
  const trace: string[] = [];
  let last = '';
  await simulate(scenario, (time, text) => {
    if (text !== last) trace.push(`${time} ${text}`);
    last = text;
  });
  const middle = trace.length - FIRST - LAST;
  return [
    ...(middle <= 0 ? trace : [...trace.slice(0, FIRST), `… ${middle} more …`, ...trace.slice(-LAST)]),
    '',
    brief(scenario),
    '',
    `${violation.invariant}: ${violation.promise}`,
    violation.what,
    '',
    `again, with the search: npm run simulate -- --seed ${seed}`,
    `again: npm run simulate -- --seed ${seed} --path ${path}`,
  ].join('\n');
}
