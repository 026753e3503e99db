/** Put in by the build: `bugs` of package.json, once somebody hosts this. */
declare const __ISSUES__: string | undefined;

/** What whoever meets a bug is asked for. */
export const REPORT_A_BUG =
  typeof __ISSUES__ === 'string' && __ISSUES__ !== '' ? `report it at ${__ISSUES__}` : 'report it';
