import type { Created, Kind } from './created.ts';
import type { LintCode } from './rules/rules.ts';

/** What one statement does to the running version. */
export interface Judged {
  code: LintCode;
  /** The table, column or other object, as people write it. */
  object: string;
}

/** What the running version can use, seen from one statement. */
export interface Live {
  isNew(kind: Kind, name: string): boolean;
  comesLater(kind: Kind, name: string): boolean;
}

export function liveAt(created: Created, place: number): Live {
  return {
    isNew: (kind, name) => created.isNew(kind, name, place),
    comesLater: (kind, name) => created.comesLater(kind, name, place),
  };
}
