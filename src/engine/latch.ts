import { setMaxListeners } from 'node:events';

/** A gate that opens once. Its signal can end a sleep early. */
export class Latch {
  readonly #controller = new AbortController();

  constructor() {
    setMaxListeners(0, this.#controller.signal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOpen(): boolean {
    return this.#controller.signal.aborted;
  }

  open(): void {
    this.#controller.abort();
  }

  opened(): Promise<void> {
    return this.isOpen
      ? Promise.resolve()
      : new Promise((done) => {
          this.signal.addEventListener('abort', () => done(), { once: true });
        });
  }
}
