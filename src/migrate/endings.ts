import type { Ending } from '../core/endings.ts';
import type { World } from '../core/ports.ts';

export function interruptedBeforeLaunch({ interrupt }: World): Ending {
  return { kind: 'interrupted', signal: String(interrupt.reason), stopped: false, launched: false, verdict: undefined };
}
