/** Prints what the coordinator and the console would refuse of the environment, a sentence a line; run by the start script. */
import { readEnvironment as readConsole } from './env.ts';
import { readEnvironment as readCoordinator } from './servers/environment.ts';

const sentences = [readCoordinator, readConsole].flatMap((read) => {
  try {
    read(process.env);
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [String(error)];
  }
});
for (const sentence of sentences) console.log(sentence);
if (sentences.length > 0) process.exitCode = 1;
