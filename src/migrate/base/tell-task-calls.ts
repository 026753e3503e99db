import type { Aws } from '../../core/ports.ts';

/** Returns the same AWS ports, with `onCall` called for each call that launches or stops a task. */
export function tellTaskCalls(
  aws: Aws,
  onCall: (operation: 'run' | 'stop', call: Promise<{ ok: boolean }>) => void,
): Aws {
  const tell = <C extends Promise<{ ok: boolean }>>(operation: 'run' | 'stop', call: C): C => {
    onCall(operation, call);
    return call;
  };
  const { run, stop } = aws.tasks;
  const observed = { run: (...to: Parameters<typeof run>) => tell('run', run(...to)) };
  return { ...aws, tasks: { ...aws.tasks, ...observed, stop: (...to) => tell('stop', stop(...to)) } };
}
