const NEWLINE = 0x0a;

/** The awslogs driver still splits at the service's former limit, minus the 26 bytes that each event costs. */
const MAX_EVENT_BYTES = 262_144 - 26;

/** An invalid byte is read as U+FFFD, which is three bytes long. */
const SAFE_BYTES = Math.floor(MAX_EVENT_BYTES / 3);

/** Splits one output stream of a container into log events, as the awslogs driver does. Empty lines are not events. */
export class LineSplitter {
  #held: Buffer[] = [];
  #heldBytes = 0;

  push(chunk: Buffer): Buffer[] {
    const events: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#finish(chunk.subarray(from, at), events);
      from = at + 1;
    }
    if (from < chunk.length) this.#hold(chunk.subarray(from), events);
    return events;
  }

  /** Returns the last line, if it has no line end. */
  end(): Buffer[] {
    const events: Buffer[] = [];
    this.#finish(Buffer.alloc(0), events);
    return events;
  }

  #hold(part: Buffer, events: Buffer[]): void {
    this.#held.push(part);
    this.#heldBytes += part.length;
    // A line without an end must not fill the memory: a full event is passed on, the rest is held. The buffer holds the
    // size of two events, so that no cut is near its end, where a character can be incomplete.
    while (this.#heldBytes > 2 * MAX_EVENT_BYTES) {
      const line = this.#take();
      const end = endOfEvent(line, 0);
      events.push(line.subarray(0, end));
      this.#held = [line.subarray(end)];
      this.#heldBytes = line.length - end;
    }
  }

  #finish(part: Buffer, events: Buffer[]): void {
    if (this.#heldBytes > 0) {
      this.#held.push(part);
      events.push(...split(this.#take()));
    } else if (part.length > 0) {
      events.push(...split(part));
    }
  }

  #take(): Buffer {
    const line = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return line;
  }
}

function split(line: Buffer): Buffer[] {
  if (line.length <= SAFE_BYTES) return [line];
  const pieces: Buffer[] = [];
  for (let from = 0; from < line.length; ) {
    const end = endOfEvent(line, from);
    pieces.push(line.subarray(from, end));
    from = end;
  }
  return pieces;
}

/** The offset at which an event that begins at `from` must end. */
function endOfEvent(line: Buffer, from: number): number {
  for (let size = 0, at = from; at < line.length; ) {
    const { bytes, cost } = characterAt(line, at);
    if (size + cost > MAX_EVENT_BYTES) return at;
    size += cost;
    at += bytes;
  }
  return line.length;
}

/** `bytes`: the size of the character in the line. `cost`: its size in the event. */
function characterAt(line: Buffer, at: number): { bytes: number; cost: number } {
  const lead = line[at] ?? 0;
  if (lead < 0x80) return { bytes: 1, cost: 1 };
  const bytes = lengthBy(lead);
  for (let i = 1; i < bytes; i++) if (((line[at + i] ?? 0) & 0xc0) !== 0x80) return { bytes: 1, cost: 3 };
  return bytes === 0 ? { bytes: 1, cost: 3 } : { bytes, cost: bytes };
}

/** The length in bytes of a UTF-8 character, by its first byte. 0 if no character begins with this byte. */
function lengthBy(lead: number): number {
  if (lead < 0xc2 || lead >= 0xf8) return 0;
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}
