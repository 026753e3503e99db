import { importBundled } from '../scripts/import-bundled.mjs';

const TARGETS = Number(process.argv[2] ?? 10_000);
const RATE = 20;
const FATE = { startAfterMs: 33_000, runsMs: 30_000, teardownMs: 12_000 };

/**
 * node bench/fleet-on-step-functions.mjs [TARGETS]: many targets on the state machine of terraform/modules/fleet, interpreted on the
 * virtual AWS with AWS's quotas: wall time, calls, throttling, history and payloads. The times are those of AWS, not of this machine.
 */
async function fleetOnStepFunctions() {
  const { executeFleets } = await importBundled('test/support/virtual-aws/fleet-functions.ts');
  const { AWS_QUOTAS } = await importBundled('test/support/virtual-aws/quotas.ts');
  const input = { waves: 'rest', rate: RATE, concurrency: TARGETS };
  const [told] = await executeFleets([{ targets: TARGETS, fate: FATE, input, quotas: AWS_QUOTAS }]);
  const { executed, wallMs, groups, mostPerSecond, throttled, invocations, concurrent, functionMs, requests } = told;
  const idealMs = (TARGETS / RATE) * 1_000 + FATE.startAfterMs + FATE.runsMs + FATE.teardownMs;
  const largestOf = (key) => Math.max(...executed.children.map((child) => child[key]));
  const { RunTask: launches = 0, ...others } = groups;
  const calls = Object.values(others).reduce((sum, count) => sum + count, 0);
  console.log(
    `${TARGETS.toLocaleString('en')} targets of 30 s on Step Functions, ${RATE} launches a second: ${executed.status}, ` +
      `${(wallMs / 1_000).toFixed(0)} s, ${((wallMs / idealMs - 1) * 100).toFixed(1)} % above the ideal; ` +
      `${launches} RunTask calls, ${(calls / TARGETS).toFixed(2)} other calls a target, ${throttled} throttled; ` +
      `at most ${mostPerSecond('ECS reads')} ECS reads and ${mostPerSecond('FilterLogEvents')} FilterLogEvents a second; ` +
      `${invocations} calls of the function, ${concurrent} at once, ${Math.round(functionMs / 1_000)} s together; ` +
      `${requests.read + requests.write} requests to S3; ` +
      `at most ${largestOf('events')} events and ${Math.ceil(largestOf('largest') / 1_024)} KiB in a child`,
  );
}

await fleetOnStepFunctions();
