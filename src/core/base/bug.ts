/** The text of a thrown value for a bug report: its stack, if it has one. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The build inserts `bugs` of package.json, if it has one. */
declare const __ISSUES__: string | undefined;

/** What a message asks the user to do after a bug. */
export const REPORT_A_BUG =
  typeof __ISSUES__ === 'string' && __ISSUES__ !== '' ? `report it at ${__ISSUES__}` : 'report it';
