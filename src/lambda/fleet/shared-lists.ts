import { errorText } from '../../core/base/bug.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { Tasks } from '../../core/ports.ts';
import type { Listed, ListTasks } from '../../migrate/share/share-surveys.ts';
import { sha256 } from '../../system.ts';
import type { LambdaRuntime } from '../runtime.ts';
import type { FleetStore } from './fleet-store.ts';
import { type ListsDesk, openDesk } from './lists-desk.ts';

/** The lists of tasks that all functions of an execution use. */
export interface SharedLists {
  /** See `openLists` of the calls that runs share. */
  open(place: string, tasks: Tasks, own: ListTasks): ListTasks;
  /** Resolves when nothing is being read any more. A function that is frozen while it reads would hold up all others. */
  settled(): Promise<void>;
}

/**
 * One survey for all functions of an execution: for each family, a ledger of its tasks in S3. Whoever finds it too old reads
 * the lists and replaces it; a lease beside it keeps the others from reading as well, and the lease of somebody who has died is taken
 * over. No decision depends on the lease: a ledger says when its lists were begun to be read, and whoever decides on it asks
 * for that. If S3 fails, the function reads lists of its own.
 */
export function shareLists(store: FleetStore, edge: LambdaRuntime): SharedLists {
  const owner = edge.random.uuid();
  const desks = new Map<string, ListsDesk>();
  let isLost = false;

  function open(place: string, tasks: Tasks, own: ListTasks): ListTasks {
    return async (of, needs): Promise<Answer<Listed>> => {
      if (isLost) return own(of, needs);
      const name = sha256(JSON.stringify([place, of.cluster, of.sharedLock ? null : of.family])).slice(0, 16);
      const desk = desks.get(name) ?? openDesk(name, of, tasks, { store, edge, owner });
      desks.set(name, desk);
      try {
        const found = await desk.since(needs);
        if (!found.ok) return found;
        const { beganAt, findConcerned } = found.value;
        return { ok: true, value: { beganAt, concerned: findConcerned(of.startedBy) } };
      } catch (error) {
        const said = `warning: the lists of tasks cannot be shared (${errorText(error)}): this call reads its own`;
        if (!isLost) edge.print(said);
        isLost = true;
        return own(of, needs);
      }
    };
  }

  return {
    open,
    async settled() {
      await Promise.all([...desks.values()].map((desk) => desk.settled()));
    },
  };
}
