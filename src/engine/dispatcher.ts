import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './errors.ts';
import type { WireFault } from './faults.ts';
import { checkCaller, checkOrigin } from './gate.ts';
import { type NamedOperation, operationOf } from './operations.ts';
import {
  failure,
  headersOf,
  parseInput,
  readBody,
  sendResponse,
  signedRegion,
  success,
  type WireResponse,
} from './protocol.ts';
import { createRefusal } from './refusals.ts';
import type { WireFaults } from './wire-faults.ts';
import type { EngineContext } from './world.ts';

/** An id that no task has. ecs-migrate sends it before a launch, to check its permission for DescribeTasks. */
const NO_TASK = /"(?:[^"]*\/)?0{32}"/;

/** Handles a request in AWS's order: protocol, faults, operation. */
export async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  world: EngineContext,
  faults: WireFaults,
): Promise<void> {
  const requestId = world.random.uuid();
  const reply = (result: WireResponse) => sendResponse(response, result, requestId);
  response.setHeader('Date', new Date(world.clock.now()).toUTCString());
  try {
    const body = await readBody(request);
    checkOrigin(request.headers);
    const named = operationOf(String(request.headers['x-amz-target'] ?? ''));
    if (request.method !== 'POST' || named === undefined) {
      throw new AwsError('UnknownOperationException', 'The action or operation requested is not valid.');
    }
    checkCaller(request.headers, world.accessKeyId, world.clock.now());
    const region = signedRegion(request.headers.authorization) ?? world.place.region;
    const { delayMs, fault } = faults.hit(named.service, named.name, world.clock.now(), NO_TASK.test(body));
    if (delayMs > 0) await world.clock.sleep(delayMs, world.closing);
    if (world.closing.aborted) return;
    if (fault?.name === 'reset' || fault?.name === 'outage') return void request.socket.resetAndDestroy();
    const refused = fault === undefined ? undefined : createRefusal(fault, named, parseBody(body), world.place);
    if (refused !== undefined) return reply(refused);
    deliver(perform(named, body, world, region), fault, response, requestId);
  } catch (error) {
    if (!response.headersSent && !response.destroyed) reply(failure(error));
  }
}

function perform({ operation }: NamedOperation, body: string, world: EngineContext, region: string): WireResponse {
  try {
    return success(operation.handle(parseInput(operation.input, body) as never, world, { region }));
  } catch (error) {
    return failure(error);
  }
}

function deliver(
  result: WireResponse,
  fault: WireFault | undefined,
  response: ServerResponse,
  requestId: string,
): void {
  if (fault?.name === 'lost') {
    response.socket?.destroy();
  } else if (fault?.name === 'cut') {
    const half = result.body.slice(0, Math.floor(result.body.length / 2));
    response.writeHead(result.status, headersOf(result, requestId));
    // Destroy the socket only after the write is on its way; otherwise the client would receive nothing at all.
    response.write(half, () => response.socket?.destroy());
  } else {
    sendResponse(response, result, requestId);
  }
}

function parseBody(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
