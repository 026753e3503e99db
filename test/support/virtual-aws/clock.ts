interface Timer {
  at: number;
  /** Timers of the same instant fire in the order in which they were set. */
  order: number;
  fire: () => void;
}

/** A clock that moves only when it is told to: a heap of timers. The time jumps from one timer to the next. */
export class VirtualClock {
  now: number;
  readonly #heap: Timer[] = [];
  #order = 0;

  constructor(now: number) {
    this.now = now;
  }

  at(at: number, fire: () => void): void {
    if (!Number.isFinite(at)) throw new Error(`a timer at ${at}`);
    this.#order += 1;
    const heap = this.#heap;
    heap.push({ at: Math.max(at, this.now), order: this.#order, fire });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfEarlier(child, parent)) break;
      child = parent;
    }
  }

  /** Jumps to the earliest timer and fires it. Returns false if there is none. */
  advance(): boolean {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) return false;
    if (heap.length > 0) {
      heap[0] = last;
      for (let parent = 0; ; ) {
        const left = 2 * parent + 1;
        const right = left + 1;
        const child = right < heap.length && earlier(heap[right], heap[left]) ? right : left;
        if (child >= heap.length || !this.#swapIfEarlier(child, parent)) break;
        parent = child;
      }
    }
    this.now = first.at;
    first.fire();
    return true;
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const heap = this.#heap;
    const [a, b] = [heap[child], heap[parent]];
    if (a === undefined || b === undefined || !earlier(a, b)) return false;
    heap[child] = b;
    heap[parent] = a;
    return true;
  }
}

function earlier(a: Timer | undefined, b: Timer | undefined): boolean {
  return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
}
