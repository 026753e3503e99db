import { WARNINGS } from '../core/events/warnings.ts';
import { ENDINGS } from '../core/explain/endings.ts';
import { VERDICTS } from '../core/explain/explain-verdict.ts';
import type { CodeEntry } from '../core/explain/look-up.ts';
import { FINDINGS } from '../core/findings/findings.ts';
import { LINT_RULES } from '../lint/rules/rules.ts';

type Documented = Readonly<Record<string, { doc: string }>>;

const entriesOf = (kind: CodeEntry['kind'], table: Documented): CodeEntry[] =>
  Object.entries(table).map(([code, { doc }]) => ({ kind, code, text: doc }));

/** The codes that `explain` knows by one sentence. Only the build reads this: it writes them to a file. */
export const EXPLAINED_CODES: CodeEntry[] = [
  ...entriesOf('ending', { ...ENDINGS, ...VERDICTS }),
  ...entriesOf('warning', WARNINGS),
  ...entriesOf('finding', FINDINGS),
  ...Object.entries(LINT_RULES).map(([code, { what, why }]): CodeEntry => {
    return { kind: 'code of a lint', code, text: `${what.replace('%', '…')}: ${why}` };
  }),
];
