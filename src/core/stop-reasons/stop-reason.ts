import type { StopFamily } from './families.ts';

/** Why ECS stopped or refused a task: a pattern of its text, what that means, and what to do. */
export interface StopReason {
  /** For scripts and tests: stable, kebab-case, unique. */
  code: string;
  family: StopFamily;
  /** Fits the text as `findStopReason` prepares it: plain quotes, one line a text. */
  pattern: RegExp;
  cause: string;
  next: string;
  retry: RetrySense;
}

/**
 * Whether the same request may do better without anything being fixed: `yes` at once, `later` when something else
 * has given way, `no`, or `depends` on which of several causes it was. It only makes sense while no container of ours
 * has started; afterwards running again is the user's decision alone.
 */
type RetrySense = 'yes' | 'later' | 'no' | 'depends';

const RETRY_WORDS: Record<RetrySense, string> = {
  yes: '; nothing of yours has run, and the same run may well succeed now',
  later: '; nothing of yours has run: run again a little later',
  no: '; the same run would end the same way',
  depends: '',
};

/** The next step where nothing of ours has run, with the sense of running again. */
export function withRetry({ next, retry }: StopReason): string {
  return `${next}${RETRY_WORDS[retry]}`;
}

/** A pattern that wants every part, in any order and in any of the texts. */
export function matchAll(...parts: RegExp[]): RegExp {
  return new RegExp(`^${parts.map((part) => `(?=[^]*(?:${part.source}))`).join('')}`, 'i');
}

/** How AWS words a denial, whatever the service. */
export const DENIED = /access ?denied|not authorized|unauthorized|is denied|denied:|forbidden|not allowed/;
