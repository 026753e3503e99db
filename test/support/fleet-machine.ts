import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from './state-machine.ts';

export const FLEET_BUCKET = 'fleets';

/** The state machine of terraform/modules/fleet, as Terraform renders it. */
export function fleetMachine(): Machine {
  const text = readFileSync(path.resolve('terraform/modules/fleet/fleet.asl.json'), 'utf8');
  const values: Record<string, string> = {
    function_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:fleet:live',
    bucket: FLEET_BUCKET,
    prefix: 'fleet/',
    concurrency: '100',
    rate: '10',
  };
  const rendered = text.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? `no value for ${name}`);
  return JSON.parse(rendered) as Machine;
}
