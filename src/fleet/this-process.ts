import { hostname } from 'node:os';
import { kill, pid } from 'node:process';
import type { Clock } from '../core/base/clock.ts';
import type { Writer } from './journal-file.ts';

/** This process, as the writer of a journal. */
export function thisProcess(clock: Clock): Writer {
  return { pid, host: hostname(), isAlive, clock };
}

function isAlive(other: number): boolean {
  try {
    kill(other, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
