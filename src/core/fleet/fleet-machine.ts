import type { Result } from '../base/result.ts';

/** Where a state machine of terraform/modules/fleet keeps the objects of its executions, by its definition. */
export interface FleetMachine {
  bucket: string;
  /** Ends with `/`. The objects of an execution are below it, in a folder of the name of the execution. */
  prefix: string;
  /** How many targets run at once, and launches a second, unless the input says otherwise. */
  concurrency: number;
  rate: number;
}

/** Reads the definition of a state machine. The failure says why it is not one of the module's. */
export function readFleetMachine({
  definition,
  type,
}: {
  definition: string;
  type: string;
}): Result<FleetMachine, string> {
  if (type !== 'STANDARD')
    return { ok: false, failure: `it is of type ${type}, and only STANDARD ones can be followed` };
  const payload = payloadOf(definition);
  const bucket = payload['bucket'];
  const prefix = /^\{% '([^']+)' & \$states\.context\.Execution\.Name & '\/' %\}$/.exec(String(payload['prefix']))?.[1];
  if (payload['action'] !== 'prepare' || typeof bucket !== 'string' || prefix === undefined) {
    return { ok: false, failure: 'it has not been made by terraform/modules/fleet' };
  }
  const numberIn = (key: string) => Number(/ : ([\d.]+) %\}$/.exec(String(payload[key]))?.[1] ?? 10);
  return { ok: true, value: { bucket, prefix, concurrency: numberIn('concurrency'), rate: numberIn('rate') } };
}

function payloadOf(definition: string): Record<string, unknown> {
  try {
    return JSON.parse(definition)?.States?.Prepare?.Arguments?.Payload ?? {};
  } catch {
    return {};
  }
}
