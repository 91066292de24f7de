/** Entry point of the demonstration: devices that enrol, meet and talk like real ones. Ends on SIGTERM and SIGINT. */
import { DemoFleet } from './demo-fleet.ts';
import { readDemoSettings } from './settings.ts';

const LONG_MS = 2_147_483_647;

const say = (line: string) => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);

function settings() {
  try {
    return readDemoSettings(process.env, process.cwd());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(1);
  }
}

const fleet = new DemoFleet(settings(), say);
// Where every device was turned away there is nothing left to wait for, but only who started this ends it.
setInterval(() => undefined, LONG_MS);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    say(`leaving (${signal})`);
    // What still waits for the console would keep the process.
    fleet.stop().then(() => process.exit(0));
  });
}
await fleet.start();
