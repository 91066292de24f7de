/** Prints what the demonstration would refuse of the environment; run by the start script. */
import { readDemoSettings } from './settings.ts';

try {
  readDemoSettings(process.env, process.cwd());
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
