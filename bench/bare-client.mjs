// Reads a log stream by token, and drops it: bare-client.mjs GROUP STREAM. It is what the engine and Node cost alone.
import { call } from './support.mjs';

const [, , logGroupName, logStreamName] = process.argv;
let [lines, nextToken, over] = [0, undefined, false];
while (!over) {
  const input = { logGroupName, logStreamName, startFromHead: true, nextToken };
  const page = JSON.parse(await call(process.env, 'Logs_20140328.GetLogEvents', input));
  lines += page.events.length;
  over = page.nextForwardToken === nextToken;
  nextToken = page.nextForwardToken;
}
console.log(lines);
