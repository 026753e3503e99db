import type { StopFamily } from './families.ts';

/** Why ECS stopped or refused a task: a pattern of the text, what it means, and what to do. */
export interface StopReason {
  /** For scripts and tests: stable, kebab-case, unique. */
  code: string;
  family: StopFamily;
  /** Matches the text as `findStopReason` prepares it: plain quotes, and one line for each text. */
  pattern: RegExp;
  cause: string;
  next: string;
  retry: RetrySense;
}

/**
 * Whether the same request may succeed without a fix: `yes` at once; `later` when something else has released what it
 * holds; `no`; or `depends` on which of several causes it was. It is useful only if no container of ours has started.
 * Otherwise only the user can decide to run again.
 */
type RetrySense = 'yes' | 'later' | 'no' | 'depends';

const RETRY_WORDS: Record<RetrySense, string> = {
  yes: '; none of your containers has started, and the same run may well succeed now',
  later: '; none of your containers has started: run again a little later',
  no: '; without a fix the same run would fail again',
  depends: '',
};

/** The next step if nothing of ours has run, with advice on whether to run again. */
export function withRetry({ next, retry }: StopReason): string {
  return `${next}${RETRY_WORDS[retry]}`;
}

/** A pattern that requires every part, in any order and in any of the texts. */
export function matchAll(...parts: RegExp[]): RegExp {
  return new RegExp(`^${parts.map((part) => `(?=[^]*(?:${part.source}))`).join('')}`, 'i');
}

/** The words of AWS for a denial, in any service. */
export const DENIED = /access ?denied|not authorized|unauthorized|is denied|denied:|forbidden|not allowed/;
