import { isMap } from '../../core/base/json.ts';
import { keysOf } from '../event.ts';
import type { LambdaContext, LambdaRuntime } from '../runtime.ts';
import { countWave, finishFleet } from './count-outcomes.ts';
import type { FleetPorts } from './fleet-types.ts';
import { prepareWaves } from './prepare-waves.ts';
import { BadEvent } from './read-event.ts';
import { takeTurn } from './take-turn.ts';

const ACTIONS = { prepare: prepareWaves, turn: takeTurn, count: countWave, finish: finishFleet };

/** One call from the state machine of terraform/modules/fleet. Throws if the event is not valid, or if S3 fails for long. */
export async function handleFleet(
  event: unknown,
  context: LambdaContext | undefined,
  ports: FleetPorts,
  edge: LambdaRuntime,
): Promise<unknown> {
  const action = isMap(event) ? event['action'] : undefined;
  if (!isMap(event) || typeof action !== 'string' || !Object.hasOwn(ACTIONS, action)) {
    const expected = `expected {"action": ${Object.keys(ACTIONS).join(' | ')}, …}`;
    throw new BadEvent(`this is not an event of the fleet's state machine: ${expected}, but got ${keysOf(event)}`);
  }
  return ACTIONS[action as keyof typeof ACTIONS](event, ports, edge, context);
}
