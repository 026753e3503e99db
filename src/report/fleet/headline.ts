import type { FleetResult } from '../../core/events/fleet-events.ts';

/** How a fleet ended, in one sentence of counts: `9 of 300 targets failed; 3 were not launched`. */
export function headlineOf(
  { chosen, succeeded, failed, unknown, unlaunched }: FleetResult,
  { cause }: { cause: string },
): string {
  const parts = [
    ...(failed > 0 ? [`${failed} of ${chosen} targets failed`] : []),
    ...(unknown > 0 ? [`the end of ${unknown} is not known`] : []),
    ...(unlaunched > 0 ? [`${unlaunched} of ${chosen} were not launched`] : []),
  ];
  if (parts.length > 0) return parts.join('; ');
  return succeeded === chosen ? `All ${chosen} targets succeeded` : cause;
}
