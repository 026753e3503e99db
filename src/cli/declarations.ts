import { ATTACH, STOP } from './declarations/attach.ts';
import { COMPLETION } from './declarations/completion.ts';
import { DOCTOR } from './declarations/doctor.ts';
import { EXPLAIN } from './declarations/explain.ts';
import { HOOK } from './declarations/hook.ts';
import { INIT } from './declarations/init.ts';
import { LINT } from './declarations/lint.ts';
import { LIST } from './declarations/list.ts';
import { LOCAL } from './declarations/local.ts';
import { PLAN } from './declarations/plan.ts';
import { PREVIEW } from './declarations/preview.ts';
import { RUN } from './declarations/run.ts';
import type { Declaration } from './parser.ts';

/** All commands in the order of help, without what they do: help loads nothing else. */
export const DECLARATIONS: readonly Declaration[] = [
  RUN,
  PLAN,
  PREVIEW,
  HOOK,
  ATTACH,
  STOP,
  LIST,
  LINT,
  INIT,
  EXPLAIN,
  DOCTOR,
  LOCAL,
  COMPLETION,
];
