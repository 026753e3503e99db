const NAME = 'PGOPTIONS';

/** The variables with the lock time-out in PGOPTIONS. Of several options for one setting, PostgreSQL takes the last. */
export function withLockTimeout(
  environment: readonly { name: string; value: string }[],
  defined: string | undefined,
  lockTimeoutMs: number | undefined,
): { name: string; value: string }[] {
  if (lockTimeoutMs === undefined) return [...environment];
  const given = environment.find(({ name }) => name === NAME)?.value ?? defined ?? '';
  const value = `${given} -c lock_timeout=${lockTimeoutMs}`.trim();
  return [...environment.filter(({ name }) => name !== NAME), { name: NAME, value }];
}
