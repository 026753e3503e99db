import type { Target } from './targets.ts';

/** In which order, and how many at once: everything that the scheduler must know about a fleet. */
export interface FleetPlan {
  /** The waves, in order. A wave starts when the one before it has ended. None is empty. */
  waves: readonly (readonly Target[])[];
  /** How many targets run at once. */
  concurrency: number;
  /** How many targets of one group run at once. Absent: as many as `concurrency` allows. */
  perGroup?: number;
  /** After so many failures, nothing new is launched. Absent: failures stop nothing. */
  maxFailures?: number;
  /** What happens between two waves. Absent: the next wave starts at once. */
  pause?: WavePause;
}

/** Waits so long before the next wave, or until somebody approves it. */
export type WavePause = { ms: number } | 'approve';
